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
from typing import Final, NamedTuple

from benchmarks.cloudtrail_generator import Order, generate
from benchmarks.cloudtrail_meter import Measured, measure

LIMIT_JSON: Final = 8.0
LIMIT_DUCKDB: Final = 2.0
LIMIT_BYTES: Final = 600 * 10**6

_PIPELINE: Final = "benchmarks.cloudtrail_pipeline"
_BASELINES: Final = "benchmarks.cloudtrail_baselines"
_MANY: Final = Order(events=2_000_000)
_TINY: Final = Order(events=205_000, tiny=True)
_REORDERED: Final = Order(events=100_000, reorder=0.1)


class Data(NamedTuple):
    """Generated files, and what an exact matcher must find in them."""

    folder: Path
    expected: dict[str, object]


def run(scratch: Path) -> list[str]:
    """Measure, and return what there is to say; lines with a limit say whether it holds."""
    many = prepared(scratch / "many", _MANY)
    tiny = prepared(scratch / "tiny", _TINY)
    reordered = prepared(scratch / "reordered", _REORDERED)
    kept = scratch / "kept"
    lines = _compare(many, kept, f"{_count(many):,} events in {many.expected['files']:,} files")
    lines += _compare(tiny, kept, f"{tiny.expected['files']:,} files of {_count(tiny):,} events")
    _pipeline(reordered, kept)
    return [*lines, f"{_count(reordered):,} events with members in another order: all found"]


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
    naive = _candidate(_BASELINES, "json", data, kept)
    duckdb = _candidate(_BASELINES, "duckdb", data, kept)
    to_json, to_duckdb = naive.seconds / ours.seconds, duckdb.seconds / ours.seconds
    return [
        f"{title}: {to_json:.1f} times gzip + json (limit {LIMIT_JSON:g}): {_holds(to_json >= LIMIT_JSON)}",
        f"{title}: {to_duckdb:.1f} times DuckDB (limit {LIMIT_DUCKDB:g}): {_holds(to_duckdb >= LIMIT_DUCKDB)}",
        (
            f"{title}: peak memory {ours.peak_bytes / 1e6:.0f} MB of all processes (limit {LIMIT_BYTES / 1e6:.0f}): "
            f"{_holds(ours.peak_bytes < LIMIT_BYTES)}"
        ),
        *(
            _line(name, measured, _count(data))
            for name, measured in (
                ("into the lake, committed", ours),
                ("read only", reading),
                ("gzip + json", naive),
                ("DuckDB, text split", duckdb),
            )
        ),
    ]


def _pipeline(data: Data, kept: Path) -> Measured:
    measured = _candidate(_PIPELINE, "pipeline", data, kept)
    _check(data, "the lake", measure([sys.executable, "-m", _PIPELINE, "checking", str(data.folder), str(kept)]))
    return measured


def _candidate(module: str, name: str, data: Data, kept: Path) -> Measured:
    shutil.rmtree(kept, ignore_errors=True)
    measured = measure([sys.executable, "-m", module, name, str(data.folder), str(kept)])
    _check(data, name, measured)
    return measured


def _check(data: Data, name: str, measured: Measured) -> None:
    found: dict[str, object] = json.loads(measured.output)
    wrong = {key: value for key, value in found.items() if data.expected[key] != value}
    if wrong:
        raise AssertionError(f"{name} found {wrong}, and should have found {data.expected}")


def _count(data: Data) -> int:
    return int(str(data.expected["events"]))


def _line(name: str, measured: Measured, events: int) -> str:
    return (
        f"  {name}: {measured.seconds:.1f} s, {events / measured.seconds / 1000:,.0f} thousand events/s, "
        f"{events / measured.cpu_seconds / 1000:,.0f} thousand per processor second, "
        f"{measured.peak_bytes / 1e6:.0f} MB"
    )


def _holds(holds: bool) -> str:  # noqa: FBT001  it is the answer itself
    return "holds" if holds else "MISSED"
