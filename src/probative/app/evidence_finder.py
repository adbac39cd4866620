"""The evidence finder: evidence of all assessments that the caller may look into, found, grouped, and taken away."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from probative.app.application import Application
from probative.app.control_domains import domain_names
from probative.app.evidence_queries import FoundEvidence
from probative.app.evidence_sight import Sight, SightedControl, ready, sight_of, spelled
from probative.assess.folders import folder_id
from probative.domain.errors import Finding, InvalidError
from probative.domain.evidence import Evidence
from probative.domain.evidence_queries import EvidenceSpot
from probative.domain.evidence_searches import (
    EvidenceCriteria,
    EvidenceGroups,
    EvidenceSearch,
    Order,
    Property,
)
from probative.domain.ids import AssessmentId, ControlId, ControlSetId
from probative.domain.people import Caller

MOST_DIMENSIONS: Final = 3
_GROUP_BYTES: Final = 400


class SightedEvidence(NamedTuple):
    """An item, with what its assessment and control are called."""

    found: FoundEvidence
    assessment_name: str
    control: SightedControl


class GroupKey(NamedTuple):
    """What the items of a group have in common in one property: the value to find them by, and what it is called."""

    property: Property
    value: str
    name: str


class Group(NamedTuple):
    """How much evidence has these in common."""

    keys: tuple[GroupKey, ...]
    evidence_count: int


class Grouped(NamedTuple):
    """The largest groups, and how many groups and items there are in all."""

    groups: Sequence[Group]
    groups_count: int
    evidence_count: int


def search_evidence(
    application: Application,
    caller: Caller,
    criteria: EvidenceCriteria,
    *,
    order: Order = Order.NEWEST_FIRST,
    after: EvidenceSpot | None = None,
    limit: int,
) -> Sequence[SightedEvidence]:
    """Return up to `limit` items that meet `criteria`, in `order`, beginning behind `after`.

    Raises:
        ForbiddenError: The caller may look into no evidence, whichever there is.
    """
    sight = sight_of(application, caller)
    found = application.lake.finder.search(ready(application, sight, criteria), order=order, after=after, limit=limit)
    return [sighted_evidence(sight, item) for item in found]


def walk_evidence(
    application: Application, caller: Caller, criteria: EvidenceCriteria, order: Order
) -> Iterator[SightedEvidence]:
    """Return a walk along all that meets `criteria` at this moment, in bounded memory.

    Raises:
        ForbiddenError: The caller may look into no evidence, whichever there is.
    """
    sight = sight_of(application, caller)
    walk = application.lake.finder.walk(ready(application, sight, criteria), order)
    return (sighted_evidence(sight, item) for item in walk)


def group_evidence(  # noqa: PLR0917  who asks for how much of what
    application: Application, caller: Caller, criteria: EvidenceCriteria, by: Sequence[Property], limit: int
) -> Grouped:
    """Return the `limit` largest groups of what meets `criteria`, largest first.

    Raises:
        InvalidError: It is grouped by more than can be told, or twice by the same.
        ForbiddenError: The caller may look into no evidence, whichever there is.
    """
    if len(by) > MOST_DIMENSIONS or len(set(by)) < len(by):
        raise InvalidError(Finding("by", f"name up to {MOST_DIMENSIONS} properties, each once"))
    sight = sight_of(application, caller)
    counted = count_groups(application, ready(application, sight, criteria), by, limit)
    groups = [
        Group(
            tuple(_key(application, sight, name, value) for name, value in zip(by, group.values, strict=True)),
            group.evidence_count,
        )
        for group in counted.groups
    ]
    return Grouped(groups, counted.groups_count, counted.evidence_count)


def count_groups(
    application: Application, search: EvidenceSearch, by: Sequence[Property], limit: int
) -> EvidenceGroups:
    """Return the groups of a search, counted once for as long as nothing comes in."""
    key = ("groups", *spelled(search), tuple(by), limit)
    return application.recent.get(
        key,
        application.lake.edition(),
        EvidenceGroups,
        lambda: application.lake.finder.groups(search, by, limit),
        weigh=lambda counted: _GROUP_BYTES * (1 + len(counted.groups)),
    )


def sighted_evidence(sight: Sight, item: Evidence) -> SightedEvidence:
    """Return an item with what its assessment and control are called; its assessment is in `sight`."""
    control = sight.control(item.control_id)
    control_set = sight.sets.get((item.assessment_id, item.control_id), item.control_set_id)
    return SightedEvidence(
        FoundEvidence(
            item._replace(control_set_id=ControlSetId(control_set)),
            control.id,
            folder_id(item.assessment_id, item.control_id, item.day),
        ),
        sight.engagements[item.assessment_id].name,
        control,
    )


def _key(application: Application, sight: Sight, name: Property, value: str) -> GroupKey:
    match name:
        case Property.ASSESSMENT:
            return GroupKey(name, value, sight.engagements[AssessmentId(value)].name)
        case Property.CONTROL:
            control = sight.control(ControlId(value))
            return GroupKey(name, control.id, control.name)
        case Property.DOMAIN:
            return GroupKey(name, value, domain_names(application.catalogue).get(value, value))
        case _:
            return GroupKey(name, value, value)
