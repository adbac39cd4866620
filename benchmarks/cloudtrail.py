"""CloudTrail logs into the lake: 2 million events, and 10,000 files of 20, against what others make of the same files.

Every candidate runs as a command of its own, one after the other, over the same files, on all cores; all must find
exactly what the files were made to hold. Ratios are of wall-clock time; processor time stands beside, since it says
the same on a busy machine.
"""

import json
import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from benchmarks.cloudtrail_generator import Order, generate
from benchmarks.cloudtrail_meter import Measured, measure
from benchmarks.cloudtrail_pipeline import framework_for

LIMIT_BYTES: Final = 600 * 10**6


LIMIT_JSON: Final = 8.0
LIMIT_DUCKDB: Final = 2.0

_PIPELINE: Final = "benchmarks.cloudtrail_pipeline"
_BASELINES: Final = "benchmarks.cloudtrail_baselines"
_MANY: Final = Order(events=2_000_000)
_TINY: Final = Order(events=205_000, tiny=True)
_REORDERED: Final = Order(events=100_000, reorder=0.1)
_SUBSET: Final = 10
"""Every how many files are given to the slowest of the others."""


class Data(NamedTuple):
    """Generated files, and what an exact matcher must find in them."""

    folder: Path
    expected: dict[str, object]

    @property
    def events(self) -> int:
        """How many events the files hold."""
        return int(str(self.expected["events"]))


def run(scratch: Path) -> list[str]:
    """Measure, and return what there is to say; lines with a limit say whether it holds."""
    many = prepared(scratch / "many", _MANY)
    tiny = prepared(scratch / "tiny", _TINY)
    reordered = prepared(scratch / "reordered", _REORDERED)
    with TemporaryDirectory(dir=scratch) as folder:
        kept = Path(folder) / "kept"
        # Written and checked now, as a user does once; each run then loads what was checked.
        framework_for(kept)
        lines = _compare(many, kept, f"{many.events:,} events in {many.expected['files']:,} files")
        lines.append(_plain_duckdb(many, kept, Path(folder) / "subset"))
        lines += _compare(tiny, kept, f"{tiny.expected['files']:,} files of {tiny.events:,} events")
        _pipeline(reordered, kept)
    return [*lines, f"{reordered.events:,} events with members in another order: all found"]


def prepared(folder: Path, order: Order) -> Data:
    """Return the files of `order`, written now unless they lie there whole from an earlier run."""
    expected = folder / "expected.json"
    if not expected.exists():
        shutil.rmtree(folder, ignore_errors=True)
        generate(folder, order, os.cpu_count() or 1)
    return Data(folder, json.loads(expected.read_text()))


def _compare(data: Data, kept: Path, title: str) -> list[str]:
    ours = _pipeline(data, kept)
    reading = _candidate(_PIPELINE, "reading", data, kept)
    plain = _candidate(_BASELINES, "json", data, kept)
    processes = _candidate(_BASELINES, "json-processes", data, kept)
    duckdb = _candidate(_BASELINES, "duckdb", data, kept)
    return [
        f"{title}: {_times(plain, ours, LIMIT_JSON)} the plain gzip + json loop",
        f"{title}: {_times(processes, ours, None)} the same loop in {os.cpu_count()} processes",
        f"{title}: {_times(duckdb, ours, LIMIT_DUCKDB)} DuckDB, text split",
        (
            f"{title}: peak memory {ours.peak_bytes / 1e6:.0f} MB of all processes (limit {LIMIT_BYTES / 1e6:.0f}): "
            f"{_holds(ours.peak_bytes < LIMIT_BYTES)}"
        ),
        *(
            _line(name, measured, data.events)
            for name, measured in (
                ("into the lake, committed", ours),
                ("read only", reading),
                ("the plain gzip + json loop", plain),
                (f"the same in {os.cpu_count()} processes", processes),
                ("DuckDB, text split", duckdb),
            )
        ),
    ]


def _plain_duckdb(data: Data, kept: Path, subset: Path) -> str:
    """Return how DuckDB fares that reads JSON as most would write it, on few of the files: it takes long."""
    for path in sorted(data.folder.rglob("*.json.gz"))[::_SUBSET]:
        subset.mkdir(exist_ok=True)
        os.link(path, subset / path.name)
    expected = json.loads(_run(_BASELINES, "json", subset, kept).output)
    measured = _run(_BASELINES, "duckdb-plain", subset, kept)
    _check(Data(subset, expected), "DuckDB, read_json", measured)
    seconds, cpu_seconds = measured.seconds * _SUBSET, measured.cpu_seconds * _SUBSET
    return (
        f"  DuckDB, read_json: {seconds:.0f} s, {cpu_seconds:.0f} processor seconds, "
        f"{measured.peak_bytes / 1e6:.0f} MB (scaled: {_SUBSET} times what every {_SUBSET}th file took)"
    )


def _pipeline(data: Data, kept: Path) -> Measured:
    measured = _candidate(_PIPELINE, "pipeline", data, kept)
    _check(data, "the lake", measure([sys.executable, "-m", _PIPELINE, "checking", str(data.folder), str(kept)]))
    return measured


def _candidate(module: str, name: str, data: Data, kept: Path) -> Measured:
    measured = _run(module, name, data.folder, kept)
    _check(data, name, measured)
    return measured


def _run(module: str, name: str, folder: Path, kept: Path) -> Measured:
    shutil.rmtree(kept, ignore_errors=True)
    return measure([sys.executable, "-m", module, name, str(folder), str(kept)])


def _check(data: Data, name: str, measured: Measured) -> None:
    found: dict[str, object] = json.loads(measured.output)
    wrong = {key: value for key, value in found.items() if data.expected[key] != value}
    if wrong:
        raise AssertionError(f"{name} found {wrong}, and should have found {data.expected}")


def _times(other: Measured, ours: Measured, limit: float | None) -> str:
    times = other.seconds / ours.seconds
    told = f"{times:.1f} times as fast ({other.cpu_seconds / ours.cpu_seconds:.1f} in processor time) as"
    return told if limit is None else f"{_holds(times >= limit)} (limit {limit:g}): {told}"


def _line(name: str, measured: Measured, events: int) -> str:
    return (
        f"  {name}: {measured.seconds:.1f} s, {measured.cpu_seconds:.1f} processor seconds, "
        f"{events / measured.seconds / 1000:,.0f} thousand events/s, "
        f"{measured.peak_bytes / 1e6:.0f} MB"
    )


def _holds(holds: bool) -> str:  # noqa: FBT001  it is the answer itself
    return "holds" if holds else "MISSED"
