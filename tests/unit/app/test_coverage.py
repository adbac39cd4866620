"""Coverage and refusals: what was expected, what came of it, and who may know."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.coverage import RefusalFilter, RefusalSpot, get_coverage, list_refusals
from probative.domain.engagements import Engagement
from probative.domain.errors import ForbiddenError, NotFoundError
from probative.domain.people import Auditing, Caller, Standing
from probative.domain.slots import REMEDY, RefusalReason, log_slot
from probative.domain.summaries import Coverage
from tests.support.assessed import keep_some
from tests.support.covered import OTHER_ACCOUNT, YESTERDAY, covered, hand_over
from tests.support.engaging import DAN, OLIVIA, STRANGER, engage, serving, standard_controls
from tests.support.serving import ACCOUNT, NOW, REGION, caller

ADAM = caller("adam")
"""An administrator who has nothing to do with the assessment."""


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return serving(tmp_path)


@pytest.fixture
def engagement(server: Application) -> Engagement:
    return covered(server)


def auditor(engagement: Engagement) -> Caller:
    auditing = Auditing(assessments=(engagement.id,), until=NOW + timedelta(days=1))
    return replace(caller("ada", Standing.AUDITOR), auditing=auditing)


def reasons(server: Application, engagement: Engagement, **wanted: frozenset[str]) -> list[str]:
    filter_ = RefusalFilter(**wanted)  # type: ignore[arg-type]  # each test names its own
    return [each.line.reason for each in list_refusals(server, OLIVIA, engagement.id, filter_, after=None, limit=100)]


def test_what_was_expected_is_told_from_what_was_seen(server: Application, engagement: Engagement) -> None:
    keep_some(server, standard_controls(1)[0], 3, assessment_id=engagement.id)

    summary = get_coverage(server, OLIVIA, engagement.id)

    assert summary.coverage == Coverage(answered=1, partial=1, refused=1, unseen=1)
    assert [(cell.account, cell.day) for cell in summary.cells] == [
        (ACCOUNT, YESTERDAY.date()),
        (ACCOUNT, NOW.date()),
        (OTHER_ACCOUNT, YESTERDAY.date()),
        (OTHER_ACCOUNT, NOW.date()),
    ]
    assert summary.evidence_count == 3
    assert set(summary.coverage_by_set) == {each.id for each in engagement.control_sets}


def test_what_came_in_since_shows_at_the_next_look(server: Application, engagement: Engagement) -> None:
    before = get_coverage(server, OLIVIA, engagement.id)
    assert get_coverage(server, OLIVIA, engagement.id) is before

    keep_some(server, standard_controls(1)[0], 1, assessment_id=engagement.id)
    assert get_coverage(server, OLIVIA, engagement.id).evidence_count == 1

    server.records.plan(engagement.id, [log_slot(ACCOUNT, REGION, NOW.date() - timedelta(days=2))])
    # Slots lie in the file of the books, whose edition tells of both; here they lie in memory.
    engage(server, "another")
    assert get_coverage(server, OLIVIA, engagement.id).coverage.unseen == 2


def test_a_refusal_has_its_reason_and_what_to_do(server: Application, engagement: Engagement) -> None:
    found = list_refusals(server, OLIVIA, engagement.id, RefusalFilter(), after=None, limit=10)

    assert [each.line.day for each in found] == [NOW.date(), NOW.date(), YESTERDAY.date()]
    assert {each.line.reason for each in found} == {
        RefusalReason.ACCESS_DENIED,
        RefusalReason.THROTTLED,
        RefusalReason.MALFORMED,
    }
    assert all(each.line.remedy == REMEDY[each.line.reason] for each in found)


def test_refusals_are_had_page_by_page_each_once(server: Application, engagement: Engagement) -> None:
    walked: list[RefusalSpot] = []
    after: RefusalSpot | None = None
    while page := list_refusals(server, OLIVIA, engagement.id, RefusalFilter(), after=after, limit=1):
        assert len(page) == 1
        after = page[-1].spot
        walked.append(after)

    assert len(set(walked)) == 3
    assert walked == sorted(walked)


def test_refusals_are_chosen_by_account_region_and_reason(server: Application, engagement: Engagement) -> None:
    assert len(reasons(server, engagement, accounts=frozenset({OTHER_ACCOUNT}))) == 2
    assert reasons(server, engagement, accounts=frozenset({ACCOUNT})) == ["MALFORMED"]
    assert reasons(server, engagement, regions=frozenset({REGION})) == ["MALFORMED"]
    assert reasons(server, engagement, reasons=frozenset({RefusalReason.THROTTLED})) == ["THROTTLED"]
    assert reasons(server, engagement, accounts=frozenset({"none"})) == []


def test_owners_auditors_and_administrators_see_how_much_was_seen(server: Application, engagement: Engagement) -> None:
    for by in (OLIVIA, ADAM, auditor(engagement)):
        assert get_coverage(server, by, engagement.id).coverage.expected == 4
        assert list_refusals(server, by, engagement.id, RefusalFilter(), after=None, limit=1)


@pytest.mark.parametrize("by", [DAN, STRANGER, caller("cora", Standing.COLLECTOR)])
def test_strangers_do_not_learn_of_the_assessment(server: Application, engagement: Engagement, by: Caller) -> None:
    with pytest.raises(NotFoundError):
        get_coverage(server, by, engagement.id)
    with pytest.raises(NotFoundError):
        list_refusals(server, by, engagement.id, RefusalFilter(), after=None, limit=1)


def test_a_delegate_sees_the_assessment_but_not_its_coverage(server: Application, engagement: Engagement) -> None:
    delegated = hand_over(server, engagement)

    with pytest.raises(ForbiddenError):
        get_coverage(server, delegated, engagement.id)
