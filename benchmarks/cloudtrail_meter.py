"""A command measured: time on the clock, time on all processors, and the most memory of all its processes at once."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

_EVERY_SECONDS: Final = 0.1
_MEMORY_EVERY: Final = 4
"""Every how many looks memory is added up: the kernel walks all pages for it, which slows down what is measured."""
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_SESSION_FIELD: Final = 3
_TIME_FIELDS: Final = slice(11, 13)


class Measured(NamedTuple):
    """What a command printed and took; memory is the proportional set size, so that what is shared counts once."""

    output: str
    seconds: float
    cpu_seconds: float
    peak_bytes: int


def measure(command: Sequence[str], environment: Mapping[str, str]) -> Measured:
    """Run `command` in a session of its own, look at all processes of the session until it ends, and return the sums.

    Raises:
        CalledProcessError: It failed; what it said on standard error was shown.
    """
    began = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, start_new_session=True, env=environment
    ) as process:
        ticks: dict[int, int] = {}
        peak = looks = 0
        while process.poll() is None:
            processes = list(_session(process.pid, ticks))
            if looks % _MEMORY_EVERY == 0:
                peak = max(peak, sum(map(memory_of, processes)))
            looks += 1
            time.sleep(_EVERY_SECONDS)
        took = time.perf_counter() - began
        output = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Measured(output, took, sum(ticks.values()) / _TICKS, peak)


def _session(session: int, ticks: dict[int, int]) -> Iterator[int]:
    """Yield the processes of `session`, and note in `ticks` what each has used so far."""
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = _fields_of(path)
        except OSError:
            continue
        if int(fields[_SESSION_FIELD]) == session:
            ticks[int(path.name)] = sum(map(int, fields[_TIME_FIELDS]))
            yield int(path.name)


def processor_seconds_of(process: int) -> float:
    """Return how long all threads of a process were at work so far, on whichever processor."""
    return sum(map(int, _fields_of(Path(f"/proc/{process}"))[_TIME_FIELDS])) / _TICKS


def _fields_of(process: Path) -> list[str]:
    """Return what the kernel says of a process, from its state on. Source: proc(5)."""
    return (process / "stat").read_text().rpartition(") ")[2].split()


def memory_of(process: int) -> int:
    """Return the proportional set size of a process, in bytes; 0: it is gone."""
    return _rolled_up(process, "Pss:")


def resident_of(process: int) -> int:
    """Return what of a process is in memory, in bytes, shared libraries counted whole; 0: it is gone."""
    return _rolled_up(process, "Rss:")


def _rolled_up(process: int, figure: str) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(figure)), 0)
