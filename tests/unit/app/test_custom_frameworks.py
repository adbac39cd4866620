from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from probative.app import custom_frameworks as frameworks
from probative.app.application import Application
from probative.app.tagging import tags_of
from probative.domain.custom import CustomFramework
from probative.domain.errors import ForbiddenError, InvalidError, NotFoundError, QuotaError
from tests.support.library import (
    framework_draft,
    in_books,
    locked,
    new_control,
    new_engagement,
    new_framework,
    set_draft,
    standard_ids,
)
from tests.support.serving import SetClock, application, caller, standard_framework

GONE = "00000000-0000-7000-8000-00000000dead"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Application:
    return application(tmp_path, clock)


def updated(app: Application, framework: CustomFramework, *sets: frameworks.ControlSetDraft) -> CustomFramework:
    after = frameworks.update_framework(
        app, caller("peter"), framework.id, framework_draft(*sets, name="New")
    ).framework
    assert isinstance(after, CustomFramework)
    return after


def test_a_framework_holds_standard_and_custom_controls_in_order(app: Application) -> None:
    own, standard = new_control(app).control.id, standard_ids(app, 2)

    made = frameworks.create_framework(
        app, caller(), framework_draft(set_draft("First", standard[1], own), set_draft("Empty")), {"team": "red"}
    )

    framework = made.framework
    assert isinstance(framework, CustomFramework)
    assert [(each.name, each.control_ids) for each in framework.control_sets] == [
        ("First", (standard[1], own)),
        ("Empty", ()),
    ]
    assert len({each.id for each in framework.control_sets}) == 2
    assert set(made.controls) == {standard[1], own}
    assert made.tags == {"team": "red"}
    assert frameworks.get_framework(app, caller(), framework.id) == made


def test_a_standard_framework_shows_all_its_controls(app: Application) -> None:
    shown = frameworks.get_framework(app, caller(), standard_framework().uuid)

    assert shown.framework == standard_framework()
    assert len(shown.controls) == 110
    assert frameworks.list_standard_frameworks(app, caller()) == [standard_framework()]


def test_what_is_there_twice_is_refused_where_it_stands(app: Application) -> None:
    (id_,) = standard_ids(app, 1)

    with pytest.raises(InvalidError) as error:
        new_framework(app, set_draft("Same", id_, id_), set_draft("Same"), set_draft("Other", id_))

    assert [finding.path for finding in error.value.findings] == [
        "controlSets[0].controls[1].id",
        "controlSets[1].name",
        "controlSets[2].controls[0].id",
    ]


def test_a_control_that_is_not_there_is_not_found(app: Application) -> None:
    with pytest.raises(NotFoundError, match=f"no control has the id {GONE}"):
        new_framework(app, set_draft("First", GONE))


def test_no_more_custom_frameworks_than_the_quota(app: Application) -> None:
    full = replace(app, quotas=replace(app.quotas, custom_frameworks=1))
    new_framework(full, set_draft("First"))

    with pytest.raises(QuotaError, match="no more than 1 custom frameworks"):
        new_framework(full, set_draft("First"))


def test_an_update_keeps_and_renames_known_sets_and_makes_ids_for_others(app: Application, clock: SetClock) -> None:
    before = new_framework(app, set_draft("First"), set_draft("Second"))
    first, second = (each.id for each in before.control_sets)
    clock.advance(hours=1)

    after = updated(app, before, set_draft("Third"), set_draft("Renamed", *standard_ids(app, 1), id_=second))

    assert [each.name for each in after.control_sets] == ["Third", "Renamed"]
    assert after.control_sets[0].id not in {first, second}
    assert after.control_sets[1].id == second
    assert (after.name, after.created_at, after.updated_at, after.updated_by) == (
        "New",
        before.created_at,
        clock(),
        "peter",
    )


def test_an_update_with_unknown_or_repeated_ids_is_refused(app: Application) -> None:
    before = new_framework(app, set_draft("First"))
    id_ = before.control_sets[0].id

    with pytest.raises(NotFoundError, match="no control set has the id"):
        updated(app, before, set_draft("First", id_=GONE))
    with pytest.raises(InvalidError, match="is the id of another control set"):
        updated(app, before, set_draft("First", id_=id_), set_draft("Second", id_=id_))
    with pytest.raises(NotFoundError, match="no control has the id"):
        updated(app, before, set_draft("First", GONE))


def test_deleting_a_framework_leaves_its_assessments(app: Application) -> None:
    made = frameworks.create_framework(
        app, caller(), framework_draft(set_draft("First", *standard_ids(app, 1))), {"a": "b"}
    )
    framework = made.framework
    assert isinstance(framework, CustomFramework)
    engagement = new_engagement(app, framework.id)

    frameworks.delete_framework(app, caller(), framework.id)

    assert in_books(app, lambda books: books.engagements.get(engagement.id)) == engagement
    assert in_books(app, lambda books: tags_of(books, frameworks.framework_arn(app, framework))) == {}
    with pytest.raises(NotFoundError):
        frameworks.get_framework(app, caller(), framework.id)
    with pytest.raises(NotFoundError):
        frameworks.delete_framework(app, caller(), framework.id)


def test_standard_frameworks_are_neither_edited_nor_deleted(app: Application) -> None:
    uuid = standard_framework().uuid

    with pytest.raises(InvalidError, match="cannot be edited"):
        frameworks.update_framework(app, caller(), uuid, framework_draft(set_draft("First")))
    with pytest.raises(InvalidError, match="cannot be deleted"):
        frameworks.delete_framework(app, caller(), uuid)


def test_custom_frameworks_come_newest_first(app: Application, clock: SetClock) -> None:
    for name in ("one", "two"):
        new_framework(app, set_draft("First"), name=name)
        clock.advance(minutes=1)

    found = frameworks.list_custom_frameworks(app, caller(), after=None, limit=10)

    assert [each.name for each in found] == ["two", "one"]


@pytest.mark.parametrize(
    ("action", "act"),
    [
        ("CreateAssessmentFramework", lambda app: new_framework(app, set_draft("First"))),
        ("GetAssessmentFramework", lambda app: frameworks.get_framework(app, caller(), standard_framework().uuid)),
        ("ListAssessmentFrameworks", lambda app: frameworks.list_standard_frameworks(app, caller())),
        (
            "ListAssessmentFrameworks",
            lambda app: frameworks.list_custom_frameworks(app, caller(), after=None, limit=1),
        ),
        (
            "UpdateAssessmentFramework",
            lambda app: frameworks.update_framework(app, caller(), GONE, framework_draft(set_draft("First"))),
        ),
        ("DeleteAssessmentFramework", lambda app: frameworks.delete_framework(app, caller(), GONE)),
    ],
)
def test_rights_come_first(app: Application, action: str, act: Callable[[Application], object]) -> None:
    closed, asked = locked(app)

    with pytest.raises(ForbiddenError):
        act(closed)

    assert asked == [action]
