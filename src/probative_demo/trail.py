"""The organization's trail: log files in a bucket, the history and what happens now."""

import hashlib
import threading
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final, NamedTuple

from probative_demo.history import compress
from probative_demo.models import Members
from probative_demo.places import Place
from probative_demo.records import Happening, bucket_key, write_record

DELIVERY_SECONDS: Final = 1.0


class LogObject(NamedTuple):
    """A log file as it lies in the bucket."""

    key: str
    body: bytes
    etag: str
    modified: datetime


class LogStore:
    """The objects of the trail's bucket; they are never changed, only added. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._objects: dict[str, LogObject] = {}
        self._keys: list[str] = []

    def put(self, key: str, body: bytes, modified: datetime) -> None:
        """Add an object."""
        etag = hashlib.md5(body).hexdigest()
        with self._lock:
            if key not in self._objects:
                insort(self._keys, key)
            self._objects[key] = LogObject(key, body, etag, modified)

    def find(self, key: str) -> LogObject | None:
        """Return the object at `key`; None: there is none."""
        return self._objects.get(key)

    def after(self, prefix: str, last: str) -> list[LogObject]:
        """Return the objects below `prefix` whose keys come after `last`, in order."""
        with self._lock:
            start = bisect_left(self._keys, max(prefix, last + "\0" if last else ""))
            found = []
            for key in self._keys[start:]:
                if not key.startswith(prefix):
                    break
                found.append(self._objects[key])
        return found


class Delivery:
    """Takes what happens and writes it to log files about once a second."""

    def __init__(self, store: LogStore, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: dict[Place, list[Members]] = {}
        self._written = 0
        self._happened = threading.Event()

    def take(self, happening: Happening) -> None:
        """Record `happening`; it is in a log file `DELIVERY_SECONDS` later."""
        with self._lock:
            self._waiting.setdefault(happening.place, []).append(write_record(happening))
        self._happened.set()

    def deliver(self) -> None:
        """Write what waits, a file for each place."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        for place, records in waiting.items():
            self._written += 1
            at = self._clock().astimezone(UTC)
            self._store.put(bucket_key(place, at, str(self._written)), compress(records), at)

    def run(self, ended: threading.Event) -> None:
        """Deliver until `ended`."""
        while not ended.is_set():
            self._happened.wait()
            self._happened.clear()
            ended.wait(DELIVERY_SECONDS)
            self.deliver()


def fill(store: LogStore, files: Iterable[tuple[str, bytes, datetime]]) -> None:
    """Put log files into the store."""
    for key, body, modified in files:
        store.put(key, body, modified)
