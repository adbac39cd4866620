"""Whether the service is on: looked up once for as long as nothing changes, and never stale."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from probative.app.application import Application
from probative.app.change_log import LogPart, list_changes
from probative.app.engagements import AssessmentEdits, update_assessment, update_status
from probative.app.registering import check_registered, deregister_account, register_account
from probative.domain.custom import Tagged
from probative.domain.engagements import AssessmentStatus, ChangeAction
from probative.domain.errors import NotRegisteredError
from tests.support.engaging import OLIVIA, engage, kept, serving
from tests.support.serving import application, caller


@dataclass
class Watched:
    """The books, how often they were read, and whether their edition is at hand."""

    store: Any
    is_at_hand: bool = True
    reads: int = 0

    def read(self, act: Any) -> Any:
        self.reads += 1
        return self.store.read(act)

    def change(self, act: Any) -> Any:
        return self.store.change(act)

    def edition(self) -> Any:
        return self.store.edition()

    def edition_at_hand(self) -> Any:
        return self.store.edition_at_hand() if self.is_at_hand else None


def registered(folder: Path, **more: bool) -> tuple[Application, Watched]:
    app = application(folder)
    store = Watched(app.store, **more)
    app = replace(app, store=store)
    register_account(app, caller(), kms_key=None, admin_account=None)
    return app, store


@pytest.mark.parametrize(("is_at_hand", "reads"), [(True, 1), (False, 3)])
def test_it_is_read_once_where_it_is_at_hand_that_nothing_changed(
    tmp_path: Path, *, is_at_hand: bool, reads: int
) -> None:
    app, store = registered(tmp_path, is_at_hand=is_at_hand)
    before = store.reads
    for _ in range(3):
        check_registered(app, caller())

    assert store.reads - before == reads


def test_turning_it_off_or_on_acts_at_once(tmp_path: Path) -> None:
    app, _ = registered(tmp_path)
    for _ in range(2):
        check_registered(app, caller())
        deregister_account(app, caller())
        with pytest.raises(NotRegisteredError):
            check_registered(app, caller())
        register_account(app, caller(), kms_key=None, admin_account=None)


def test_any_change_has_it_read_again(tmp_path: Path) -> None:
    app, store = registered(tmp_path)
    check_registered(app, caller())
    before = store.reads
    app.store.change(lambda books: books.tags.put(Tagged(id="arn", tags={})))
    check_registered(app, caller())

    assert store.reads == before + 1


def test_assessments_sleep_when_the_account_is_registered_again_until_they_are_saved(tmp_path: Path) -> None:
    app = serving(tmp_path)
    register_account(app, OLIVIA, kms_key=None, admin_account=None)
    first, second = engage(app, "first").engagement, engage(app, "second").engagement
    register_account(app, OLIVIA, kms_key="arn:aws:kms:us-east-1:111122223333:key/1", admin_account=None)
    assert not kept(app, first.id).is_dormant, "who is registered already only changes settings"

    deregister_account(app, OLIVIA)
    register_account(app, OLIVIA, kms_key=None, admin_account=None)
    assert [kept(app, each.id).is_dormant for each in (first, second)] == [True, True]
    assert not engage(app, "third").engagement.is_dormant

    update_assessment(app, OLIVIA, first.id, AssessmentEdits())
    assert [kept(app, each.id).is_dormant for each in (first, second)] == [False, True]
    part = LogPart(first.id)
    assert list_changes(app, OLIVIA, part, after=None, limit=9)[0].action is ChangeAction.UPDATE_METADATA


def test_what_is_over_does_not_sleep(tmp_path: Path) -> None:
    app = serving(tmp_path)
    register_account(app, OLIVIA, kms_key=None, admin_account=None)
    ended = engage(app).engagement
    update_status(app, OLIVIA, ended.id, AssessmentStatus.INACTIVE)
    deregister_account(app, OLIVIA)
    register_account(app, OLIVIA, kms_key=None, admin_account=None)
    assert not kept(app, ended.id).is_dormant
