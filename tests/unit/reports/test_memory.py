"""A report of any size is written in bounded memory; `make bench` tries thirty thousand items."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
QUICK_DISK = Path("/dev/shm")


@pytest.mark.slow
def test_the_content_of_thousands_of_items_is_never_in_memory_at_once() -> None:
    disk = {"TMPDIR": str(QUICK_DISK)} if os.access(QUICK_DISK, os.W_OK) else {}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.report_size", "6000"],
        cwd=ROOT,
        env={**os.environ, **disk, "PYTHONPATH": str(ROOT / "src")},
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stdout)

    assert found["items"] > 5900
    assert found["files"] > found["items"]
    assert found["peak_mb"] < 100
