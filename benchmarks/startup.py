"""Start-up of the command line tool, against the bare interpreter."""

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

_ROUNDS = 15
_HELP_AT_MOST = 12
_SHOW_AT_MOST = 30
_TOOL = Path(sys.executable).with_name("probative")


def run(scratch: Path) -> list[str]:
    """Return how often the bare interpreter starts in the time of two commands, interleaved."""
    del scratch
    commands = {
        "bare": [sys.executable, "-c", "pass"],
        "probative --help": [str(_TOOL), "--help"],
        "probative framework show": [str(_TOOL), "framework", "show", "genai-best-practices"],
    }
    for command in commands.values():
        _seconds(command)
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(_ROUNDS):
        for name, command in commands.items():
            times[name].append(_seconds(command))
    bare = median(times["bare"])
    limits = {"probative --help": _HELP_AT_MOST, "probative framework show": _SHOW_AT_MOST}
    return [
        f"{name}: {median(times[name]) * 1000:.0f} ms, {median(times[name]) / bare:.1f} times "
        f"the bare interpreter's {bare * 1000:.0f} ms (at most {limit})"
        for name, limit in limits.items()
    ]


def _seconds(command: list[str]) -> float:
    start = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start
