"""Walks over a document that may be ill-formed: what is not where it should be is passed over."""

from collections.abc import Iterator
from typing import NamedTuple

from probative.domain.evidence_sources import Json
from probative.library.documents import Place
from probative.library.members import Document


class Entry(NamedTuple):
    """A mapping of the document and its place."""

    place: Place
    table: Document


class SourceEntry(NamedTuple):
    """An evidence source, and the control it is of."""

    source: Entry
    control: Entry


def entries(holder: Entry, key: str, since: int = 0) -> Iterator[Entry]:
    """Walk the mappings of the list at `key`, from position `since`."""
    found: Json = holder.table.get(key)
    for index, element in enumerate(found if isinstance(found, list) else ()):
        if index >= since and isinstance(element, dict):
            yield Entry((*holder.place, key, index), element)


def objectives(document: Document, since: int = 0) -> Iterator[Entry]:
    """Walk the objectives of the control sets from position `since`."""
    for control_set in entries(Entry((), document), "control_sets", since):
        yield from entries(control_set, "objectives")


def controls(document: Document, since: int = 0) -> Iterator[Entry]:
    """Walk the controls of the control sets from position `since`."""
    for objective in objectives(document, since):
        yield from entries(objective, "controls")


def sources(document: Document, since: int = 0) -> Iterator[SourceEntry]:
    """Walk the evidence sources of the control sets from position `since`."""
    for control in controls(document, since):
        for source in entries(control, "evidence_sources"):
            yield SourceEntry(source, control)


def text_at(entry: Document, key: str) -> str:
    """Return the text at `key`; empty where there is none."""
    found = entry.get(key)
    return found if isinstance(found, str) else ""


def texts_at(entry: Document, key: str) -> Iterator[tuple[int, str]]:
    """Walk the texts of the list at `key`, with their positions."""
    found = entry.get(key)
    for index, element in enumerate(found if isinstance(found, list) else ()):
        if isinstance(element, str):
            yield index, element
