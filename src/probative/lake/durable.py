"""Iceberg's metadata files on the local disk, flushed before the catalogue names them.

pyiceberg's own file layer leaves flushing to the operating system, so that after a power cut the catalogue could
name a file that is not there.
"""

import io
import os
from pathlib import Path
from typing import Final

from pyiceberg.io import FileIO, InputFile, InputStream, OutputFile, OutputStream

from probative.lake.places import flush_folder

SCHEME: Final = "file://"
NAMED_ROOT: Final = "probative.named-root"
PRESENT_ROOT: Final = "probative.present-root"
"""Properties of a `DurableFileIO`: files named under the one lie under the other. Both are absent, or the same, save
while a lake is made that will be moved to its place."""


def path_of(location: str) -> Path:
    """Return the path of a location, which may start with `file://`."""
    return Path(location.removeprefix(SCHEME))


class _LocalInput(InputFile):
    def __init__(self, location: str, path: Path) -> None:
        super().__init__(location)
        self._path = path

    def __len__(self) -> int:
        return self._path.stat().st_size

    def exists(self) -> bool:
        return self._path.exists()

    def open(self, seekable: bool = True) -> InputStream:  # noqa: ARG002, FBT001, FBT002  pyiceberg's signature
        return io.BytesIO(self._path.read_bytes())


class _FlushedFile(io.FileIO):
    def close(self) -> None:
        """Close the file once its content and its name are on disk."""
        if not self.closed:
            os.fsync(self.fileno())
            flush_folder(Path(str(self.name)).parent)
        super().close()


class _LocalOutput(OutputFile):
    def __init__(self, location: str, path: Path) -> None:
        super().__init__(location)
        self._path = path

    def __len__(self) -> int:
        return self._path.stat().st_size

    def exists(self) -> bool:
        return self._path.exists()

    def to_input_file(self) -> InputFile:
        return _LocalInput(self.location, self._path)

    def create(self, overwrite: bool = False) -> OutputStream:  # noqa: FBT001, FBT002  pyiceberg's signature
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return io.BufferedWriter(_FlushedFile(self._path, "w" if overwrite else "x"))


class DurableFileIO(FileIO):
    """Local files; what is written is on disk when it is closed."""

    def new_input(self, location: str) -> InputFile:
        """Return the file at `location`, to read."""
        return _LocalInput(location, self._present(location))

    def new_output(self, location: str) -> OutputFile:
        """Return the file at `location`, to write."""
        return _LocalOutput(location, self._present(location))

    def delete(self, location: str | InputFile | OutputFile) -> None:
        """Delete the file at `location`."""
        self._present(location if isinstance(location, str) else location.location).unlink()

    def _present(self, location: str) -> Path:
        path = path_of(location)
        named, present = self.properties.get(NAMED_ROOT), self.properties.get(PRESENT_ROOT)
        return Path(present) / path.relative_to(named) if named and present and named != present else path
