"""What was read lately: kept beside its edition, so that it is read again only when it may have changed."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, NamedTuple, TypeVar

T = TypeVar("T")

_HELD_BYTES: Final = 64 << 20


class _Held(NamedTuple):
    edition: Hashable
    value: Any
    weight: int


class Recent:
    """Keeps what was read, the latest `limit` bytes of it as far as weights are right; for many threads at once."""

    def __init__(self, limit: int = _HELD_BYTES) -> None:
        self._limit = limit
        self._held: OrderedDict[Hashable, _Held] = OrderedDict()
        self._weight = 0
        self._lock = Lock()

    def find(self, key: Hashable, edition: Hashable, type_: type[T]) -> T | None:
        """Return what is held under `key` in this edition, if it is; it must be a `type_`."""
        with self._lock:
            held = self._held.get(key)
            if held is None or held.edition != edition:
                return None
            self._held.move_to_end(key)
        if not isinstance(held.value, type_):
            raise TypeError(f"what is held under {key} is a {type(held.value).__name__}")
        return held.value

    def keep(self, key: Hashable, edition: Hashable, value: object, weight: int) -> None:
        """Hold `value`, of about `weight` bytes, in place of what has its key; what was not used for long may go."""
        with self._lock:
            if earlier := self._held.pop(key, None):
                self._weight -= earlier.weight
            self._held[key] = _Held(edition, value, weight)
            self._weight += weight
            while self._weight > self._limit and len(self._held) > 1:
                self._weight -= self._held.popitem(last=False)[1].weight

    def get(
        self, key: Hashable, edition: Hashable, type_: type[T], make: Callable[[], T], *, weigh: Callable[[T], int]
    ) -> T:
        """Return what is held under `key` in this edition, or `make` it and hold it; two may make it at once."""
        found = self.find(key, edition, type_)
        if found is None:
            found = make()
            self.keep(key, edition, found, weigh(found))
        return found
