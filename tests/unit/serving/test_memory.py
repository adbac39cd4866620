"""What a password takes for a moment does not stay with the server."""

import platform
import subprocess
import sys

import pytest

PIECE_MB = 19
"""What argon2 takes for a password."""
_PROGRAM = """
from pathlib import Path
from probative.people.passwords import Argon2Passwords
from probative.serving.memory import give_back_large

{first}
Argon2Passwords().hash("secret")
lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
print(next(line.split()[1] for line in lines if line.startswith("Anonymous:")))
"""


def kept_mb(first: str) -> float:
    """Return the memory of a process that made passwords, in megabytes."""
    done = subprocess.run([sys.executable, "-c", _PROGRAM.format(first=first)], capture_output=True, check=True)
    return int(done.stdout) / 1000


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps it")
def test_what_was_large_is_given_back() -> None:
    assert kept_mb("give_back_large()") < kept_mb("") - PIECE_MB / 2
