"""The files of the built console, kept in memory as small as they come, the same for everybody."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

BUILT: Final = Path(__file__).parent / "static"
INDEX: Final = "index.html"

_ENCODINGS: Final[Mapping[str, str]] = {".br": "br", ".gz": "gzip"}
_TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_UNKNOWN: Final = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFile:
    """One file, compressed by the encodings that browsers name; as it is only where gzip does not have it."""

    media_type: str
    plain: bytes | None = None
    encoded: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """The file as it is, for the few who take nothing else."""
        return gzip.decompress(self.encoded["gzip"]) if self.plain is None else self.plain

    def best(self, accepted: str) -> tuple[str, bytes]:
        """Return the encoding (empty: none) and the bytes to answer an `Accept-Encoding` header with."""
        named = {part.partition(";")[0].strip().lower() for part in accepted.split(",") if "q=0" not in _flat(part)}
        for encoding in _ENCODINGS.values():
            if encoding in named and encoding in self.encoded:
                return encoding, self.encoded[encoding]
        return "", self.content


def read_files(folder: Path) -> Mapping[str, StaticFile]:
    """Return the files below `folder` by their paths with slashes; nothing where it is not there."""
    plain = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in _ENCODINGS]
    return {path.relative_to(folder).as_posix(): _read(path) for path in plain}


def _read(path: Path) -> StaticFile:
    forms = {name: path.with_name(path.name + suffix) for suffix, name in _ENCODINGS.items()}
    encoded = {name: form.read_bytes() for name, form in forms.items() if form.is_file()}
    return StaticFile(
        media_type=_TYPES.get(PurePosixPath(path.name).suffix, _UNKNOWN),
        plain=None if "gzip" in encoded else path.read_bytes(),
        encoded=encoded,
    )


def _flat(part: str) -> str:
    # `q=0.5` is wanted, `q=0` and `q=0.0` are not.
    flat = part.replace(" ", "").lower()
    return "q=0" if flat.rstrip("0").endswith(("q=", "q=0.")) else ""
