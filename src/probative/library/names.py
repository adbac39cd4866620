"""Ids that must be unique, and names that must stand for something."""

from collections.abc import Iterable, Iterator

from probative.domain.frameworks import ParameterType
from probative.library import walking
from probative.library.documents import Breach, Place, spelled
from probative.library.members import Document
from probative.library.parameters import check_parameter_value
from probative.library.walking import Entry, text_at, texts_at


def check_names(document: Document, since: int = 0) -> Iterator[Breach]:
    """Yield ids that stand twice, references to nothing, and defaults that are not of their parameter's type.

    Only references in control sets from position `since` are looked at; ids must be unique over all.
    """
    top = Entry((), document)
    yield from _repeated(walking.entries(top, "platforms"))
    yield from _repeated(walking.entries(top, "control_sets"))
    yield from _repeated(walking.objectives(document))
    yield from _repeated(walking.controls(document))
    yield from _repeated(entry.source for entry in walking.sources(document))
    platforms = {text_at(entry.table, "id") for entry in walking.entries(top, "platforms")}
    for control in walking.controls(document, since):
        yield from _check_control(control, platforms)


def _check_control(control: Entry, platforms: set[str]) -> Iterator[Breach]:
    yield from _repeated(walking.entries(control, "parameters"), "name")
    yield from _check_defaults(control)
    yield from _unknown(control, "platforms", platforms, "platform of the framework")
    for source in walking.entries(control, "evidence_sources"):
        yield from _unknown(source, "platforms", platforms, "platform of the framework")
    own = {text_at(source.table, "id") for source in walking.entries(control, "evidence_sources")}
    yield from _unknown(control, "legacy", own, "evidence source of the control")


def _check_defaults(control: Entry) -> Iterator[Breach]:
    for place, parameter in walking.entries(control, "parameters"):
        type_ = text_at(parameter, "type")
        wrong = check_parameter_value(type_, parameter.get("default")) if type_ in list(ParameterType) else ""
        if wrong:
            yield Breach((*place, "default"), wrong)


def _repeated(found: Iterable[Entry], key: str = "id") -> Iterator[Breach]:
    first: dict[str, Place] = {}
    for place, entry in found:
        id_ = text_at(entry, key)
        if id_ and id_ in first:
            yield Breach((*place, key), f"{id_} stands twice, first at {spelled(first[id_])}")
        first.setdefault(id_, place)


def _unknown(holder: Entry, key: str, known: set[str], kind: str) -> Iterator[Breach]:
    for index, name in texts_at(holder.table, key):
        if name not in known:
            listed = ", ".join(sorted(known)) or "none"
            yield Breach((*holder.place, key, index), f"{name} is no {kind}; there is: {listed}")
