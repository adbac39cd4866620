"""Made-up logs have the same bytes for ever, and the reader finds in them exactly what they were made to hold."""

import gzip
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.cloudtrail_generator import Order, Tally, digest_of, jobs, write_file
from benchmarks.cloudtrail_mapping import controls_of_events
from benchmarks.cloudtrail_words import SCOPE_ACCOUNTS, SCOPE_REGIONS
from probative.domain.evidence_sources import EventName
from probative.domain.ids import AccountId, Region
from tests.support.cloudtrail import files_in, read_all, wanted

WANTED = wanted(
    *(EventName(source=source, name=name) for source, name in controls_of_events()),
    accounts=map(AccountId, SCOPE_ACCOUNTS),
    regions=map(Region, SCOPE_REGIONS),
    since=datetime(2025, 3, 1, tzinfo=UTC),
    until=datetime(2025, 4, 1, tzinfo=UTC),
)


def write(folder: Path, order: Order) -> Tally:
    return sum((write_file(job) for job in jobs(folder, order)), Tally())


@pytest.mark.parametrize(
    ("order", "sha256"),
    [
        (Order(events=900, per_file=300), "6d13e5c3b21d11b1c099eb10e017f621a4e3fb98b95cc004daa87458c64dce37"),
        (Order(events=300, tiny=True, seed=3), "d85d03e691b11f4f298e33352af06ae384811a69116c34f9c8171b2ba2cf54ec"),
        (
            Order(events=600, per_file=200, reorder=0.3, seed=9),
            "786ae44fc3896d7e16f0bbb410704739c349b205f1f67795214a78b71a5ec309",
        ),
    ],
)
def test_the_same_order_gives_the_same_bytes_and_the_reader_finds_what_they_hold(
    tmp_path: Path, order: Order, sha256: str
) -> None:
    tally = write(tmp_path, order)
    digest = hashlib.sha256()
    for path in sorted(tmp_path.rglob("*.json.gz")):
        digest.update(path.relative_to(tmp_path).as_posix().encode() + gzip.decompress(path.read_bytes()))
    assert digest.hexdigest() == sha256
    reads = read_all(tmp_path, WANTED, files_in(tmp_path))
    facts = [fact for read in reads for fact in read.facts]
    rows = [(fact, control) for fact in facts for control in controls_of_events()[fact.event_source, fact.event_name]]
    combined = 0
    for fact, control in rows:
        event: dict[str, Any] = json.loads(fact.content)
        combined ^= digest_of(event["eventID"], control)
    assert not [read.refusal for read in reads if read.refusal]
    assert sum(read.events_count for read in reads) == tally.events == order.events
    assert (len(facts), len(rows), combined) == (tally.matched_events, tally.evidence_rows, tally.digest)
    assert tally.matched_events > 0
