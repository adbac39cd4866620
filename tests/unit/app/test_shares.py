from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from probative.app import shares
from probative.app.application import Application
from probative.app.controls import delete_control, update_control
from probative.app.custom_frameworks import create_framework
from probative.app.tagging import tags_of
from probative.domain.custom import CustomFramework, FrameworkShare, ShareStatus
from probative.domain.errors import ForbiddenError, InvalidError, NotFoundError, QuotaError, WrongStateError
from probative.domain.ids import AccountId
from probative.domain.sharing import ShareAction, ShareSide, as_of, check_removable, moved, renewed
from tests.support.library import (
    draft,
    framework_draft,
    in_books,
    locked,
    new_control,
    new_framework,
    set_draft,
    standard_ids,
)
from tests.support.serving import ACCOUNT, REGION, SetClock, application, caller, standard_framework

OTHER = AccountId("444455556666")
GONE = "00000000-0000-7000-8000-00000000dead"
SENT, RECEIVED = ShareSide.SENT, ShareSide.RECEIVED


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Application:
    return application(tmp_path, clock)


def offer(
    app: Application, framework: CustomFramework, account: AccountId = OTHER, region: str = "eu-west-1"
) -> FrameworkShare:
    return shares.start_share(app, caller(), framework.id, account, region, "Have a look")


def listed(app: Application, side: ShareSide) -> list[FrameworkShare]:
    return [*shares.list_shares(app, caller(), side, after=None, limit=10)]


def answer(app: Application, share: FrameworkShare, side: ShareSide, action: ShareAction) -> FrameworkShare:
    return shares.update_share(app, caller("peter"), share.id, side=side, action=action)


def test_a_request_waits_120_days(app: Application, clock: SetClock) -> None:
    share = offer(app, new_framework(app, set_draft("First")))

    assert (share.status, share.comment, share.source_account) == (ShareStatus.ACTIVE, "Have a look", ACCOUNT)
    assert share.expires_at - clock() == timedelta(days=120)
    assert listed(app, SENT) == [share]
    assert listed(app, RECEIVED) == []


@pytest.mark.parametrize(
    ("days", "status"),
    [
        (89.9, ShareStatus.ACTIVE),
        (90, ShareStatus.EXPIRING),
        (119.9, ShareStatus.EXPIRING),
        (120, ShareStatus.EXPIRED),
    ],
)
def test_a_request_expires_in_its_last_thirty_days(
    app: Application, clock: SetClock, days: float, status: ShareStatus
) -> None:
    offer(app, new_framework(app, set_draft("First")))
    clock.advance(days=days)

    assert [share.status for share in listed(app, SENT)] == [status]


def test_the_same_offer_renews_the_request_with_the_framework_as_it_is_now(app: Application, clock: SetClock) -> None:
    control = new_control(app).control
    framework = new_framework(app, set_draft("First", control.id))
    first = offer(app, framework)
    answer(app, first, SENT, ShareAction.REVOKE)
    clock.advance(days=1)
    update_control(app, caller(), control.id, draft(name="Renamed"))

    again = offer(app, framework)
    elsewhere = offer(app, framework, region="eu-central-1")

    assert (again.id, again.created_at, again.status) == (first.id, first.created_at, ShareStatus.ACTIVE)
    assert (again.updated_at, again.expires_at) == (clock(), clock() + timedelta(days=120))
    assert [each.name for each in again.controls] == ["Renamed"]
    assert elsewhere.id != first.id
    assert [share.id for share in listed(app, SENT)] == [elsewhere.id, first.id]


def test_what_is_accepted_is_a_copy_of_its_own(app: Application, clock: SetClock) -> None:
    control = new_control(app).control
    sets = (set_draft("First", control.id, *standard_ids(app, 1)), set_draft("Second"))
    made = create_framework(app, caller(), framework_draft(*sets), {"team": "red"}).framework
    assert isinstance(made, CustomFramework)
    share = offer(app, made, ACCOUNT)
    delete_control(app, caller(), control.id)
    clock.advance(hours=1)

    accepted = answer(app, share, RECEIVED, ShareAction.ACCEPT)

    assert accepted.status is ShareStatus.SHARED
    assert [each.status for each in listed(app, RECEIVED)] == [ShareStatus.SHARED]
    (copy,) = (each for each in in_books(app, lambda books: books.frameworks.select()) if each.id != made.id)
    (copied,) = in_books(app, lambda books: books.controls.select())
    assert (copy.name, copy.created_by, copy.created_at) == (made.name, "peter", clock())
    assert [each.control_ids for each in copy.control_sets] == [(copied.id, *standard_ids(app, 1)), ()]
    assert not {each.id for each in copy.control_sets} & {each.id for each in made.control_sets}
    assert copied.id != control.id
    assert copied.sources[0].id != control.sources[0].id
    assert [replace(each, id="") for each in copied.sources] == [replace(each, id="") for each in control.sources]
    assert in_books(app, lambda books: tags_of(books, app.arn(f"assessmentFramework/{copy.id}"))) == {}


@pytest.mark.parametrize(
    ("side", "action", "status"),
    [
        (RECEIVED, ShareAction.DECLINE, ShareStatus.DECLINED),
        (SENT, ShareAction.REVOKE, ShareStatus.REVOKED),
    ],
)
def test_a_request_is_closed_once(app: Application, side: ShareSide, action: ShareAction, status: ShareStatus) -> None:
    share = offer(app, new_framework(app, set_draft("First")), ACCOUNT)

    assert answer(app, share, side, action).status is status
    with pytest.raises(WrongStateError, match=f"{status}: cannot accept"):
        answer(app, share, RECEIVED, ShareAction.ACCEPT)


