"""What every lake promises, held against the real one and the one in memory."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from probative.domain.errors import NotFoundError
from probative.domain.evidence import Evidence, Fact, Verdict
from probative.domain.ids import AssessmentId, BatchId, ControlId, FactId
from probative.lake.iceberg import IcebergLake
from probative.ports.lake import Staged
from probative.workspace import RecoverableLake
from tests.support.lake import ASSESSMENT, COLLECTED, CONTROL, a_fact, some_evidence
from tests.support.memory import MemoryLake

OTHER = AssessmentId("another")
BATCH = BatchId("batch-1")
DAY = timedelta(days=1)


@pytest.fixture(params=["memory", "iceberg"])
def lake(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RecoverableLake]:
    opened: RecoverableLake = MemoryLake() if request.param == "memory" else IcebergLake(tmp_path / "lake")
    yield opened
    opened.close()


def keep(lake: RecoverableLake, batch: str, facts: list[Fact], evidence: list[Evidence]) -> None:
    lake.commit(BatchId(batch), [lake.stage().write(facts, evidence)])


def kept(lake: RecoverableLake, assessment: AssessmentId = ASSESSMENT) -> list[Evidence]:
    return list(lake.evidence(assessment, CONTROL))


def test_an_empty_lake_answers_with_nothing(lake: RecoverableLake) -> None:
    assert list(lake.counts(ASSESSMENT)) == []
    assert kept(lake) == []
    assert not lake.has_batch(BATCH)


def test_what_is_committed_comes_back_as_it_was(lake: RecoverableLake) -> None:
    fact = a_fact(1)._replace(value={"eventID": 1}, compliance=Verdict.COMPLIANT, resource="arn:aws:s3:::a")
    evidence = some_evidence(fact)

    keep(lake, BATCH, [fact], [evidence])

    assert kept(lake) == [evidence]
    assert list(lake.facts([fact.id])) == [fact._replace(value=None)]


def test_what_is_staged_is_not_in_the_lake(lake: RecoverableLake) -> None:
    fact = a_fact(1)

    staged = lake.stage().write([fact], [some_evidence(fact)])

    assert (staged.facts_count, staged.evidence_count) == (1, 1)
    assert kept(lake) == []


def test_nothing_staged_is_no_file(lake: RecoverableLake) -> None:
    assert lake.stage().write([], []) == Staged((), (), 0, 0)


def test_a_batch_without_rows_is_known_all_the_same(lake: RecoverableLake) -> None:
    lake.commit(BATCH, [])

    assert lake.has_batch(BATCH)


def test_a_batch_that_is_in_is_left_as_it_is(lake: RecoverableLake) -> None:
    fact = a_fact(1)
    staged = lake.stage().write([fact], [some_evidence(fact)])
    lake.commit(BATCH, [staged])

    lake.commit(BATCH, [staged])

    assert kept(lake) == [some_evidence(fact)]


def test_a_fact_is_kept_once_for_two_assessments(lake: RecoverableLake) -> None:
    fact = a_fact(1)
    keep(lake, "one", [fact], [some_evidence(fact)])
    later = fact._replace(collected_at=fact.collected_at + DAY)

    keep(lake, "two", [later], [some_evidence(later, assessment=OTHER)])

    assert list(lake.facts([fact.id])) == [fact]
    assert [item.fact_id for item in kept(lake, OTHER)] == [fact.id]


def test_what_comes_twice_within_a_batch_is_kept_once(lake: RecoverableLake) -> None:
    facts = [a_fact(number) for number in range(20)]
    evidence = [some_evidence(fact) for fact in facts]
    stage = lake.stage()

    lake.commit(BATCH, [stage.write(facts, evidence), stage.write(facts[10:], evidence[:15])])

    assert kept(lake) == evidence
    assert sum(folder.count for folder in lake.counts(ASSESSMENT)) == 20


def test_part_of_a_batch_that_is_known_is_left_out(lake: RecoverableLake) -> None:
    facts = [a_fact(number) for number in range(30)]
    keep(lake, "one", facts[:20], [some_evidence(fact) for fact in facts[:20]])

    keep(lake, "two", facts[10:], [some_evidence(fact) for fact in facts[10:]])

    assert kept(lake) == [some_evidence(fact) for fact in facts]
    assert list(lake.facts([fact.id for fact in facts])) == facts


def test_many_small_files_hold_what_they_held(lake: RecoverableLake) -> None:
    facts = [a_fact(number, COLLECTED + number % 2 * DAY) for number in range(40)]
    stage = lake.stage()

    lake.commit(BATCH, [stage.write([fact], [some_evidence(fact)]) for fact in facts])

    assert list(lake.facts([fact.id for fact in facts])) == facts
    assert {item.id for item in kept(lake)} == {some_evidence(fact).id for fact in facts}


def test_facts_come_in_the_order_they_are_asked_for_each_once(lake: RecoverableLake) -> None:
    facts = [a_fact(number) for number in range(1_100)]
    keep(lake, BATCH, facts, [])
    asked = [facts[7].id, facts[1_099].id, facts[0].id, *(fact.id for fact in facts[::-1]), facts[7].id]

    assert [fact.id for fact in lake.facts(asked)] == list(dict.fromkeys(asked))


def test_a_fact_that_is_not_there_is_told(lake: RecoverableLake) -> None:
    keep(lake, BATCH, [a_fact(1)], [])

    with pytest.raises(NotFoundError, match="no fact has the id 0"):
        list(lake.facts([a_fact(1).id, FactId("0")]))


def test_evidence_is_ordered_by_day_time_and_id(lake: RecoverableLake) -> None:
    facts = [a_fact(number, COLLECTED + timedelta(days=number % 3)) for number in range(60)]
    same_time = [some_evidence(facts[0], source=f"s{number}")._replace(time=facts[0].time) for number in range(5)]
    evidence = [*map(some_evidence, facts), *same_time]

    keep(lake, BATCH, facts[::-1], evidence[::-1])

    assert kept(lake) == sorted(evidence, key=lambda item: (item.day, item.time, item.id))


def test_evidence_is_of_the_assessment_and_control_asked_for(lake: RecoverableLake) -> None:
    fact = a_fact(1)
    other_control = ControlId("SAFE-1.3")
    wanted = some_evidence(fact, control=other_control, source="safe-1.3-deleted")
    of_another = some_evidence(fact, assessment=OTHER, control=other_control)

    keep(lake, BATCH, [fact], [some_evidence(fact), wanted, of_another])

    assert list(lake.evidence(ASSESSMENT, other_control)) == [wanted]


def test_two_questions_can_be_open_at_once(lake: RecoverableLake) -> None:
    facts = [a_fact(number) for number in range(5_000)]
    keep(lake, BATCH, facts, [some_evidence(fact) for fact in facts])

    walked = zip(lake.evidence(ASSESSMENT, CONTROL), lake.facts([fact.id for fact in facts]), strict=True)

    assert all(evidence.fact_id == fact.id for evidence, fact in walked)


def test_counts_are_those_of_the_evidence_in_their_order(lake: RecoverableLake) -> None:
    facts = [a_fact(number, COLLECTED + timedelta(days=number % 2)) for number in range(12)]
    evidence = [
        some_evidence(fact, control=ControlId(f"SAFE-1.{number % 3}"))._replace(
            verdict=list(Verdict)[number % 4],
        )
        for number, fact in enumerate(facts)
    ]

    keep(lake, BATCH, facts, evidence)

    counts = list(lake.counts(ASSESSMENT))
    assert sum(folder.count for folder in counts) == 12
    assert counts == sorted(
        counts,
        key=lambda cell: (cell.control_id, cell.source_id, cell.account, cell.region, cell.day, cell.verdict),
    )
    assert {(folder.control_id, folder.day, folder.verdict) for folder in counts} == {
        (item.control_id, item.day, item.verdict) for item in evidence
    }


def test_staged_files_that_no_batch_names_are_swept(lake: RecoverableLake) -> None:
    named = lake.stage().write([a_fact(1)], [])
    orphan = lake.stage().write([a_fact(2)], [])

    lake.sweep([named])

    assert lake.can_commit([named])
    assert not lake.can_commit([orphan])
