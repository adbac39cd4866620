"""The server against a bare Starlette application that answers the same bytes behind the same check of signatures.

Both answer on one processor, in turns of a second; the client runs on the other. Rates and ratios are medians; the time
on the processor is told beside them, since other work on the machine moves it least.
"""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import sleep
from typing import Final, NamedTuple
from urllib.parse import quote

from benchmarks.cloudtrail_meter import processor_seconds_of, resident_of
from benchmarks.server_data import Size, prepared
from benchmarks.server_load import Loaded, load, signed_request
from benchmarks.server_sides import FIRST, Side, serving, serving_bare
from tests.support.server_process import Running

_SIZES: Final = {
    "small": Size(assessments=1, items_a_control=110),
    "large": Size(assessments=100, items_a_control=91),
}
LEAST: Final = {"ListAssessments": 0.6, "GetEvidenceByEvidenceFolder": 0.6, "GetAssessment": 0.3}
LIMIT_SCALED: Final = 1.5
LIMIT_IDLE_BYTES: Final = 200 * 10**6
LIMIT_P99: Final = 20.0
_ROUNDS: Final = 9
_SECONDS: Final = 1.0
_CONNECTIONS: Final = 16
_CROWD: Final = 1_000
_CROWD_SECONDS: Final = 60.0
_CHANGE_EVERY_SECONDS: Final = 1.0


class Told(NamedTuple):
    """What was measured of a side: requests a second, and seconds on the processor for each."""

    rate: float
    cpu_seconds: float


class Compared(NamedTuple):
    """An operation on both sides, turn by turn: what else the machine did meanwhile, it did to both."""

    ours: tuple[Told, ...]
    bare: tuple[Told, ...]

    @property
    def share(self) -> float:
        """How many of the bare application's requests a second the server answers."""
        return median(ours.rate / bare.rate for ours, bare in zip(self.ours, self.bare, strict=True))


def run(scratch: Path) -> list[str]:
    """Measure, and return what there is to say; lines with a limit say whether it holds."""
    os.sched_setaffinity(0, (os.sched_getaffinity(0) - FIRST) or FIRST)
    idle = _idle(scratch / "idle")
    crowd: list[str] = []
    figures: dict[str, dict[str, Compared]] = {}
    for name, size in _SIZES.items():
        with serving(prepared(scratch / name, size)) as running:
            targets = _targets(running)
            figures[name] = _compare(running, targets)
            if name == "large":
                crowd = _crowd(running, targets)
    return [*idle, *_lines(figures), *crowd]


def _lines(figures: Mapping[str, Mapping[str, Compared]]) -> list[str]:
    lines = []
    size = _SIZES["large"]
    many = f"{size.assessments} assessments of {size.assessments * size.items_a_control * 110:,} items"
    for operation, least in LEAST.items():
        small, large = figures["small"][operation], figures["large"][operation]
        slower = small.share / large.share
        lines += [
            (
                f"{operation}: {small.share:.2f} of the bare application's {_rate(small.bare):,.0f} requests/s "
                f"(at least {least}: {_holds(small.share >= least)}), {_processor(small)}"
            ),
            (
                f"  {slower:.2f} times slower in {many} (at most {LIMIT_SCALED}: {_holds(slower <= LIMIT_SCALED)}), "
                f"{_rate(large.ours):,.0f} requests/s, {_processor(large)}"
            ),
        ]
    return lines


def _rate(turns: Sequence[Told]) -> float:
    return median(each.rate for each in turns)


def _processor(compared: Compared) -> str:
    ours, bare = (median(each.cpu_seconds for each in side) * 1e6 for side in compared)
    return f"{ours:.0f} us of processor for each to {bare:.0f}"


def _targets(running: Running) -> Mapping[str, str]:
    asked = running.client()
    assessment = asked.list_assessments()["assessmentMetadata"][-1]["id"]
    folder = asked.get_evidence_folders_by_assessment(assessmentId=assessment, maxResults=1)["evidenceFolders"][0]
    of_set = f"/assessments/{assessment}/controlSets/{quote(folder['controlSetId'], safe='')}"
    return {
        "ListAssessments": "/assessments",
        "GetEvidenceByEvidenceFolder": f"{of_set}/evidenceFolders/{folder['id']}/evidence?maxResults=100",
        "GetAssessment": f"/assessments/{assessment}",
    }


def _compare(running: Running, targets: Mapping[str, str]) -> dict[str, Compared]:
    ours = Side(running.url, running.process.pid)
    with serving_bare(running, targets.values()) as bare:
        turns = [
            {name: [_measured(running, side, target) for side in (ours, bare)] for name, target in targets.items()}
            for _ in range(_ROUNDS)
        ]
    return {name: Compared(*zip(*(turn[name] for turn in turns), strict=True)) for name in targets}


def _measured(running: Running, side: Side, target: str) -> Told:
    before = processor_seconds_of(side.process_id)
    loaded = load(side.url, [_signed(running, side.url, target)], connections=_CONNECTIONS, seconds=_SECONDS)
    if loaded.errors:
        raise AssertionError(f"{loaded.errors} of {loaded.answers} answers to {target} were errors")
    return Told(loaded.rate, (processor_seconds_of(side.process_id) - before) / loaded.answers)


def _signed(running: Running, url: str, target: str) -> bytes:
    return signed_request(url, target, running.key, running.told["region"])


def _idle(folder: Path) -> list[str]:
    """Measure a server that was just set up: the administrator is there, and nothing to collect."""
    shutil.rmtree(folder, ignore_errors=True)
    with serving(folder) as running:
        sleep(5)
        # Not proportionally: this process has the same libraries, and would pay for half of them.
        memory = resident_of(running.process.pid)
    return [
        f"idle server: {memory / 1e6:.0f} MB (under {LIMIT_IDLE_BYTES / 1e6:.0f}: {_holds(memory < LIMIT_IDLE_BYTES)})"
    ]


def _crowd(running: Running, targets: Mapping[str, str]) -> list[str]:
    requests = [_signed(running, running.url, target) for target in targets.values()]
    over = Event()
    changing = Thread(target=_change, args=(running, targets["GetAssessment"].rpartition("/")[2], over))
    changing.start()
    try:
        crowd = load(running.url, requests, connections=_CROWD, seconds=_CROWD_SECONDS)
    finally:
        over.set()
        changing.join()
    return _crowd_lines(crowd)


def _change(running: Running, assessment: str, over: Event) -> None:
    """Change the assessment every now and then, so that nothing that is kept holds for long."""
    client = running.client()
    arn = client.get_assessment(assessmentId=assessment)["assessment"]["arn"]
    number = 0
    while not over.wait(_CHANGE_EVERY_SECONDS):
        number += 1
        client.tag_resource(resourceArn=arn, tags={"change": str(number)})


def _crowd_lines(crowd: Loaded) -> list[str]:
    ratio = crowd.p99_ms / crowd.p50_ms
    who = f"{_CROWD:,} clients for {_CROWD_SECONDS:.0f} s, while something changes every second"
    return [
        f"{who}: {crowd.answers:,} answers, {crowd.errors} errors (none: {_holds(crowd.errors == 0)})",
        (
            f"  p50 {crowd.p50_ms:.0f} ms, p99 {crowd.p99_ms:.0f} ms: {ratio:.1f} times as long "
            f"(under {LIMIT_P99:.0f}: {_holds(ratio < LIMIT_P99)})"
        ),
    ]


def _holds(holds: bool) -> str:  # noqa: FBT001  it is the answer itself
    return "holds" if holds else "MISSED"
