"""Two frameworks, or two versions of one, held side by side: what came, what went, what was changed.

Control sets and objectives are matched by id, else by name; controls by UUID, else by code; sources by id.
What moved to another control set is said to have moved, not to have gone and come.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from probative.domain.evidence_sources import Json
from probative.domain.frameworks import Control, ControlSet, Framework
from probative.library.writing import control_document

_SOURCES: Final = "evidence_sources"
_IDENTITY: Final = frozenset({"id"})


class ChangeKind(StrEnum):
    """What became of something."""

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    CHANGED = "CHANGED"


class FieldChange(NamedTuple):
    """A member that is another one, as the framework's file spells it; None: it is not there."""

    name: str
    before: Json
    after: Json


class SourceChange(NamedTuple):
    """An evidence source that came, went or was changed; its rule is among the members `rule.…`."""

    kind: ChangeKind
    id: str
    name: str
    fields: tuple[FieldChange, ...]


class ControlChange(NamedTuple):
    """A control that came, went or was changed."""

    kind: ChangeKind
    code: str
    uuid: str
    name: str
    control_set: str
    """Where it is, or was."""
    moved_from: str
    """The control set that it was in before; empty: it is where it was."""
    fields: tuple[FieldChange, ...]
    sources: tuple[SourceChange, ...]


class SetChange(NamedTuple):
    """A control set that came, went or was changed itself; its controls are told by themselves."""

    kind: ChangeKind
    name: str
    fields: tuple[FieldChange, ...]


class Comparison(NamedTuple):
    """Everything in which two frameworks differ; all empty: they are the same."""

    fields: tuple[FieldChange, ...]
    control_sets: tuple[SetChange, ...]
    controls: tuple[ControlChange, ...]
    unchanged_count: int
    """Controls that are the same in both."""


class _Held(NamedTuple):
    control: Control
    control_set: ControlSet


def compare(before: Framework, after: Framework) -> Comparison:
    """Return in what `after` differs from `before`; controls come in the order of `after`, then those that went."""
    pairs = list(_pairs(_held(before), _held(after)))
    changes = [change for pair in pairs if (change := _control_change(*pair)) is not None]
    return Comparison(
        fields=_differences(_head(before), _head(after)),
        control_sets=tuple(_set_changes(before.control_sets, after.control_sets)),
        controls=tuple(changes),
        unchanged_count=len(pairs) - len(changes),
    )


def _head(framework: Framework) -> Mapping[str, Json]:
    return {
        "name": framework.name,
        "version": framework.version,
        "description": framework.description,
        "compliance_type": framework.compliance_type,
        "platforms": [platform.name for platform in framework.platforms],
    }


def _held(framework: Framework) -> list[_Held]:
    return [_Held(control, control_set) for control_set in framework.control_sets for control in control_set.controls]


def _pairs(before: Sequence[_Held], after: Sequence[_Held]) -> Iterator[tuple[_Held | None, _Held | None]]:
    by_uuid = {held.control.uuid: held for held in before}
    by_code = {held.control.id: held for held in before}
    taken: set[str] = set()
    for held in after:
        earlier = by_uuid.get(held.control.uuid) or by_code.get(held.control.id)
        if earlier is not None and earlier.control.uuid not in taken:
            taken.add(earlier.control.uuid)
            yield earlier, held
        else:
            yield None, held
    yield from ((held, None) for held in before if held.control.uuid not in taken)


def _control_change(before: _Held | None, after: _Held | None) -> ControlChange | None:
    held = after or before
    if held is None:
        return None
    kind = ChangeKind.CHANGED if before and after else ChangeKind.ADDED if after else ChangeKind.REMOVED
    documents = [control_document(each.control) if each else {} for each in (before, after)]
    sources = [_by_id(document.pop(_SOURCES, [])) for document in documents]
    moved = before and after and before.control_set.name != after.control_set.name
    change = ControlChange(
        kind=kind,
        code=held.control.id,
        uuid=held.control.uuid,
        name=held.control.name,
        control_set=held.control_set.name,
        moved_from=before.control_set.name if before and moved else "",
        fields=_differences(*documents) if kind is ChangeKind.CHANGED else (),
        sources=tuple(_source_changes(*sources)),
    )
    is_same = kind is ChangeKind.CHANGED and not (change.moved_from or change.fields or change.sources)
    return None if is_same else change


def _source_changes(before: Mapping[str, Json], after: Mapping[str, Json]) -> Iterator[SourceChange]:
    for id_ in dict.fromkeys([*after, *before]):
        earlier, later = _flat(before.get(id_)), _flat(after.get(id_))
        if earlier == later:
            continue
        kind = ChangeKind.CHANGED if earlier and later else ChangeKind.ADDED if later else ChangeKind.REMOVED
        name = (later or earlier).get("name", id_)
        yield SourceChange(kind, id_, str(name), _differences(earlier, later))


def _set_changes(before: Sequence[ControlSet], after: Sequence[ControlSet]) -> Iterator[SetChange]:
    earlier = {control_set.id: control_set for control_set in before}
    names = {control_set.name: control_set for control_set in before}
    found: set[str] = set()
    for control_set in after:
        match = earlier.get(control_set.id) or names.get(control_set.name)
        if match is None:
            yield SetChange(ChangeKind.ADDED, control_set.name, ())
            continue
        found.add(match.id)
        fields = _differences(_set_head(match), _set_head(control_set))
        if fields:
            yield SetChange(ChangeKind.CHANGED, control_set.name, fields)
    for control_set in before:
        if control_set.id not in found:
            yield SetChange(ChangeKind.REMOVED, control_set.name, ())


def _set_head(control_set: ControlSet) -> Mapping[str, Json]:
    objectives: list[Json] = [f"{objective.name}: {objective.purpose}" for objective in control_set.objectives]
    return {"name": control_set.name, "purpose": control_set.purpose, "objectives": objectives}


def _by_id(sources: Json) -> dict[str, Json]:
    rows = sources if isinstance(sources, list) else []
    return {str(row["id"]): row for row in rows if isinstance(row, dict)}


def _flat(source: Json) -> dict[str, Json]:
    """Return the members of a source, with those of its rule beside them."""
    if not isinstance(source, dict):
        return {}
    rule = source.get("rule")
    members = {name: value for name, value in source.items() if name not in _IDENTITY | {"rule"}}
    if isinstance(rule, dict):
        members |= {f"rule.{name}": value for name, value in rule.items()}
    return members


def _differences(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, before.get(name), after.get(name))
        for name in dict.fromkeys([*before, *after])
        if name not in _IDENTITY and before.get(name) != after.get(name)
    )
