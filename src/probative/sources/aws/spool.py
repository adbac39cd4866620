"""Answers on disk: every page is kept there once, so that nothing is asked twice and memory holds only places.

The file has no name: it is gone with the process.
"""

import os
import tempfile
import threading
import weakref
import zlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec


class Page(NamedTuple):
    """One HTTP answer, parsed and without secrets."""

    value: dict[str, object]
    request_id: str
    sha256: str
    """Of the body as received."""
    received_at: datetime


class PageRef(NamedTuple):
    """Where a page lies, and the arguments that ask for the page after it (None: it is the last)."""

    offset: int
    size: int
    next_token: Mapping[str, object] | None


class Spool:
    """A file of pages; safe between threads."""

    def __init__(self, folder: Path | None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._descriptor, name = tempfile.mkstemp(dir=folder, prefix="probative-")
        Path(name).unlink()
        self.close = weakref.finalize(self, os.close, self._descriptor)
        """Let go of the file, and so of every page; done by itself when nobody holds the spool any more."""
        self._lock = threading.Lock()
        self._end = 0

    def write(self, page: Page, next_token: Mapping[str, object] | None) -> PageRef:
        """Keep `page`; `next_token` asks for the one after it."""
        packed = zlib.compress(msgspec.msgpack.encode(tuple(page)), 1)
        with self._lock:
            offset = self._end
            self._end += len(packed)
        _write_at(self._descriptor, packed, offset)
        return PageRef(offset, len(packed), next_token)

    def read(self, ref: PageRef) -> Page:
        """Return the page at `ref`."""
        packed = os.pread(self._descriptor, ref.size, ref.offset)
        return Page(*msgspec.msgpack.decode(zlib.decompress(packed)))


def _write_at(descriptor: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view, offset = view[written:], offset + written
