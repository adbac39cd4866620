"""An extension laid over a shipped framework: other parameters, fewer controls, more control sets."""

from collections.abc import Iterator
from typing import cast

from probative.domain.evidence_sources import Json
from probative.library.documents import Breach, Rows, Table
from probative.library.members import Document, rows, table, tables, text, texts
from probative.library.parameters import check_parameter_value

_HEAD = ("id", "name", "version", "description", "compliance_type")


def extend(extension: Table, base: Table) -> tuple[Table, tuple[Breach, ...]]:
    """Return `base` with `extension` laid over it, and what in `extension` does not fit; `base` is used up.

    Both have passed the schema.
    """
    breaches = (*_set_parameters(extension, base), *_check_choice(extension, base))
    _choose(extension, base)
    for key in _HEAD:
        if key in extension:
            base[key] = extension[key]
            base.lines[key] = extension.lines[key]
    for key in ("platforms", "control_sets"):
        cast("Rows", base.setdefault(key, Rows(base.file, base.line))).extend(rows(extension, key))
    return base, breaches


def controls_of(document: Document) -> Iterator[Document]:
    """Walk the controls of a sound document."""
    for control_set in tables(document, "control_sets"):
        for objective in tables(control_set, "objectives"):
            yield from tables(objective, "controls")


def _set_parameters(extension: Table, base: Table) -> Iterator[Breach]:
    controls = {text(control, "id"): control for control in controls_of(base)}
    for control_id, values in table(extension, "parameters").items():
        if control_id not in controls:
            yield Breach(("parameters", control_id), f"{text(base, 'id')} has no control {control_id}")
            continue
        yield from _set_values(controls[control_id], cast("Document", values))


def _set_values(control: Document, values: Document) -> Iterator[Breach]:
    control_id = text(control, "id")
    parameters = {text(parameter, "name"): parameter for parameter in tables(control, "parameters")}
    for name, value in values.items():
        place = ("parameters", control_id, name)
        if name not in parameters:
            known = ", ".join(parameters) or "none"
            yield Breach(place, f"{control_id} has no parameter {name}; it has: {known}")
            continue
        wrong = check_parameter_value(text(parameters[name], "type"), value)
        if wrong:
            yield Breach(place, wrong)
        cast("dict[str, Json]", parameters[name])["default"] = value


def _check_choice(extension: Table, base: Table) -> Iterator[Breach]:
    known = {text(control, "id") for control in controls_of(base)}
    for key in ("include", "exclude"):
        for index, control_id in enumerate(texts(extension, key)):
            if control_id not in known:
                yield Breach((key, index), f"{text(base, 'id')} has no control {control_id}")


def _choose(extension: Table, base: Table) -> None:
    """Leave only the controls chosen, and no objective or control set that is left without any."""
    included, excluded = texts(extension, "include"), texts(extension, "exclude")

    def is_chosen(control: Document) -> bool:
        control_id = text(control, "id")
        return (not included or control_id in included) and control_id not in excluded

    for control_set in tables(base, "control_sets"):
        for objective in tables(control_set, "objectives"):
            _keep(objective, "controls", [control for control in tables(objective, "controls") if is_chosen(control)])
        _keep(control_set, "objectives", [entry for entry in tables(control_set, "objectives") if entry["controls"]])
    _keep(base, "control_sets", [entry for entry in tables(base, "control_sets") if entry["objectives"]])


def _keep(holder: Document, key: str, kept: list[Document]) -> None:
    cast("list[object]", holder[key])[:] = kept
