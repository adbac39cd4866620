"""Write made-up CloudTrail log files, and what an exact matcher must find in them.

    python -m benchmarks.cloudtrail_generator FOLDER --events 2000000

Files lie in the S3 delivery layout; beside them `mapping.json` says which controls ask for which events in which
scope, and `expected.json` how many there are. No AWS data is used; the same arguments give the same bytes.
What is hard about real logs is in them: names that are asked for inside parameters, the same event name of another
source, matches out of scope, members in another order (`--reorder`), many small files (`--tiny`).
"""

import argparse
import gzip
import json
import os
import random
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from multiprocessing import get_context
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.cloudtrail_bodies import Scene
from benchmarks.cloudtrail_events import an_event
from benchmarks.cloudtrail_mapping import controls_of_events, events_of_controls, to_document
from benchmarks.cloudtrail_words import (
    ACCOUNT_WEIGHTS,
    ACCOUNTS,
    REGION_WEIGHTS,
    REGIONS,
    SCOPE_ACCOUNTS,
    SCOPE_REGIONS,
    START,
)
from benchmarks.cloudtrail_world import Chance, Pools, identities

_EVERY: Final = timedelta(minutes=5)
_FILES_A_MONTH: Final = 288 * 30
_SEED_STEP: Final = 1_000_003
_DIGEST_BYTES: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to write: so many events, files of about `per_file` of them or of 1 to 40 (`tiny`)."""

    events: int
    per_file: int = 2000
    tiny: bool = False
    reorder: float = 0.0
    seed: int = 1
    level: int = 6


class Job(NamedTuple):
    """One file to write."""

    folder: Path
    number: int
    events: int
    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What was written, and what an exact matcher must find: the digest is over event id and control id."""

    files: int = 0
    events: int = 0
    json_bytes: int = 0
    gz_bytes: int = 0
    matched_events: int = 0
    evidence_rows: int = 0
    digest: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        sums = {name: value + getattr(other, name) for name, value in asdict(self).items()}
        return Tally(**sums | {"digest": self.digest ^ other.digest})

    def to_document(self) -> dict[str, object]:
        """Return the tally as it is written beside the events."""
        document: dict[str, object] = asdict(self)
        document["xor64"] = f"{document.pop('digest'):016x}"
        return document | {"pairs": len(controls_of_events()), "controls": len(events_of_controls())}


def digest_of(event_id: str, control_id: str) -> int:
    """Return the number that stands for an event attached to a control; all of them are combined by exclusive or."""
    return int.from_bytes(blake2b((event_id + control_id).encode(), digest_size=_DIGEST_BYTES).digest(), "big")


def generate(folder: Path, order: Order, processes_count: int) -> Tally:
    """Write the files of `order` below `folder`, with `mapping.json` and `expected.json`, and return the tally."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mapping.json").write_text(json.dumps(to_document(), indent=1))
    with get_context("forkserver").Pool(processes_count) as pool:
        tally = sum(pool.imap_unordered(write_file, jobs(folder, order), chunksize=8), Tally())
    (folder / "expected.json").write_text(json.dumps(tally.to_document(), indent=1))
    return tally


def jobs(folder: Path, order: Order) -> Iterator[Job]:
    """Yield the files to write: sizes vary as those of real files do."""
    chance = random.Random(order.seed)
    left, number = order.events, 0
    while left > 0:
        drawn = chance.randrange(1, 41) if order.tiny else _file_size(chance, order.per_file)
        yield Job(folder, number, min(drawn, left), order)
        left -= drawn
        number += 1


def _file_size(chance: random.Random, per_file: int) -> int:
    return max(50, int(chance.lognormvariate(0, 0.45) * per_file * 0.9))


def write_file(job: Job) -> Tally:
    """Write one file and return what is in it."""
    chance = Chance(job.order.seed * _SEED_STEP + job.number)
    account = chance.choices(ACCOUNTS, ACCOUNT_WEIGHTS)[0]
    region = chance.choices(REGIONS, REGION_WEIGHTS)[0]
    start = START + _EVERY * (job.number % _FILES_A_MONTH)
    scene = Scene(chance, Pools(account, region), account, region)
    records, tally = _records(scene, start, job)
    text = ('{"Records":[' + ",".join(records) + "]}").encode()
    packed = gzip.compress(text, job.order.level, mtime=0)
    path = job.folder / f"AWSLogs/{account}/CloudTrail/{region}/{start:%Y/%m/%d}"
    path.mkdir(parents=True, exist_ok=True)
    name = f"{account}_CloudTrail_{region}_{start:%Y%m%dT%H%MZ}_{chance.base32(16)}.json.gz"
    (path / name).write_bytes(packed)
    return tally + Tally(files=1, events=job.events, json_bytes=len(text), gz_bytes=len(packed))


def _records(scene: Scene, start: datetime, job: Job) -> tuple[list[str], Tally]:
    callers = identities(scene.chance, scene.pools, scene.account, f"{start:%Y-%m-%d}")
    is_in_scope = scene.account in SCOPE_ACCOUNTS and scene.region in SCOPE_REGIONS
    records, matched, rows, digest = [], 0, 0, 0
    for number in range(job.events):
        time = start + timedelta(seconds=_EVERY.seconds * number // job.events)
        event, call = an_event(scene, callers, f"{time:%Y-%m-%dT%H:%M:%SZ}", job.order.reorder)
        records.append(json.dumps(event, separators=(",", ":")))
        controls = controls_of_events().get((call.source, call.name), ()) if is_in_scope else ()
        matched += bool(controls)
        rows += len(controls)
        for control in controls:
            digest ^= digest_of(str(event["eventID"]), control)
    return records, Tally(matched_events=matched, evidence_rows=rows, digest=digest)


def main() -> int:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--events", type=int, default=2_000_000)
    parser.add_argument("--per-file", type=int, default=2000)
    parser.add_argument("--tiny", action="store_true", help="1 to 40 events a file")
    parser.add_argument("--reorder", type=float, default=0.0, help="share of records in another order")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--level", type=int, default=6)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = vars(parser.parse_args())
    tally = generate(given.pop("folder"), processes_count=given.pop("jobs"), order=Order(**given))
    print(json.dumps(tally.to_document()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
