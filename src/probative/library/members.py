"""Members of a document that passed the schema, by the type the schema gives them; absent ones are empty."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast

from probative.domain.evidence_sources import Json

Document: TypeAlias = Mapping[str, Json]


def text(entry: Document, key: str) -> str:
    """Return the text at `key`; empty where there is none."""
    return cast("str | None", entry.get(key)) or ""


def number(entry: Document, key: str) -> int | None:
    """Return the whole number at `key`, if there is one."""
    return cast("int | None", entry.get(key))


def rows(entry: Document, key: str) -> Sequence[Json]:
    """Return the list at `key`; empty where there is none."""
    return cast("list[Json] | None", entry.get(key)) or ()


def texts(entry: Document, key: str) -> tuple[str, ...]:
    """Return the list of texts at `key`; empty where there is none."""
    return tuple(cast("Sequence[str]", rows(entry, key)))


def table(entry: Document, key: str) -> Document:
    """Return the mapping at `key`; empty where there is none."""
    return cast("Document | None", entry.get(key)) or {}


def tables(entry: Document, key: str) -> Sequence[Document]:
    """Return the list of mappings at `key`; empty where there is none."""
    return cast("Sequence[Document]", rows(entry, key))
