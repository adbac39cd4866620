from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from probative.app import tagging
from probative.app.application import Application
from probative.app.controls import control_arn
from probative.app.custom_frameworks import framework_arn
from probative.domain.access import AssessmentResource, Resource
from probative.domain.errors import ForbiddenError, InvalidError, NotFoundError
from probative.domain.people import Caller
from tests.support.library import locked, new_control, new_engagement, new_framework, set_draft
from tests.support.serving import application, caller, standard_framework

GONE = "00000000-0000-7000-8000-00000000dead"


@pytest.fixture
def app(tmp_path: Path) -> Application:
    return application(tmp_path)


def control(app: Application) -> str:
    return control_arn(app, new_control(app).control.id)


def framework(app: Application) -> str:
    return framework_arn(app, new_framework(app, set_draft("First")))


def assessment(app: Application) -> str:
    return app.arn(f"assessment/{new_engagement(app, standard_framework().uuid).id}")


@pytest.mark.parametrize("make", [control, framework, assessment])
def test_tags_are_added_overwritten_and_removed(app: Application, make: Callable[[Application], str]) -> None:
    arn = make(app)
    assert tagging.list_tags(app, caller(), arn) == {}

    tagging.tag(app, caller(), arn, {"team": "red", "Team": "1"})
    tagging.tag(app, caller(), arn, {"team": "blue", "stage": ""})
    assert tagging.list_tags(app, caller(), arn) == {"team": "blue", "Team": "1", "stage": ""}

    tagging.untag(app, caller(), arn, ["Team", "never"])
    assert tagging.list_tags(app, caller(), arn) == {"team": "blue", "stage": ""}

    tagging.untag(app, caller(), arn, ["team", "stage"])
    assert tagging.list_tags(app, caller(), arn) == {}


def test_no_more_than_fifty_tags_together(app: Application) -> None:
    arn = control(app)
    tagging.tag(app, caller(), arn, {f"key{number}": "" for number in range(49)})
    tagging.tag(app, caller(), arn, {"key0": "again", "last": ""})

    with pytest.raises(InvalidError, match="would be 51"):
        tagging.tag(app, caller(), arn, {"more": ""})

    assert len(tagging.list_tags(app, caller(), arn)) == 50


def test_standard_content_has_no_tags(app: Application) -> None:
    arn = framework_arn(app, standard_framework())

    assert tagging.list_tags(app, caller(), arn) == {}
    assert tagging.list_tags(app, caller(), control_arn(app, standard_framework().controls[0].uuid)) == {}
    with pytest.raises(InvalidError, match="standard content"):
        tagging.tag(app, caller(), arn, {"a": "b"})
    with pytest.raises(InvalidError, match="standard content"):
        tagging.untag(app, caller(), arn, ["a"])


@pytest.mark.parametrize(
    "arn",
    [
        f"arn:aws:auditmanager:us-east-1:111122223333:control/{GONE}",
        f"arn:aws:auditmanager:us-east-1:111122223333:assessmentFramework/{GONE}",
        f"arn:aws:auditmanager:us-east-1:111122223333:assessment/{GONE}",
        f"arn:aws:auditmanager:us-east-1::control/{GONE}",
        f"arn:aws:auditmanager:us-east-1:111122223333:report/{GONE}",
        "arn:aws:auditmanager:us-east-1:111122223333:control/x",
        "arn:aws:s3:::bucket",
    ],
)
def test_what_is_not_there_is_not_found(app: Application, arn: str) -> None:
    with pytest.raises(NotFoundError, match=f"no resource has the id {arn}"):
        tagging.list_tags(app, caller(), arn)
    with pytest.raises(NotFoundError):
        tagging.tag(app, caller(), arn, {"a": "b"})
    with pytest.raises(NotFoundError):
        tagging.untag(app, caller(), arn, ["a"])


def test_another_account_or_region_has_nothing_here(app: Application) -> None:
    arn = control(app)

    for elsewhere in (arn.replace("111122223333", "444455556666"), arn.replace("us-east-1", "eu-west-1")):
        with pytest.raises(NotFoundError):
            tagging.list_tags(app, caller(), elsewhere)


@dataclass
class LibraryOnly:
    """Allows everything beside assessments."""

    def allows(self, caller: Caller, action: str, resource: Resource, at: object) -> bool:
        del caller, action, at
        return not isinstance(resource, AssessmentResource)


def test_a_stranger_to_an_assessment_finds_nothing(app: Application) -> None:
    arn = assessment(app)
    strange = replace(app, authorizer=LibraryOnly())

    with pytest.raises(NotFoundError, match=f"no resource has the id {arn}"):
        tagging.list_tags(strange, caller(), arn)
    with pytest.raises(NotFoundError):
        tagging.tag(strange, caller(), arn, {"a": "b"})


@pytest.mark.parametrize(
    ("action", "act"),
    [
        ("ListTagsForResource", lambda app, arn: tagging.list_tags(app, caller(), arn)),
        ("TagResource", lambda app, arn: tagging.tag(app, caller(), arn, {"a": "b"})),
        ("UntagResource", lambda app, arn: tagging.untag(app, caller(), arn, ["a"])),
    ],
)
def test_rights_come_before_what_is_there(
    app: Application, action: str, act: Callable[[Application, str], object]
) -> None:
    closed, asked = locked(app)

    with pytest.raises(ForbiddenError):
        act(closed, app.arn(f"control/{GONE}"))

    assert asked == [action]
