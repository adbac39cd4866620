"""The reader finds in recorded logs what the plainest reader finds: 55 files, 2,900 events of an attack simulation.

The recordings lie beside the repository and are not part of it: where they are absent, these tests are skipped.
"""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from probative.domain.evidence_sources import EventName
from tests.support.cloudtrail import files_in, read_all, wanted
from tests.support.cloudtrail_naive import Event, all_events

RECORDED = Path(__file__).parents[2] / ".." / "shared" / "data" / "cloudtrail"

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason=f"no recorded logs at {RECORDED}")


@pytest.fixture(scope="module")
def plain() -> dict[str, list[Event]]:
    return {str(path): all_events(path.read_bytes()) for path in sorted(RECORDED.rglob("*.json.gz"))}


def name_of(event: Event) -> EventName:
    return EventName(source=str(event["eventSource"]), name=str(event["eventName"]))


def test_a_folder_of_recordings_says_what_it_holds() -> None:
    holdings = files_in(RECORDED).holds()
    assert (holdings.scope.accounts, holdings.scope.regions) == (("218007301253",), ("us-east-1",))
    assert (holdings.first_day, holdings.last_day, holdings.ignored_count) == (date(2023, 7, 10),) * 2 + (0,)


def test_every_recorded_event_is_found_once_and_is_what_it_was(plain: dict[str, list[Event]]) -> None:
    holdings = files_in(RECORDED).holds()
    events = [event for file in plain.values() for event in file]
    sought = wanted(
        *map(name_of, events),
        accounts=holdings.scope.accounts,
        regions=holdings.scope.regions,
        since=datetime(2023, 7, 10, tzinfo=UTC),
        until=datetime(2023, 7, 11, tzinfo=UTC),
    )
    reads = read_all(RECORDED, sought)
    facts = [fact for read in reads for fact in read.facts]
    assert (len(plain), sum(read.events_count for read in reads), len(events)) == (55, 2900, 2900)
    assert len(facts) == len({event["eventID"] for event in events})
    assert not [read.refusal for read in reads if read.refusal]
    masked = [fact for fact in facts if "masked" in fact.provenance]
    by_id = {event["eventID"]: event for event in events}
    assert all(fact.value == by_id[fact.value["eventID"]] for fact in facts if fact not in masked)  # type: ignore[index]
    assert not [fact for fact in facts if b"IQoJb3JpZ2lu" in fact.content or b"FwoGZXIvYXdz" in fact.content]
    assert all(fact.principal for fact in facts)


def test_few_names_are_found_as_the_plainest_reader_finds_them(plain: dict[str, list[Event]]) -> None:
    sought = {
        EventName(source="cloudtrail.amazonaws.com", name="StopLogging"),
        EventName(source="sts.amazonaws.com", name="AssumeRole"),
        EventName(source="iam.amazonaws.com", name="CreateUser"),
    }
    day = wanted(
        *sought,
        accounts=files_in(RECORDED).holds().scope.accounts,
        since=datetime(2023, 7, 10, tzinfo=UTC),
        until=datetime(2023, 7, 11, tzinfo=UTC),
    )
    found = {fact.value["eventID"] for read in read_all(RECORDED, day) for fact in read.facts}  # type: ignore[index]
    expected = {event["eventID"] for file in plain.values() for event in file if name_of(event) in sought}
    assert found == expected
    assert len(found) > 10