@pytest.mark.parametrize(
    ("side", "action"),
    [(SENT, ShareAction.ACCEPT), (SENT, ShareAction.DECLINE), (RECEIVED, ShareAction.REVOKE)],
)
def test_each_side_has_its_own_answers(app: Application, side: ShareSide, action: ShareAction) -> None:
    share = offer(app, new_framework(app, set_draft("First")), ACCOUNT)

    with pytest.raises(InvalidError, match="is for whoever has the request as"):
        answer(app, share, side, action)


def test_an_expired_request_takes_no_answer_but_can_be_deleted(app: Application, clock: SetClock) -> None:
    share = offer(app, new_framework(app, set_draft("First")), ACCOUNT)
    clock.advance(days=121)

    with pytest.raises(WrongStateError, match="EXPIRED: cannot accept"):
        answer(app, share, RECEIVED, ShareAction.ACCEPT)
    shares.delete_share(app, caller(), share.id, side=RECEIVED)

    assert listed(app, SENT) == []


def test_a_request_that_waits_is_not_deleted(app: Application, clock: SetClock) -> None:
    share = offer(app, new_framework(app, set_draft("First")))

    with pytest.raises(WrongStateError, match="ACTIVE: cannot be deleted"):
        shares.delete_share(app, caller(), share.id, side=SENT)
    clock.advance(days=100)
    with pytest.raises(WrongStateError, match="EXPIRING: cannot be deleted"):
        shares.delete_share(app, caller(), share.id, side=SENT)


def test_what_is_being_copied_is_left_alone(app: Application, clock: SetClock) -> None:
    share = replace(offer(app, new_framework(app, set_draft("First"))), status=ShareStatus.REPLICATING)

    assert as_of(share, clock() + timedelta(days=200)).status is ShareStatus.REPLICATING
    with pytest.raises(WrongStateError):
        renewed(share, share)
    with pytest.raises(WrongStateError):
        check_removable(share, clock())
    with pytest.raises(WrongStateError):
        moved(share, ShareAction.REVOKE, SENT, now=clock())


def test_a_request_is_found_from_its_own_side_only(app: Application) -> None:
    share = offer(app, new_framework(app, set_draft("First")))

    with pytest.raises(NotFoundError):
        answer(app, share, RECEIVED, ShareAction.ACCEPT)
    with pytest.raises(NotFoundError):
        shares.delete_share(app, caller(), share.id, side=RECEIVED)
    with pytest.raises(NotFoundError):
        shares.delete_share(app, caller(), GONE, side=SENT)


def test_only_a_custom_framework_is_offered_and_only_elsewhere(app: Application) -> None:
    framework = new_framework(app, set_draft("First"))

    with pytest.raises(InvalidError, match="standard framework"):
        shares.start_share(app, caller(), standard_framework().uuid, OTHER, REGION, None)
    with pytest.raises(InvalidError, match="already in that region"):
        offer(app, framework, ACCOUNT, REGION)
    with pytest.raises(NotFoundError):
        shares.start_share(app, caller(), GONE, OTHER, REGION, None)


def test_no_more_active_recipients_than_the_quota(app: Application) -> None:
    full = replace(app, quotas=replace(app.quotas, share_recipients=1))
    framework = new_framework(full, set_draft("First"))
    first = offer(full, framework)
    offer(full, framework)

    with pytest.raises(InvalidError, match="one of more than 1 active recipients"):
        offer(full, framework, region="eu-central-1")

    answer(full, first, SENT, ShareAction.REVOKE)
    offer(full, framework, region="eu-central-1")


def test_a_copy_needs_room_in_the_library(app: Application) -> None:
    framework = new_framework(app, set_draft("First", new_control(app).control.id))
    share = offer(app, framework, ACCOUNT)

    for quotas in (replace(app.quotas, custom_frameworks=1), replace(app.quotas, custom_controls=1)):
        with pytest.raises(QuotaError):
            answer(replace(app, quotas=quotas), share, RECEIVED, ShareAction.ACCEPT)

    assert [each.status for each in listed(app, SENT)] == [ShareStatus.ACTIVE]
    assert in_books(app, lambda books: (books.controls.count(), books.frameworks.count())) == (1, 1)


@pytest.mark.parametrize(
    ("action", "act"),
    [
        ("StartAssessmentFrameworkShare", lambda app: shares.start_share(app, caller(), GONE, OTHER, REGION, None)),
        (
            "ListAssessmentFrameworkShareRequests",
            lambda app: shares.list_shares(app, caller(), SENT, after=None, limit=1),
        ),
        (
            "UpdateAssessmentFrameworkShare",
            lambda app: shares.update_share(app, caller(), GONE, side=SENT, action=ShareAction.REVOKE),
        ),
        ("DeleteAssessmentFrameworkShare", lambda app: shares.delete_share(app, caller(), GONE, side=SENT)),
    ],
)
def test_rights_come_first(app: Application, action: str, act: Callable[[Application], object]) -> None:
    closed, asked = locked(app)

    with pytest.raises(ForbiddenError):
        act(closed)

    assert asked == [action]
