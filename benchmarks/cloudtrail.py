"""CloudTrail logs into the lake: 2 million events, and 10,000 files of 20, against what others make of the same files.

Every candidate runs as a command of its own, one after the other in several rounds, over the same files, on all cores;
all must find exactly what the files were made to hold. Ratios are of wall-clock time, each within one round, and the
median of the rounds counts; processor time stands beside, since it says the same on a busy machine.

All run with their modules compiled, as installed ones are: a first run over few events sees to that.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from benchmarks.cloudtrail_generator import Order, generate
from benchmarks.cloudtrail_meter import Measured, measure
from benchmarks.cloudtrail_pipeline import framework_for

LIMIT_BYTES: Final = 600 * 10**6
LIMIT_JSON: Final = 8.0
LIMIT_DUCKDB: Final = 2.0

_ROUNDS: Final = 3
_CANDIDATE: Final = "benchmarks.cloudtrail_candidate"
_OURS: Final = "pipeline"
_NAMES: Final = {
    _OURS: "into the lake, committed",
    "reading": "read only",
    "json": "the plain gzip + json loop",
    "json-processes": f"the same loop in {os.cpu_count()} processes",
    "duckdb": "DuckDB, text split",
}
_ROUND: Final = (_OURS, "json", "duckdb")
"""What is measured in every round; the rest once."""
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


class Bench(NamedTuple):
    """Where candidates write, and with which environment they run."""

    kept: Path
    environment: dict[str, str]

    def run(self, name: str, folder: Path) -> Measured:
        """Run a candidate over `folder`, with nothing kept from before."""
        shutil.rmtree(self.kept, ignore_errors=True)
        return self.ask(name, folder)

    def ask(self, name: str, folder: Path) -> Measured:
        """Run a candidate over `folder` and what is kept."""
        return measure([sys.executable, "-m", _CANDIDATE, name, str(folder), str(self.kept)], self.environment)

    def checked(self, name: str, data: Data) -> Measured:
        """Run a candidate, and see that it found exactly what is there."""
        measured = self.run(name, data.folder)
        _check(data, name, measured)
        return measured


class Rounds(NamedTuple):
    """What each candidate took, round by round."""

    taken: dict[str, list[Measured]]

    def seconds(self, name: str) -> float:
        """Return the median of the times of a candidate."""
        return median(measured.seconds for measured in self.taken[name])

    def cpu_seconds(self, name: str) -> float:
        """Return the median of the processor times of a candidate."""
        return median(measured.cpu_seconds for measured in self.taken[name])

    def peak_bytes(self, name: str) -> int:
        """Return the most memory that a candidate ever took."""
        return max(measured.peak_bytes for measured in self.taken[name])

    def ratio(self, name: str, of: Callable[[Measured], float]) -> float:
        """Return how many times more a candidate took than ours: the median of the rounds that both were in."""
        pairs = zip(self.taken[name], self.taken[_OURS], strict=False)
        return median(of(other) / of(ours) for other, ours in pairs)


def run(scratch: Path) -> list[str]:
    """Measure, and return what there is to say; lines with a limit say whether it holds."""
    many = prepared(scratch / "many", _MANY)
    tiny = prepared(scratch / "tiny", _TINY)
    reordered = prepared(scratch / "reordered", _REORDERED)
    with TemporaryDirectory(dir=scratch) as folder:
        bench = Bench(Path(folder) / "kept", _environment(scratch / "bytecode"))
        # Written and checked now, as a user does once; each run then loads what was checked.
        framework_for(bench.kept)
        for name in reversed(_NAMES):
            bench.checked(name, reordered)
        _check_lake(bench, reordered)
        lines = _compared(many, _measure(bench, many), f"{many.events:,} events in {many.expected['files']:,} files")
        lines.append(_plain_duckdb(bench, many, Path(folder) / "subset"))
        rounds = _measure(bench, tiny)
        lines += _compared(tiny, rounds, f"{tiny.expected['files']:,} files of {tiny.events:,} events")
        lines += _start_up(bench, tiny, rounds, Path(folder) / "one")
    return [*lines, f"{reordered.events:,} events with members in another order: all found"]


def _environment(bytecode: Path) -> dict[str, str]:
    """Return an environment in which modules, once imported, are compiled: what was installed is."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(bytecode.absolute())}


def prepared(folder: Path, order: Order) -> Data:
    """Return the files of `order`, written now unless they lie there whole from an earlier run."""
    expected = folder / "expected.json"
    if not expected.exists():
        shutil.rmtree(folder, ignore_errors=True)
        generate(folder, order, os.cpu_count() or 1)
    return Data(folder, json.loads(expected.read_text()))


