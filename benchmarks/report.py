"""Reports: CPU and memory of a report of 10,000 items, and how both grow to 30,000.

Each size runs in a process of its own, so that one's memory is not the other's. The baseline writes and hashes as
many files and does nothing else.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.report_size import baseline_seconds

ROOT: Final = Path(__file__).parent.parent
ITEMS: Final = 10_000
MORE: Final = 3
PEAK_LIMIT_MB: Final = 150
GROWTH_LIMIT: Final = 1.3


def run(scratch: Path) -> Iterator[str]:
    """Write both reports, and yield what there is to say."""
    del scratch  # each process has a temporary folder
    few, many = measured(ITEMS), measured(MORE * ITEMS)
    baseline = baseline_seconds(ITEMS)
    verdict = "holds" if many["peak_mb"] <= PEAK_LIMIT_MB else "MISSED"
    yield (
        f"{ITEMS} items: {few['cpu_seconds']:.1f} CPU s, {few['cpu_seconds'] / baseline:.1f} times writing and hashing "
        f"as many files; {few['files']:.0f} files, {few['mb']:.0f} MB"
    )
    growth = many["cpu_seconds"] / few["cpu_seconds"] / MORE
    grows = "holds" if growth <= GROWTH_LIMIT else "MISSED"
    yield f"{MORE} times the items: {growth:.2f} of the time an item (at most {GROWTH_LIMIT}: {grows})"
    yield (
        f"peak memory: {few['peak_mb']:.0f} MB for {few['items']:.0f} items, {many['peak_mb']:.0f} MB for "
        f"{many['items']:.0f} (at most {PEAK_LIMIT_MB} MB: {verdict})"
    )


def measured(items: int) -> dict[str, float]:
    """Return what a report of `items` costs, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.report_size", str(items)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found
