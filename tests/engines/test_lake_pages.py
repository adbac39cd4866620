"""What every lake promises of pages, days and moments, held against the real one and the one in memory."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from probative.domain.errors import NotFoundError
from probative.domain.evidence import Evidence, Fact
from probative.domain.ids import AssessmentId, BatchId, ControlId, EvidenceId, FactId
from probative.lake.iceberg import IcebergLake
from probative.workspace import RecoverableLake
from tests.support.lake import ASSESSMENT, COLLECTED, CONTROL, a_fact, some_evidence
from tests.support.memory import MemoryLake

DAY = COLLECTED.date()
NEXT_DAY = DAY + timedelta(days=1)
OTHER = AssessmentId("another")


@pytest.fixture(params=["memory", "iceberg"])
def lake(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RecoverableLake]:
    opened: RecoverableLake = MemoryLake() if request.param == "memory" else IcebergLake(tmp_path / "lake")
    yield opened
    opened.close()


def keep(lake: RecoverableLake, batch: str, pairs: list[tuple[Fact, Evidence]]) -> list[Evidence]:
    facts, evidence = [fact for fact, _ in pairs], [item for _, item in pairs]
    lake.commit(BatchId(batch), [lake.stage().write(facts, evidence)])
    return sorted(evidence, key=lambda item: item.id)


def pairs(first: int, count: int, *, days: int = 0, control: ControlId = CONTROL) -> list[tuple[Fact, Evidence]]:
    facts = [a_fact(number, COLLECTED + timedelta(days=days)) for number in range(first, first + count)]
    return [(fact, some_evidence(fact, control=control)) for fact in facts]


def page(lake: RecoverableLake, after: EvidenceId | None = None, limit: int = 100) -> list[Evidence]:
    return list(lake.evidence_page(ASSESSMENT, CONTROL, DAY, after=after, limit=limit))


def test_a_page_is_of_one_control_and_day_by_id(lake: RecoverableLake) -> None:
    kept = keep(lake, "1", pairs(0, 5)) + keep(lake, "2", pairs(5, 3))
    keep(lake, "3", pairs(10, 2, days=1) + pairs(20, 2, control=ControlId("SAFE-2.1")))
    fact = a_fact(30)
    keep(lake, "4", [(fact, some_evidence(fact, assessment=OTHER))])

    assert page(lake) == kept
    assert page(lake, limit=3) == kept[:3]
    assert page(lake, after=kept[2].id, limit=3) == kept[3:6]
    assert page(lake, after=kept[-1].id) == []


def test_items_are_found_by_id_where_they_are(lake: RecoverableLake) -> None:
    kept = keep(lake, "1", pairs(0, 4))
    elsewhere = keep(lake, "2", pairs(10, 1, days=1))

    wanted = [kept[3].id, kept[1].id, elsewhere[0].id, EvidenceId("none")]

    assert list(lake.find_evidence(ASSESSMENT, CONTROL, DAY, wanted)) == [kept[1], kept[3]]
    assert list(lake.find_evidence(ASSESSMENT, CONTROL, NEXT_DAY, wanted)) == elsewhere
    assert list(lake.find_evidence(ASSESSMENT, CONTROL, DAY, [])) == []
    assert list(lake.find_evidence(OTHER, CONTROL, DAY, wanted)) == []


def test_an_edition_changes_with_its_day_alone(lake: RecoverableLake) -> None:
    assert dict(lake.days(ASSESSMENT)) == {}
    keep(lake, "1", pairs(10, 1, days=1))
    keep(lake, "2", pairs(0, 1))
    before = lake.days(ASSESSMENT)

    keep(lake, "3", pairs(1, 1))

    after = lake.days(ASSESSMENT)
    assert list(before) == list(after) == [DAY, NEXT_DAY]
    assert before[DAY] != after[DAY]
    assert before[NEXT_DAY] == after[NEXT_DAY]
    assert dict(lake.days(OTHER)) == {}


def test_counts_can_be_had_of_some_days(lake: RecoverableLake) -> None:
    keep(lake, "1", pairs(0, 3))
    keep(lake, "2", pairs(10, 2, days=1))

    assert [(count.day, count.count) for count in lake.counts(ASSESSMENT, [DAY])] == [(DAY, 3)]
    assert [(count.day, count.count) for count in lake.counts(ASSESSMENT)] == [(DAY, 3), (NEXT_DAY, 2)]
    assert list(lake.counts(ASSESSMENT, [])) == []
    assert list(lake.counts(ASSESSMENT, [DAY - timedelta(days=9)])) == []


def test_a_moment_holds_what_was_there_and_nothing_later(lake: RecoverableLake) -> None:
    kept = keep(lake, "1", pairs(0, 3))
    then = lake.pinned()

    keep(lake, "2", pairs(3, 2))

    assert list(then.evidence(ASSESSMENT, CONTROL)) == kept
    assert [count.count for count in then.counts(ASSESSMENT)] == [3]
    assert [fact.id for fact in then.facts([kept[0].fact_id])] == [kept[0].fact_id]
    assert [count.count for count in lake.counts(ASSESSMENT)] == [5]
    with pytest.raises(NotFoundError):
        list(then.facts([FactId("none")]))
