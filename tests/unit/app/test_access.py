"""What an assessment is to whom: found, refused, or not there at all."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from probative.app.access import Opened, can_see, may, open_engagement
from probative.app.application import Application
from probative.domain.engagements import AssessmentStatus, Delegation, DelegationStatus, Engagement
from probative.domain.errors import DomainError, ForbiddenError, NotFoundError
from probative.domain.people import Auditing, Caller, Role, RoleType, Standing
from tests.support.assessed import keep_engagement
from tests.support.people import guarded
from tests.support.serving import NOW, caller

DAN: Final = caller("Dan", Standing.MEMBER)
STRANGER: Final = caller("stranger", Standing.MEMBER)
ADA: Final = caller("Ada", Standing.ADMINISTRATOR)
UNKNOWN: Final = "99999999-0000-4000-8000-000000000000"


@pytest.fixture
def app(tmp_path: Path) -> Application:
    return guarded(tmp_path)


@pytest.fixture
def engagement(app: Application) -> Engagement:
    made = keep_engagement(app)
    owner = Role(type=RoleType.PROCESS_OWNER, arn="arn:aws:iam::111122223333:user/OLIVIA")
    owned = replace(made, creator_arn="arn:aws:iam::111122223333:user/nobody", roles=(owner,))
    app.store.change(lambda books: books.engagements.put(owned))
    return owned


OLIVIA: Final = caller("olivia", Standing.MEMBER)


def delegate(
    app: Application, engagement: Engagement, status: DelegationStatus = DelegationStatus.IN_PROGRESS
) -> Delegation:
    made = Delegation(
        id="d",
        assessment_id=engagement.id,
        control_set_id=engagement.control_sets[0].id,
        role=Role(type=RoleType.RESOURCE_OWNER, arn=DAN.arn.upper()),
        status=status,
        comment=None,
        created_at=NOW,
        updated_at=NOW,
        created_by="olivia",
    )
    app.store.change(lambda books: books.delegations.put(made))
    return made


def opening(  # noqa: PLR0917  who does what to which
    app: Application, by: Caller, action: str, assessment_id: str, control_set_id: str = ""
) -> Opened:
    return app.store.read(lambda books: open_engagement(app, books, by, action, assessment_id, control_set_id))


def refusal(act: Callable[[], object]) -> tuple[type[DomainError], str]:
    with pytest.raises(DomainError) as refused:
        act()
    return type(refused.value), str(refused.value)


def test_an_owner_opens_its_assessment_whatever_the_case_of_its_arn(app: Application, engagement: Engagement) -> None:
    assert opening(app, OLIVIA, "UpdateAssessment", engagement.id).engagement == engagement


@pytest.mark.parametrize("by", [STRANGER, caller("c", Standing.COLLECTOR), caller("a", Standing.AUDITOR)])
@pytest.mark.parametrize("action", ["GetAssessment", "DeleteAssessment", "UpdateAssessmentControl"])
def test_a_stranger_is_told_the_same_as_of_what_is_not_there(
    app: Application, engagement: Engagement, by: Caller, action: str
) -> None:
    there = refusal(lambda: opening(app, by, action, engagement.id))
    nowhere = refusal(lambda: opening(app, by, action, UNKNOWN))

    assert there == (NotFoundError, nowhere[1].replace(UNKNOWN, engagement.id))
    assert nowhere[0] is NotFoundError


def test_a_stranger_learns_nothing_of_control_sets(app: Application, engagement: Engagement) -> None:
    for control_set_id in (engagement.control_sets[0].id, "no such set"):
        kind, text = refusal(
            lambda id_=control_set_id: opening(app, STRANGER, "UpdateAssessmentControl", engagement.id, id_)  # type: ignore[misc]
        )
        assert kind is NotFoundError
        assert text == f"no assessment has the id {engagement.id}"


def test_an_administrator_knows_that_it_is_there_and_is_refused(app: Application, engagement: Engagement) -> None:
    assert can_see(app, ADA, engagement, ())
    for action in ("GetAssessment", "UpdateAssessment", "DeleteAssessment"):
        with pytest.raises(ForbiddenError):
            opening(app, ADA, action, engagement.id)


def test_a_delegate_opens_its_control_set_and_no_other(app: Application, engagement: Engagement) -> None:
    delegate(app, engagement)
    mine, other = (control_set.id for control_set in engagement.control_sets[:2])

    opened = opening(app, DAN, "UpdateAssessmentControl", engagement.id, mine)

    assert opened.control_set(mine) == engagement.control_sets[0]
    assert may(app, DAN, "GetAssessment", opened, mine)
    assert not may(app, DAN, "GetAssessment", opened, other)
    assert may(app, DAN, "GetAssessment", opened)
    for id_ in (other, "no such set"):
        with pytest.raises(ForbiddenError):
            opening(app, DAN, "UpdateAssessmentControl", engagement.id, id_)


def test_an_owner_is_told_that_a_control_set_is_not_there(app: Application, engagement: Engagement) -> None:
    with pytest.raises(NotFoundError, match="no such set"):
        opening(app, OLIVIA, "UpdateAssessmentControl", engagement.id, "no such set")


def test_a_delegate_keeps_its_rights_while_the_owner_looks(app: Application, engagement: Engagement) -> None:
    delegate(app, engagement, DelegationStatus.UNDER_REVIEW)

    assert opening(app, DAN, "GetEvidence", engagement.id, engagement.control_sets[0].id)


def test_a_delegate_loses_its_rights_when_the_review_is_complete(app: Application, engagement: Engagement) -> None:
    delegation = delegate(app, engagement, DelegationStatus.COMPLETE)

    assert not can_see(app, DAN, engagement, (delegation,))
    with pytest.raises(NotFoundError):
        opening(app, DAN, "GetEvidence", engagement.id, engagement.control_sets[0].id)


def test_a_delegate_loses_its_rights_when_the_assessment_is_inactive(app: Application, engagement: Engagement) -> None:
    delegate(app, engagement)
    ended = replace(engagement, status=AssessmentStatus.INACTIVE)
    app.store.change(lambda books: books.engagements.put(ended))

    with pytest.raises(NotFoundError):
        opening(app, DAN, "GetEvidence", engagement.id, engagement.control_sets[0].id)
    assert opening(app, OLIVIA, "GetAssessment", engagement.id).engagement == ended


def test_an_auditor_reads_the_assessment_it_was_given(app: Application, engagement: Engagement) -> None:
    auditor = replace(caller("aki", Standing.AUDITOR), auditing=Auditing(assessments=(engagement.id,), until=None))

    assert opening(app, auditor, "GetEvidence", engagement.id, engagement.control_sets[0].id)
    with pytest.raises(ForbiddenError):
        opening(app, auditor, "UpdateAssessment", engagement.id)
