"""API chains against AWS's own models: calls that exist and only read, arguments they take, paths they answer."""

import re
from collections.abc import Iterator
from typing import Final

from probative.domain.evidence_sources import CallStep, Chain, Json
from probative.library.documents import Breach, Place
from probative.library.members import Document, rows, text, texts
from probative.library.source_reading import read_chain
from probative.ports.asking import ApiModels

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
PLACEHOLDERS: Final = ("account", "region", "since", "until", "year_before")


def check_source_calls(place: Place, source: Document, models: ApiModels) -> Iterator[Breach]:
    """Yield what is wrong with the chain of an API source and with the paths into its last answer."""
    chain = read_chain(rows(source, "calls"))
    breaches = list(check_chain((*place, "calls"), chain, models))
    yield from breaches
    if breaches:
        return
    last = chain[-1]
    each = text(source, "each")
    if each:
        yield from _told((*place, "each"), models.check_output(last.service, last.operation, each))
    element = element_of(last, each, models)
    paths: list[tuple[Place, str]] = [(("resource_id",), text(source, "resource_id"))]
    paths += [(("capture", index), path) for index, path in enumerate(texts(source, "capture"))]
    for where, path in paths:
        if path:
            wrong = models.check_output(last.service, last.operation, join(element, path))
            yield from _told((*place, *where), wrong)


def check_probe(place: Place, probe: Document, models: ApiModels) -> Iterator[Breach]:
    """Yield what is wrong with a probe of a platform."""
    chain = read_chain(rows(probe, "calls"))
    breaches = list(check_chain((*place, "calls"), chain, models))
    yield from breaches
    if not breaches:
        wrong = models.check_output(chain[-1].service, chain[-1].operation, text(probe, "each"))
        yield from _told((*place, "each"), wrong)


def check_chain(place: Place, chain: Chain, models: ApiModels) -> Iterator[Breach]:
    """Yield what is wrong with `chain`; a call that is not known is told alone."""
    unknown = {index: models.check_call(step.service, step.operation) for index, step in enumerate(chain)}
    for index, step in enumerate(chain):
        here = (*place, index)
        if unknown[index]:
            yield from _told(here, unknown[index])
            continue
        yield from _check_arguments(here, step, models)
        if index == 0:
            yield from _told(here, "for_each needs a call before it" if step.for_each is not None else None)
        elif not unknown[index - 1]:
            yield from _check_hand_over(here, chain[index - 1], step, models)


def element_of(step: CallStep, path: str | None, models: ApiModels) -> str:
    """Return the path to one element of what stands at `path` in the answer of `step`."""
    if not path or path == ".":
        return ""
    listed = f"{path}[]"
    return path if models.check_output(step.service, step.operation, listed) else listed


def join(base: str, path: str) -> str:
    """Return the path to `path` within what stands at `base`."""
    if path in {"", "."}:
        return base
    return f"{base}.{path}" if base and not path.startswith("[") else base + path


def _check_arguments(place: Place, step: CallStep, models: ApiModels) -> Iterator[Breach]:
    for key, names in (("args", step.arguments), ("with", step.hand_over)):
        for name in names:
            yield from _told((*place, key, name), models.check_input(step.service, step.operation, name))
    for name in step.arguments.keys() & step.hand_over.keys():
        yield Breach((*place, "args", name), f"{name} is handed over as well: leave one out")
    given = step.arguments.keys() | step.hand_over.keys()
    for name in models.missing_inputs(step.service, step.operation, given):
        yield Breach(place, f"{step.call} needs the argument {name}: give it in args, or hand it over in with")
    for name, value in step.arguments.items():
        for unknown in _unknown_placeholders(value):
            known = ", ".join(f"{{{placeholder}}}" for placeholder in PLACEHOLDERS)
            yield Breach((*place, "args", name), f"{{{unknown}}} is no placeholder; known: {known}")


def _check_hand_over(place: Place, before: CallStep, step: CallStep, models: ApiModels) -> Iterator[Breach]:
    if step.for_each is None:
        return
    wrong = models.check_output(before.service, before.operation, join("", step.for_each))
    if wrong:
        yield Breach((*place, "for_each"), wrong)
        return
    element = element_of(before, step.for_each, models)
    for name, path in step.hand_over.items():
        yield from _told((*place, "with", name), _check_handed(before, element, path, models))


def _check_handed(before: CallStep, element: str, path: str, models: ApiModels) -> str | None:
    head, _, argument = path.partition(".")
    if head != "args" or not argument:
        return models.check_output(before.service, before.operation, join(element, path))
    known = sorted(before.arguments.keys() | before.hand_over.keys())
    return (
        None if argument in known else f"{before.call} has no argument {argument}; it has: {', '.join(known) or 'none'}"
    )


def _unknown_placeholders(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield from (name for name in _PLACEHOLDER.findall(value) if name not in PLACEHOLDERS)
    elif isinstance(value, dict):
        for member in value.values():
            yield from _unknown_placeholders(member)
    elif isinstance(value, list):
        for element in value:
            yield from _unknown_placeholders(element)


def _told(place: Place, wrong: str | None) -> Iterator[Breach]:
    if wrong:
        yield Breach(place, wrong)
