"""Memory that a server needed for a moment only is given back to the machine."""

import ctypes
from contextlib import suppress
from typing import Final

_MMAP_THRESHOLD: Final = -3
"""`M_MMAP_THRESHOLD` of `mallopt(3)`."""
_LARGE_BYTES: Final = 1 << 20


def give_back_large() -> None:
    """Have pieces of a megabyte and more given back when they are freed, now and for as long as the process lives.

    Left to itself, glibc takes the size of what was freed for the size of what is usual: after the first password, for
    which argon2 takes 19 MiB, pieces of that size come from the heap and stay there. Other libraries are left alone.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)
