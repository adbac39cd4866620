"""How a process that reads log after log keeps its memory."""

import ctypes
from contextlib import suppress
from typing import Final

_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_NEVER: Final = 1 << 30


def keep_memory() -> None:
    """Keep memory that was let go for what comes next, where the C library can (glibc); elsewhere, do nothing.

    Texts of megabytes are made and dropped one after the other; given back to the kernel each time, every page
    of the next one would be a fault.
    Source: mallopt(3).
    """
    with suppress(AttributeError, OSError, TypeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_MMAP_THRESHOLD, _NEVER)
        mallopt(_TRIM_THRESHOLD, _NEVER)
