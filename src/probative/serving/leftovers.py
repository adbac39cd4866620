"""Temporary files that a server left behind when it was killed."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from probative.ports.ambient import Clock

LEFT_AFTER: Final = timedelta(days=1)
"""What was not touched for so long is nobody's: an upload takes minutes, a report hours at the most."""
_PREFIXES: Final = ("probative-upload-", "probative-report-", "probative-check-", "probative-restore-")


@dataclass(slots=True, kw_only=True)
class Leftovers:
    """An errand of the collector: removes what is left in this machine's folder of temporary files, once a day."""

    clock: Clock
    _due_at: datetime | None = None

    def __call__(self) -> bool:
        """Remove what is left, if that is due; return whether it was."""
        now = self.clock()
        if self._due_at is not None and now < self._due_at:
            return False
        self._due_at = now + LEFT_AFTER
        remove_leftovers(Path(tempfile.gettempdir()), now - LEFT_AFTER)
        return True


def remove_leftovers(folder: Path, before: datetime) -> None:
    """Remove our own temporary files and folders that were last touched before then; what cannot be, stays."""
    for path in _left(folder, before):
        with suppress(OSError):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _left(folder: Path, before: datetime) -> Iterator[Path]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if not entry.name.startswith(_PREFIXES) or entry.is_symlink():
                continue
            about = entry.stat(follow_symlinks=False)
            if about.st_uid == os.getuid() and about.st_mtime < before.timestamp():
                yield Path(entry.path)
