"""The standard frameworks that ship with the product."""

from pathlib import Path
from typing import Final

from probative.domain.errors import NotFoundError
from probative.domain.ids import FrameworkId

_STANDARD: Final = Path(__file__).parent / "standard"


def shipped() -> tuple[FrameworkId, ...]:
    """Return the ids of the shipped frameworks, sorted."""
    return tuple(sorted(FrameworkId(folder.name) for folder in _STANDARD.iterdir() if folder.is_dir()))


def folder_of(framework_id: str) -> Path:
    """Return the folder of a shipped framework.

    Raises:
        NotFoundError: None of the shipped frameworks has this id.
    """
    known = shipped()
    if framework_id not in known:
        raise NotFoundError("framework", framework_id, known)
    return _STANDARD / framework_id
