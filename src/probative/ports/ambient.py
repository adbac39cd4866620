"""What use cases get from outside beside sources and stores: time, names, chance, and who watches."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeAlias

Clock: TypeAlias = Callable[[], datetime]
"""The present moment, aware, UTC."""


class Progress(Protocol):
    """Who watches a long run; every method is cheap and must not fail."""

    def stage(self, name: str, total: int | None) -> None:
        """Tell that stage `name` begins, of `total` steps (None: not known)."""

    def step(self, count: int = 1, *, note: str = "") -> None:
        """Tell that `count` steps of the stage are done; `note` is what was just done."""


Ids: TypeAlias = Callable[[], str]
"""A new id, a UUID (version 7) that nobody can guess."""


Random: TypeAlias = Callable[[int], bytes]
"""That many bytes that nobody can guess."""