def _compared(data: Data, rounds: Rounds, title: str) -> list[str]:
    peak = rounds.peak_bytes(_OURS)
    return [
        f"{title}: {_times(rounds, 'json', LIMIT_JSON)}",
        f"{title}: {_times(rounds, 'json-processes', None)}",
        f"{title}: {_times(rounds, 'duckdb', LIMIT_DUCKDB)}",
        (
            f"{title}: peak memory {peak / 1e6:.0f} MB of all processes (limit {LIMIT_BYTES / 1e6:.0f}): "
            f"{_holds(peak < LIMIT_BYTES)}"
        ),
        *(_line(rounds, name, data.events) for name in _NAMES),
    ]


def _measure(bench: Bench, data: Data) -> Rounds:
    taken: dict[str, list[Measured]] = {name: [] for name in _NAMES}
    for number in range(_ROUNDS):
        for name in _NAMES:
            if number == 0 or name in _ROUND:
                taken[name].append(bench.checked(name, data))
            if number == 0 and name == _OURS:
                _check_lake(bench, data)
    return Rounds(taken)


def _start_up(bench: Bench, data: Data, rounds: Rounds, folder: Path) -> list[str]:
    """Return what one file takes, which is nearly all start-up and commit, and how all of them fare without that."""
    path = min(data.folder.rglob("*.json.gz"))
    place = folder / path.relative_to(data.folder)
    place.parent.mkdir(parents=True)
    os.link(path, place)
    one = Rounds({name: [bench.run(name, folder) for _ in range(_ROUNDS)] for name in _ROUND})
    rest = {name: rounds.seconds(name) - one.seconds(name) for name in _ROUND}
    share = one.seconds(_OURS) / rounds.seconds(_OURS)
    alone = f"one of these files alone: {one.seconds(_OURS):.2f} s, {share:.0%} of the time of all"
    others = ", ".join(f"{rest[name] / rest[_OURS]:.1f} times as fast as {_NAMES[name]}" for name in _ROUND[1:])
    return [f"  {alone}", f"  all of them, each less the time of one: {others}"]


def _plain_duckdb(bench: Bench, data: Data, subset: Path) -> str:
    """Return how DuckDB fares that reads JSON as most would write it, on few of the files: it takes long."""
    for path in sorted(data.folder.rglob("*.json.gz"))[::_SUBSET]:
        subset.mkdir(exist_ok=True)
        os.link(path, subset / path.name)
    expected = json.loads(bench.run("json", subset).output)
    measured = bench.checked("duckdb-plain", Data(subset, expected))
    seconds, cpu_seconds = measured.seconds * _SUBSET, measured.cpu_seconds * _SUBSET
    return (
        f"  DuckDB, read_json: {seconds:.0f} s, {cpu_seconds:.0f} processor seconds, "
        f"{measured.peak_bytes / 1e6:.0f} MB (scaled: {_SUBSET} times what every {_SUBSET}th file took)"
    )


def _check_lake(bench: Bench, data: Data) -> None:
    """See that the lake holds exactly what is there, after ours ran."""
    _check(data, "the lake", bench.ask("checking", data.folder))


def _check(data: Data, name: str, measured: Measured) -> None:
    found: dict[str, object] = json.loads(measured.output)
    wrong = {key: value for key, value in found.items() if data.expected[key] != value}
    if wrong:
        raise AssertionError(f"{name} found {wrong}, and should have found {data.expected}")


def _times(rounds: Rounds, name: str, limit: float | None) -> str:
    times = rounds.ratio(name, lambda measured: measured.seconds)
    cpu_times = rounds.ratio(name, lambda measured: measured.cpu_seconds)
    told = f"{times:.1f} times as fast ({cpu_times:.1f} in processor time) as {_NAMES[name]}"
    return told if limit is None else f"{_holds(times >= limit)} (limit {limit:g}): {told}"


def _line(rounds: Rounds, name: str, events: int) -> str:
    seconds = rounds.seconds(name)
    return (
        f"  {_NAMES[name]}: {seconds:.1f} s, {rounds.cpu_seconds(name):.1f} processor seconds, "
        f"{events / seconds / 1000:,.0f} thousand events/s, {rounds.peak_bytes(name) / 1e6:.0f} MB"
    )


def _holds(holds: bool) -> str:  # noqa: FBT001  it is the answer itself
    return "holds" if holds else "MISSED"
