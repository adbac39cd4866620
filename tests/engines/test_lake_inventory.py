"""The AI inventory as every lake finds it, held against the one in memory."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from probative.domain.evidence import Evidence, Fact, Verdict
from probative.domain.evidence_searches import EvidenceSearch
from probative.domain.ids import AccountId, AssessmentId, BatchId, ControlId, Region, SourceId
from probative.domain.inventory import ResourceKey, ResourceKind, Sighting, id_of
from probative.domain.slots import SourceKind
from probative.lake.iceberg import IcebergLake
from probative.workspace import RecoverableLake
from tests.support.lake import ASSESSMENT, COLLECTED, a_fact, some_evidence
from tests.support.memory import MemoryLake

OTHER = AssessmentId("another")
ARN = "arn:aws:{service}:us-east-1:111122223333:{rest}"
RESOURCES = (
    (ARN.format(service="bedrock", rest="guardrail/G1"), "bedrock.amazonaws.com", "GetGuardrail"),
    (ARN.format(service="bedrock", rest="agent/A1"), "bedrock.amazonaws.com", "GetAgent"),
    ("A1", "bedrock.amazonaws.com", "ListAgents"),
    ("A1", "bedrock.amazonaws.com", "ListSomethingElse"),
    (ARN.format(service="bedrock", rest="flow/F1/alias/X"), "bedrock.amazonaws.com", "ListFlowAliases"),
    (ARN.format(service="sagemaker", rest="endpoint/serve/me"), "sagemaker.amazonaws.com", "DescribeEndpoint"),
    ("arn:aws:s3:::bucket", "s3.amazonaws.com", "GetBucket"),
    ("", "bedrock.amazonaws.com", "ListAgents"),
)
COUNT = 64
SEARCH = EvidenceSearch(scope={ASSESSMENT: None, OTHER: frozenset({ControlId("SAFE-1.1")})})


def item(number: int) -> tuple[Fact, Evidence]:
    """Return an item of one of nine days, in which each field has a rhythm of its own."""
    fact = a_fact(number, COLLECTED + timedelta(days=number % 9))
    resource, source, name = RESOURCES[number % len(RESOURCES)]
    kept = some_evidence(fact, assessment=(ASSESSMENT, OTHER)[number // 8 % 2])._replace(
        kind=SourceKind.CLOUDTRAIL if number % 11 == 0 else SourceKind.API_CALL,
        control_id=ControlId(f"SAFE-1.{number // 8 % 3}"),
        source_id=SourceId(f"source-{number // 16 % 2}"),
        verdict=list(Verdict)[number // 8 % 4],
        account=AccountId("111122223333"),
        region=Region(("us-east-1", "eu-west-1")[number // 24 % 2]),
        event_source=source,
        event_name=name,
        resource=resource,
    )
    return fact, kept


KEPT = [item(number)[1] for number in range(COUNT)]
IN_MEMORY = MemoryLake(kept_evidence={each.id: each for each in KEPT})


@pytest.fixture(scope="module", params=["memory", "iceberg"])
def lake(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecoverableLake]:
    folder: Path = tmp_path_factory.mktemp("lake")
    opened: RecoverableLake = MemoryLake() if request.param == "memory" else IcebergLake(folder)
    pairs = [item(each) for each in range(COUNT)]
    opened.commit(BatchId("batch"), [opened.stage().write([fact for fact, _ in pairs], [kept for _, kept in pairs])])
    yield opened
    opened.close()


def test_resources_are_sighted_by_kind_and_id_however_they_are_named(lake: RecoverableLake) -> None:
    found = list(lake.finder.sightings(SEARCH, list(ResourceKind), after=None, limit=100))

    assert found == list(IN_MEMORY.sightings(SEARCH, list(ResourceKind), after=None, limit=100))
    assert [(each.key.kind, each.key.id) for each in found[::2]] == [
        (ResourceKind.AGENT, "A1"),
        (ResourceKind.ENDPOINT, "serve/me"),
        (ResourceKind.FLOW, "F1"),
        (ResourceKind.GUARDRAIL, "G1"),
    ]
    assert {names for each in found if each.key.kind is ResourceKind.AGENT for names in each.names} == {
        "A1",
        RESOURCES[1][0],
    }
    assert all(each.first_seen_at <= each.last_seen_at for each in found)


@pytest.mark.parametrize("limit", [1, 3])
def test_they_come_page_by_page_of_the_kinds_that_are_asked_for(lake: RecoverableLake, limit: int) -> None:
    kinds = [ResourceKind.AGENT, ResourceKind.GUARDRAIL]
    walked: list[Sighting] = []
    after: ResourceKey | None = None
    while page := lake.finder.sightings(SEARCH, kinds, after=after, limit=limit):
        walked += page
        after = page[-1].key

    assert walked == list(lake.finder.sightings(SEARCH, kinds, after=None, limit=100))
    assert {each.key.kind for each in walked} == set(kinds)
    assert list(lake.finder.sightings(SEARCH, [ResourceKind.PROMPT], after=None, limit=9)) == []


def test_what_controls_said_last_of_resources_is_told_by_source(lake: RecoverableLake) -> None:
    keys = [each.key for each in lake.finder.sightings(SEARCH, list(ResourceKind), after=None, limit=3)]

    found = lake.finder.looks(SEARCH, keys)

    assert sorted(found) == sorted(IN_MEMORY.looks(SEARCH, keys))
    assert {look.key for look in found} == set(keys)
    assert {look.control_id for look in found if look.assessment_id == OTHER} <= {ControlId("SAFE-1.1")}
    assert list(lake.finder.looks(SEARCH, [])) == []


def test_resources_are_counted_by_kind_and_place(lake: RecoverableLake) -> None:
    sighted = lake.finder.sightings(SEARCH, list(ResourceKind), after=None, limit=100)

    counts = lake.finder.sighting_counts(SEARCH)

    assert list(counts) == list(IN_MEMORY.sighting_counts(SEARCH))
    assert {tuple(each[:3]): each.resources_count for each in counts} == Counter(
        (each.key.kind, each.key.account, each.key.region) for each in sighted
    )


def test_nothing_is_sighted_where_nothing_may_be_seen(lake: RecoverableLake) -> None:
    assert list(lake.finder.sightings(EvidenceSearch(scope={}), list(ResourceKind), after=None, limit=9)) == []
    assert list(lake.finder.sighting_counts(EvidenceSearch(scope={}))) == []


@pytest.mark.parametrize(
    ("resource", "told"),
    [
        ("arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2:1", "anthropic.claude-v2:1"),
        ("arn:aws:sagemaker:us-east-1:1:pipeline/train/execution/x1", "train"),
        ("arn:aws:bedrock:us-east-1:1:custom-model/amazon.nova/abc", "amazon.nova/abc"),
        ("AGENT1", "AGENT1"),
        ("arn:aws:s3:::bucket", "arn:aws:s3:::bucket"),
    ],
)
def test_the_id_of_a_resource_stands_behind_its_type(resource: str, told: str) -> None:
    assert id_of(resource) == told
