"""Foreign errors become `StoreError` here, with the place that is at fault."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from probative.domain.errors import StoreError

_MESSAGE_LIMIT: Final = 300

# A damaged file shows in whatever way its reader stumbles; these are the ways of Arrow, Avro, JSON and SQLite readers.
STUMBLES: Final = (
    OSError,
    ValueError,
    LookupError,
    EOFError,
    ArithmeticError,
    AssertionError,
    TypeError,
    AttributeError,
    MemoryError,
    SystemError,
    struct.error,
    zlib.error,
)


def told(error: BaseException) -> str:
    """Return the first line of what `error` says, cut to a length that people read."""
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:_MESSAGE_LIMIT]


@contextmanager
def storing(what: str, place: Path, *more: type[BaseException]) -> Iterator[None]:
    """Turn a failure to `what` (say, "write to the lake") into a `StoreError` that names `place`.

    `more` are the errors of whatever library is at work.
    """
    caught: tuple[type[BaseException], ...] = (*STUMBLES, *more)
    try:
        yield
    except caught as error:
        raise StoreError(f"cannot {what}: {place}: {told(error)}") from error
