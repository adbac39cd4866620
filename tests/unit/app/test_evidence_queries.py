"""Evidence of an assessment, asked for by whoever may read all of it."""

from datetime import timedelta
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.evidence_folders import lake_control_id
from probative.app.evidence_queries import FoundEvidence, query_evidence
from probative.assess.folders import folder_id
from probative.domain.errors import ForbiddenError, NotFoundError
from probative.domain.evidence import Verdict
from probative.domain.evidence_queries import EvidenceFilter, EvidenceSpot
from probative.domain.ids import AssessmentId, ControlId, ControlSetId
from tests.support.assessed import keep_some
from tests.support.covered import hand_over
from tests.support.engaging import FIRST, OLIVIA, SECOND, STRANGER, engage, serving, standard_controls
from tests.support.serving import NOW, caller


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return serving(tmp_path)


def ask(
    server: Application, id_: str, wanted: EvidenceFilter | None = None, after: EvidenceSpot | None = None
) -> list[FoundEvidence]:
    return list(query_evidence(server, OLIVIA, id_, wanted or EvidenceFilter(), after=after, limit=100))


def test_evidence_comes_newest_first_with_its_control_and_folder(server: Application) -> None:
    made = engage(server).engagement
    first, second, _ = standard_controls(3)
    old = keep_some(server, first, 2, at=NOW - timedelta(days=1), assessment_id=made.id)
    new = keep_some(server, second, 1, assessment_id=made.id)
    keep_some(server, second, 1, first=9, assessment_id=AssessmentId("another"))

    found = ask(server, made.id)

    assert [each.evidence.id for each in found] == [each.id for each in (*new, *old[::-1])]
    assert [each.control_id for each in found] == [second, first, first]
    day = NOW.date()
    assert found[0].folder_id == folder_id(made.id, lake_control_id(server, second), day)
    assert ask(server, made.id, after=EvidenceSpot(day, new[0].id)) == found[1:]


def test_a_control_goes_by_its_uuid_or_its_code(server: Application) -> None:
    made = engage(server).engagement
    first, second, _ = standard_controls(3)
    (wanted,) = keep_some(server, first, 1, assessment_id=made.id)
    keep_some(server, second, 1, assessment_id=made.id)

    for id_ in (first, lake_control_id(server, first)):
        found = ask(server, made.id, EvidenceFilter(control_id=frozenset({ControlId(id_)})))
        assert [each.evidence.id for each in found] == [wanted.id]
    assert ask(server, made.id, EvidenceFilter(control_id=frozenset({ControlId("none")}))) == []


def test_a_control_set_is_the_one_of_the_assessment_whatever_the_lake_calls_it(server: Application) -> None:
    made = engage(server).engagement
    first, _, third = standard_controls(3)
    (wanted,) = keep_some(server, first, 1, assessment_id=made.id)
    keep_some(server, third, 1, assessment_id=made.id)

    def within(*sets: str, control: str = "") -> list[tuple[str, str]]:
        controls = frozenset({ControlId(control)} if control else ())
        asked = EvidenceFilter(control_set_id=frozenset(map(ControlSetId, sets)), control_id=controls)
        return [(each.evidence.id, each.evidence.control_set_id) for each in ask(server, made.id, asked)]

    assert within(FIRST) == [(wanted.id, FIRST)]
    assert len(within(FIRST, SECOND)) == 2
    assert within(FIRST, control=first) == [(wanted.id, FIRST)]
    assert within(FIRST, control=third) == []
    assert within("set") == []


def test_evidence_of_a_control_that_went_is_found_by_its_id_in_the_lake(server: Application) -> None:
    made = engage(server).engagement
    keep_some(server, "gone", 1, verdict=Verdict.NON_COMPLIANT, assessment_id=made.id)

    (found,) = ask(server, made.id, EvidenceFilter(verdict=frozenset({Verdict.NON_COMPLIANT})))

    assert found.control_id == "gone"


def test_only_owners_and_their_auditors_ask(server: Application) -> None:
    made = engage(server).engagement

    with pytest.raises(NotFoundError):
        query_evidence(server, STRANGER, made.id, EvidenceFilter(), after=None, limit=1)
    for by in (caller("adam"), hand_over(server, made)):
        with pytest.raises(ForbiddenError, match="QueryEvidence"):
            query_evidence(server, by, made.id, EvidenceFilter(), after=None, limit=1)
