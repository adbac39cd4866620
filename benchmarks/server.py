"""The server against a bare Starlette application that answers the same bytes behind the same check of signatures.

Both answer on one processor, one after the other, in rounds; the client runs on the other. Ratios are of medians.
"""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple
from urllib.parse import quote

from benchmarks.cloudtrail_meter import memory_of
from benchmarks.server_data import Running, Size, client, on_first_processor, prepared, serving
from benchmarks.server_load import Loaded, load, signed_request

_SMALL: Final = Size(assessments=1, items_a_control=110)
_LARGE: Final = Size(assessments=100, items_a_control=91)
LEAST: Final = {"ListAssessments": 0.6, "GetEvidenceByEvidenceFolder": 0.6, "GetAssessment": 0.3}
LIMIT_SCALED: Final = 1.5
LIMIT_IDLE_BYTES: Final = 200 * 10**6
LIMIT_P99: Final = 20.0
_ROUNDS: Final = 3
_SECONDS: Final = 2.0
_CONNECTIONS: Final = 16
_CROWD: Final = 1_000
_CROWD_SECONDS: Final = 60.0
_BARE_PORT: Final = 18_099


class Told(NamedTuple):
    """What was measured of an operation."""

    ours: float
    bare: float


def run(scratch: Path) -> list[str]:
    """Measure, and return what there is to say; lines with a limit say whether it holds."""
    os.sched_setaffinity(0, {(os.cpu_count() or 1) - 1})
    lines: list[str] = []
    figures: dict[str, dict[str, Told]] = {}
    for name, size in (("small", _SMALL), ("large", _LARGE)):
        with serving(prepared(scratch / name, size)) as running:
            if name == "small":
                lines += _idle(running)
            figures[name] = _compare(running, _targets(running), scratch)
            if name == "large":
                lines += _crowd(running)
    for operation, least in LEAST.items():
        small, large = figures["small"][operation], figures["large"][operation]
        share, scaled = small.ours / small.bare, large.ours / large.bare
        lines += [
            (
                f"{operation}: {share:.2f} of the bare application's {small.bare:,.0f} requests/s "
                f"(at least {least}: {_holds(share >= least)})"
            ),
            (
                f"  {share / scaled:.2f} times slower in {_LARGE.assessments} assessments of {_items(_LARGE):,} items "
                f"(at most {LIMIT_SCALED}: {_holds(share / scaled <= LIMIT_SCALED)}), {large.ours:,.0f} requests/s"
            ),
        ]
    return lines


def _items(size: Size) -> int:
    return size.assessments * size.items_a_control * 110


def _targets(running: Running) -> Mapping[str, str]:
    asked = client(running)
    assessment = asked.list_assessments()["assessmentMetadata"][-1]["id"]
    folder = asked.get_evidence_folders_by_assessment(assessmentId=assessment, maxResults=1)["evidenceFolders"][0]
    of_set = f"/assessments/{assessment}/controlSets/{quote(folder['controlSetId'], safe='')}"
    return {
        "ListAssessments": "/assessments",
        "GetEvidenceByEvidenceFolder": f"{of_set}/evidenceFolders/{folder['id']}/evidence?maxResults=100",
        "GetAssessment": f"/assessments/{assessment}",
    }


def _compare(running: Running, targets: Mapping[str, str], scratch: Path) -> dict[str, Told]:
    told: dict[str, Told] = {}
    with _bare(running, targets, scratch) as bare:
        for operation, target in targets.items():
            ours_rates, bare_rates = [], []
            for _ in range(_ROUNDS):
                ours_rates.append(_rate(running.url, target, running))
                bare_rates.append(_rate(bare, target, running))
            told[operation] = Told(median(ours_rates), median(bare_rates))
    return told


def _rate(url: str, target: str, running: Running) -> float:
    loaded = load(url, _signed(url, target, running), connections=_CONNECTIONS, seconds=_SECONDS)
    _check(loaded)
    return loaded.rate


def _signed(url: str, target: str, running: Running) -> bytes:
    return signed_request(url, target, running.key, running.region)


def _check(loaded: Loaded) -> None:
    if loaded.errors:
        raise AssertionError(f"{loaded.errors} of {loaded.answers} answers were errors")


@contextmanager
def _bare(running: Running, targets: Mapping[str, str], scratch: Path) -> Iterator[str]:
    """Run the bare application on the same answers."""
    recorded = {target: _body(running, target) for target in targets.values()}
    place = scratch / "recorded.json"
    place.write_text(json.dumps({"key": running.key, "recorded": recorded}))
    command = [sys.executable, "-m", "benchmarks.server_bare", str(place), str(_BARE_PORT)]
    with subprocess.Popen(on_first_processor(command), stderr=subprocess.DEVNULL) as process:
        url = f"http://127.0.0.1:{_BARE_PORT}"
        try:
            _wait_for(url)
            yield url
        finally:
            process.terminate()


def _body(running: Running, target: str) -> str:
    lines = _signed(running.url, target, running).decode().split("\r\n")[1:-2]
    headers = dict(line.split(": ", 1) for line in lines)
    with urllib.request.urlopen(urllib.request.Request(running.url + target, headers=headers)) as answer:
        body: bytes = answer.read()
    return body.decode()


def _wait_for(url: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{url} does not answer")


def _idle(running: Running) -> list[str]:
    time.sleep(5)
    memory = memory_of(running.pid)
    return [
        f"idle server: {memory / 1e6:.0f} MB (under {LIMIT_IDLE_BYTES / 1e6:.0f}: {_holds(memory < LIMIT_IDLE_BYTES)})"
    ]


def _crowd(running: Running) -> list[str]:
    request = _signed(running.url, "/assessments", running)
    crowd = load(running.url, request, connections=_CROWD, seconds=_CROWD_SECONDS)
    _check(crowd)
    ratio = crowd.p99_ms / crowd.p50_ms
    told = f"{_CROWD:,} clients for {_CROWD_SECONDS:.0f} s: {crowd.answers:,} answers, no error"
    verdict = _holds(ratio < LIMIT_P99)
    return [f"{told}, p99 {crowd.p99_ms:.0f} ms is {ratio:.1f} times p50 (under {LIMIT_P99:.0f}: {verdict})"]


def _holds(holds: bool) -> str:  # noqa: FBT001  it is the answer itself
    return "holds" if holds else "MISSED"
