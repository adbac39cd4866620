"""What every lake answers to questions over the evidence of an assessment, held against the one in memory."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from probative.domain.evidence import Evidence, Fact, Verdict
from probative.domain.evidence_queries import FILTERED, EvidenceFilter, EvidenceSpot
from probative.domain.ids import AccountId, AssessmentId, BatchId, ControlId, ControlSetId, EvidenceId, Region
from probative.domain.slots import SourceKind
from probative.lake.iceberg import IcebergLake
from probative.workspace import RecoverableLake
from tests.support.lake import ASSESSMENT, COLLECTED, a_fact, some_evidence
from tests.support.memory import MemoryLake

OTHER = AssessmentId("another")
DAY = COLLECTED.date()
COUNT = 40


@pytest.fixture(scope="module", params=["memory", "iceberg"])
def lake(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecoverableLake]:
    folder: Path = tmp_path_factory.mktemp("lake")
    opened: RecoverableLake = MemoryLake() if request.param == "memory" else IcebergLake(folder)
    for number in range(4):
        pairs = [item(each) for each in range(COUNT) if each % 4 == number]
        facts, evidence = [fact for fact, _ in pairs], [kept for _, kept in pairs]
        opened.commit(BatchId(f"batch-{number}"), [opened.stage().write(facts, evidence)])
    fact = a_fact(99)
    opened.commit(BatchId("other"), [opened.stage().write([fact], [some_evidence(fact, assessment=OTHER)])])
    yield opened
    opened.close()


def item(number: int) -> tuple[Fact, Evidence]:
    """Return an item of one of nine days, in which each field has a rhythm of its own."""
    fact = a_fact(number, COLLECTED + timedelta(days=number % 9))
    kinds = (SourceKind.CLOUDTRAIL, SourceKind.API_CALL)
    kept = some_evidence(fact)._replace(
        control_id=ControlId(f"SAFE-1.{number % 3}"),
        control_set_id=ControlSetId(f"set / {number % 2}"),
        verdict=list(Verdict)[number % 4],
        kind=kinds[number % 2],
        account=AccountId(f"11112222333{number % 5}"),
        region=Region(("us-east-1", "eu-west-1")[number // 2 % 2]),
        event_source=f"service-{number % 7}.amazonaws.com",
        event_name=f"Event{number % 6}",
        resource=f"arn:aws:s3:::bucket-{number}' OR 1=1 --" if number % 10 == 0 else "",
    )
    return fact, kept


def expected(wanted: EvidenceFilter) -> list[Evidence]:
    kept = [item(number)[1] for number in range(COUNT)]
    return sorted((each for each in kept if wanted.wants(each)), key=lambda each: (each.day, each.id), reverse=True)


def all_of(lake: RecoverableLake, wanted: EvidenceFilter) -> list[Evidence]:
    return list(lake.query(ASSESSMENT, wanted, after=None, limit=1_000))


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({}, 40),
        ({"verdict": {Verdict.NON_COMPLIANT}}, 10),
        ({"verdict": {Verdict.NON_COMPLIANT, Verdict.INCONCLUSIVE}}, 20),
        ({"kind": {SourceKind.API_CALL}}, 20),
        ({"control_set_id": {ControlSetId("set / 1")}}, 20),
        ({"control_id": {ControlId("SAFE-1.2")}}, 13),
        ({"account": {AccountId("111122223334")}}, 8),
        ({"region": {Region("eu-west-1")}}, 20),
        ({"event_source": {"service-6.amazonaws.com"}}, 5),
        ({"event_name": {"Event0", "Event5"}}, 13),
        ({"resource": {"arn:aws:s3:::bucket-10' OR 1=1 --"}}, 1),
        ({"resource": {"' OR 1=1 --", '"; DROP TABLE evidence', "\0", "$verdict"}}, 0),
        ({"since": DAY + timedelta(days=8)}, 4),
        ({"until": DAY + timedelta(days=1)}, 5),
        ({"since": DAY + timedelta(days=2), "until": DAY + timedelta(days=2)}, 0),
        ({"verdict": {Verdict.COMPLIANT}, "region": {Region("us-east-1")}, "since": DAY + timedelta(days=1)}, 8),
    ],
)
def test_all_that_is_wanted_comes_newest_first(lake: RecoverableLake, wanted: dict[str, Any], count: int) -> None:
    given: dict[str, Any] = {name: frozenset(held) if isinstance(held, set) else held for name, held in wanted.items()}
    filter_ = EvidenceFilter(**given)

    found = all_of(lake, filter_)

    assert found == expected(filter_)
    assert len(found) == count


@pytest.mark.parametrize("limit", [1, 3, 7, 40])
@pytest.mark.parametrize("wanted", [EvidenceFilter(), EvidenceFilter(verdict=frozenset({Verdict.COMPLIANT}))])
def test_page_by_page_all_of_it_comes_once(lake: RecoverableLake, wanted: EvidenceFilter, limit: int) -> None:
    walked: list[Evidence] = []
    after: EvidenceSpot | None = None
    while page := lake.query(ASSESSMENT, wanted, after=after, limit=limit):
        assert len(page) <= limit
        walked += page
        after = EvidenceSpot(page[-1].day, page[-1].id)

    assert walked == all_of(lake, wanted)


def test_a_walk_goes_on_from_a_spot_where_nothing_is(lake: RecoverableLake) -> None:
    spots: Sequence[tuple[date, int]] = [(DAY - timedelta(days=1), 0), (DAY + timedelta(days=99), COUNT)]

    for day, count in spots:
        spot = EvidenceSpot(day, EvidenceId("zzz"))
        assert len(lake.query(ASSESSMENT, EvidenceFilter(), after=spot, limit=1_000)) == count


def test_another_assessment_is_another_question(lake: RecoverableLake) -> None:
    assert [each.assessment_id for each in lake.query(OTHER, EvidenceFilter(), after=None, limit=9)] == [OTHER]
    assert list(lake.query(AssessmentId("none"), EvidenceFilter(), after=None, limit=9)) == []


def test_a_filter_is_called_as_evidence_calls_its_fields() -> None:
    assert set(FILTERED) <= set(Evidence._fields)
