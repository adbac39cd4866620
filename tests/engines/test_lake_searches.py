"""What every lake finds and groups over many assessments, held against the one in memory."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from probative.domain.evidence import Evidence, Fact, Verdict
from probative.domain.evidence_queries import EvidenceSpot
from probative.domain.evidence_searches import UNCATEGORIZED, EvidenceSearch, Order, Property, resource_type_of
from probative.domain.ids import AccountId, AssessmentId, BatchId, ControlId, EvidenceId
from probative.lake.iceberg import IcebergLake
from probative.workspace import RecoverableLake
from tests.support.lake import ASSESSMENT, COLLECTED, a_fact, some_evidence
from tests.support.memory import MemoryLake

OTHER = AssessmentId("another")
HIDDEN = AssessmentId("not ours")
DAY = COLLECTED.date()
COUNT = 60
RESOURCES = (
    "arn:aws:bedrock:us-east-1:111122223333:guardrail/G1",
    "arn:aws:logs:us-east-1:111122223333:log-group:/aws/bedrock",
    "arn:aws:s3:::bucket",
    "AGENT' OR 1=1 --",
    "",
)
SCOPE: dict[AssessmentId, frozenset[ControlId] | None] = {ASSESSMENT: None, OTHER: None}
DOMAINS = {ControlId("SAFE-1.0"): "safety", ControlId("SAFE-1.1"): "safety"}


@pytest.fixture(scope="module", params=["memory", "iceberg"])
def lake(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecoverableLake]:
    folder: Path = tmp_path_factory.mktemp("lake")
    opened: RecoverableLake = MemoryLake() if request.param == "memory" else IcebergLake(folder)
    for number in range(3):
        pairs = [item(each) for each in range(COUNT) if each % 3 == number]
        opened.commit(
            BatchId(f"batch-{number}"), [opened.stage().write([fact for fact, _ in pairs], [kept for _, kept in pairs])]
        )
    yield opened
    opened.close()


def item(number: int) -> tuple[Fact, Evidence]:
    """Return an item of one of nine days and three assessments, in which each field has a rhythm of its own."""
    fact = a_fact(number, COLLECTED + timedelta(days=number % 9))
    assessment = (ASSESSMENT, OTHER, HIDDEN)[number % 3]
    kept = some_evidence(fact, assessment=assessment)._replace(
        control_id=ControlId(f"SAFE-1.{number % 4}"),
        verdict=list(Verdict)[number % 4],
        account=AccountId(f"11112222333{number % 5}"),
        event_source=("bedrock.amazonaws.com", "sagemaker.amazonaws.com", "manual")[number // 2 % 3],
        event_name=f"Event{number % 7}",
        principal="arn:aws:iam::111122223333:user/Ann" if number % 6 == 0 else "",
        resource=RESOURCES[number % len(RESOURCES)],
    )
    return fact, kept


KEPT = [item(number)[1] for number in range(COUNT)]


def a_search(**given: Any) -> EvidenceSearch:
    wanted = {name: frozenset(map(str, values)) for name, values in given.pop("wanted", {}).items()}
    return EvidenceSearch(**{"scope": SCOPE, "domains": DOMAINS, "wanted": wanted, **given})


SEARCHES: dict[str, tuple[dict[str, Any], int]] = {
    "all": ({}, 40),
    "nothing may be seen": ({"scope": {}}, 0),
    "verdicts": ({"wanted": {Property.VERDICT: ["NON_COMPLIANT", "INCONCLUSIVE"]}}, 20),
    "one assessment": ({"wanted": {Property.ASSESSMENT: [OTHER]}}, 20),
    "a hidden assessment": ({"wanted": {Property.ASSESSMENT: [HIDDEN]}}, 0),
    "some controls of one": ({"scope": {ASSESSMENT: frozenset({ControlId("SAFE-1.1")}), OTHER: None}}, 25),
    "no controls": ({"scope": {ASSESSMENT: frozenset()}}, 0),
    "a domain": ({"wanted": {Property.DOMAIN: ["safety"]}}, 20),
    "no domain": ({"wanted": {Property.DOMAIN: [UNCATEGORIZED]}}, 20),
    "a domain where none is known": ({"domains": {}, "wanted": {Property.DOMAIN: ["safety"]}}, 0),
    "a service": ({"wanted": {Property.SERVICE: ["bedrock", "manual"]}}, 30),
    "a type": ({"wanted": {Property.RESOURCE_TYPE: ["bedrock:guardrail", "s3"]}}, 16),
    "no type": ({"wanted": {Property.RESOURCE_TYPE: [""]}}, 16),
    "a hostile name": ({"wanted": {Property.RESOURCE: ["AGENT' OR 1=1 --"]}}, 8),
    "no such name": ({"wanted": {Property.RESOURCE: ["' OR 1=1 --", "\0", "$verdict"]}}, 0),
    "text in either case": ({"texts": frozenset({"guardrail/g", "user/ann"})}, 16),
    "text with signs": ({"texts": frozenset({"%", "_", "'"})}, 8),
    "both": ({"wanted": {Property.VERDICT: ["COMPLIANT"], Property.ACCOUNT: ["111122223330"]}}, 2),
    "either": (
        {"wanted": {Property.VERDICT: ["COMPLIANT"], Property.ACCOUNT: ["111122223330"]}, "any_of": True},
        16,
    ),
    "either assessment or text": (
        {"wanted": {Property.ASSESSMENT: [OTHER]}, "texts": frozenset({"user/ann"}), "any_of": True},
        30,
    ),
    "days": ({"since": DAY + timedelta(days=1), "until": DAY + timedelta(days=3)}, 7),
    "days hold with either, too": (
        {"wanted": {Property.VERDICT: list(Verdict)}, "any_of": True, "until": DAY + timedelta(days=1)},
        7,
    ),
}


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("name", SEARCHES)
def test_all_that_is_wanted_comes_in_order(lake: RecoverableLake, name: str, order: Order) -> None:
    given, count = SEARCHES[name]
    search = a_search(**given)
    wanted = sorted((each for each in KEPT if search.wants(each)), key=lambda each: (each.day, each.id))

    found = list(lake.finder.search(search, order=order, after=None, limit=1_000))

    assert found == (wanted if order is Order.OLDEST_FIRST else wanted[::-1])
    assert list(lake.finder.walk(search, order)) == found
    assert len(found) == count


@pytest.mark.parametrize("limit", [1, 7, 40])
@pytest.mark.parametrize("order", Order)
def test_page_by_page_all_of_it_comes_once(lake: RecoverableLake, order: Order, limit: int) -> None:
    search = a_search(wanted={Property.DOMAIN: ["safety"]}, scope={ASSESSMENT: None, OTHER: frozenset(DOMAINS)})
    walked: list[Evidence] = []
    after: EvidenceSpot | None = None
    while page := lake.finder.search(search, order=order, after=after, limit=limit):
        assert len(page) <= limit
        walked += page
        after = EvidenceSpot(page[-1].day, page[-1].id)

    assert walked == list(lake.finder.walk(search, order))


@pytest.mark.parametrize("name", SEARCHES)
@pytest.mark.parametrize(
    "by",
    [(), *((each,) for each in Property), (Property.DOMAIN, Property.VERDICT), (Property.DAY, Property.RESOURCE_TYPE)],
    ids="+".join,
)
def test_groups_have_the_counts_of_what_is_found(lake: RecoverableLake, name: str, by: Sequence[Property]) -> None:
    search = a_search(**SEARCHES[name][0])

    found = lake.finder.groups(search, by, 1_000)

    in_memory = MemoryLake(kept_evidence={each.id: each for each in KEPT})
    assert found == in_memory.groups(search, by, 1_000)
    assert found.evidence_count == SEARCHES[name][1]


@pytest.mark.parametrize("name", SEARCHES)
def test_several_groupings_are_tallied_at_once(lake: RecoverableLake, name: str) -> None:
    search = a_search(**SEARCHES[name][0])
    groupings = [
        [Property.DAY, Property.VERDICT],
        [Property.DOMAIN, Property.VERDICT],
        [Property.REGION, Property.ACCOUNT],
        [Property.SERVICE],
    ]

    tallies = lake.finder.tallies(search, groupings)

    for by, tally in zip(groupings, tallies, strict=True):
        found = lake.finder.groups(search, by, 1_000)
        assert tally == {group.values: group.evidence_count for group in found.groups}


def test_the_largest_groups_come_first_and_the_rest_is_counted(lake: RecoverableLake) -> None:
    found = lake.finder.groups(a_search(), [Property.RESOURCE_TYPE], 2)

    assert [(group.values, group.evidence_count) for group in found.groups] == [
        (("",), 16),
        (("bedrock:guardrail",), 8),
    ]
    assert (found.groups_count, found.evidence_count) == (4, 40)


def test_a_walk_shows_nothing_that_comes_in_after_it_began(tmp_path: Path) -> None:
    opened = IcebergLake(tmp_path)
    first, later = item(0), item(3)
    opened.commit(BatchId("first"), [opened.stage().write([first[0]], [first[1]])])
    walk = opened.finder.walk(a_search(), Order.OLDEST_FIRST)
    found = [next(walk)]
    opened.commit(BatchId("later"), [opened.stage().write([later[0]], [later[1]])])

    assert [*found, *walk] == [first[1]]
    opened.close()


def test_an_item_is_located_by_its_id_in_its_own_assessment_alone(lake: RecoverableLake) -> None:
    for kept in KEPT[:9]:
        assert lake.finder.locate(kept.assessment_id, kept.id) == kept
    assert lake.finder.locate(OTHER, KEPT[0].id) is None
    assert lake.finder.locate(ASSESSMENT, EvidenceId("none")) is None


@pytest.mark.parametrize(
    ("resource", "told"),
    [
        (RESOURCES[0], "bedrock:guardrail"),
        (RESOURCES[1], "logs:log-group"),
        ("arn:aws:s3:::bucket/key", "s3:bucket"),
        ("arn:aws:s3:::bucket", "s3"),
        ("arn:aws:x", ""),
        ("guardrail", ""),
        ("", ""),
    ],
)
def test_the_type_of_a_resource_is_told_by_its_arn(resource: str, told: str) -> None:
    assert resource_type_of(resource) == told
