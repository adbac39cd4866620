"""Evidence that lies in many files is put together as it comes in, so that the finder stays quick."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Final

from probative.app.application import Application
from probative.domain.errors import StoreError

_NEVER: Final = object()


@dataclass(slots=True, kw_only=True)
class Gathering:
    """An errand of the collector: of each server, since it is for whoever asks the lake that lies here."""

    application: Application
    tell: Callable[[str, Exception], None]
    _looked_at: Hashable = field(default=_NEVER, init=False)

    def __call__(self) -> bool:
        """Put together what came in since the last time; return whether it was enough for that."""
        lake = self.application.lake
        # Before looking: what is committed meanwhile is looked at the next time, as is what could not be read now.
        edition = lake.edition()
        if edition == self._looked_at:
            return False
        self._looked_at = edition
        try:
            return lake.keeping.gather()
        except StoreError as error:
            self.tell("putting evidence together", error)
            return False
