"""All that can be wrong with a framework document, found at once.

Form first (the schema), then meaning: ids and references, parameters, rules, calls. What is ill-formed is told once and
left out of the checks of meaning; the rest is still checked.
"""

from collections.abc import Iterable, Iterator, Sequence

from probative.domain.errors import InvalidError
from probative.library import walking
from probative.library.calls import check_probe, check_source_calls
from probative.library.documents import Breach, Place, Table, findings_of
from probative.library.members import Document, tables
from probative.library.names import check_names
from probative.library.rule_checks import check_rule
from probative.library.source_reading import read_source
from probative.library.walking import Entry
from probative.ports.asking import ApiModels


def check_meaning(
    document: Table, models: ApiModels | None, *, ill_formed: Iterable[Breach] = (), since: int = 0
) -> Iterator[Breach]:
    """Yield what is well-formed and still wrong; what `ill_formed` tells of is passed over.

    Control sets before position `since` are known to be sound: only their ids are looked at.
    """
    bad = frozenset(place[:length] for place, _ in ill_formed for length in range(len(place) + 1))
    yield from check_names(document, since)
    yield from _check_probes(document, bad, models)
    for source, control in walking.sources(document, since):
        if source.place not in bad and not _has_bad_parameters(control, bad):
            yield from _check_source(source, tables(control.table, "parameters"), models)


def _check_probes(document: Table, bad: frozenset[Place], models: ApiModels | None) -> Iterator[Breach]:
    if models is None:
        return
    for platform in walking.entries(Entry((), document), "platforms"):
        for place, probe in walking.entries(platform, "probes"):
            if place not in bad:
                yield from check_probe(place, probe, models)


def _has_bad_parameters(control: Entry, bad: frozenset[Place]) -> bool:
    return (*control.place, "parameters") in bad


def _check_source(entry: Entry, parameters: Sequence[Document], models: ApiModels | None) -> Iterator[Breach]:
    breaches: list[Breach] = []
    if models is not None and entry.table["type"] == "api_call":
        breaches += check_source_calls(entry.place, entry.table, models)
        yield from breaches
    if not breaches:
        yield from check_rule(entry.place, read_source(entry.table, ()), parameters, models)


def verify_none(document: Table, breaches: Iterable[Breach]) -> None:
    """Return if there are no `breaches` of `document`.

    Raises:
        InvalidError: There are; it tells all of them, by file and line.
    """
    if findings := findings_of(document, breaches):
        raise InvalidError(*findings)
