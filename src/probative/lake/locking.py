"""One commit at a time: among the threads of a process, and among processes that share the folder."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from probative.domain.errors import StoreError
from probative.lake.errors import storing

PATIENCE: Final = timedelta(seconds=60)
"""How long another commit may take: tens of milliseconds are usual."""
_LOOK_AGAIN_SECONDS: Final = 0.01


@contextmanager
def alone(lock: Path, patience: timedelta) -> Iterator[None]:
    """Hold `lock`; the kernel lets go of it when the process dies, however it dies.

    Raises:
        StoreError: Somebody else has held it for as long as `patience`.
    """
    # A new descriptor each time, so that threads of one process keep each other out as well.
    with storing("commit to the lake", lock.parent):
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait(descriptor, lock, patience)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int, lock: Path, patience: timedelta) -> None:
    until = time.monotonic() + patience.total_seconds()
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                told = f"another process has held {lock} for {patience.total_seconds():.0f} s: see what keeps it"
                raise StoreError(f"cannot commit to the lake: {told}") from None
            time.sleep(_LOOK_AGAIN_SECONDS)
        else:
            return
