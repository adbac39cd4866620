"""The AI inventory: AI resources that evidence names, and what the controls that look at them said last."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from probative.app.application import Application
from probative.app.evidence_sight import Sight, SightedControl, ready, sight_of, spelled
from probative.domain.evidence import Fact, Verdict
from probative.domain.evidence_searches import EvidenceCriteria, EvidenceSearch, Property
from probative.domain.ids import AssessmentId, ControlId
from probative.domain.inventory import ControlLook, ResourceKey, ResourceKind, Sighting, SightingCount
from probative.domain.people import Caller
from probative.domain.slots import SourceKind

_WORST_FIRST: Final = (Verdict.NON_COMPLIANT, Verdict.INCONCLUSIVE, Verdict.COMPLIANT, Verdict.NOT_APPLICABLE)


_SIGHTING_BYTES: Final = 1_500
_LOOK_BYTES: Final = 600
_COUNT_BYTES: Final = 300


class _Seen(NamedTuple):
    sightings: Sequence[Sighting]
    looks: Sequence[ControlLook]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlOfResource:
    """A control that looks at a resource, and the worst of what its sources said last."""

    assessment_id: AssessmentId
    assessment_name: str
    control_set_id: str
    control: SightedControl
    code: ControlId
    verdict: Verdict
    at: datetime
    evidence_count: int
    criteria: EvidenceCriteria
    """What finds as much evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryItem:
    """An AI resource."""

    key: ResourceKey
    name: str
    arn: str
    """Empty: evidence names it by id alone."""
    first_seen_at: datetime
    last_seen_at: datetime
    controls: tuple[ControlOfResource, ...]
    """Worst first."""


def list_inventory(
    application: Application,
    caller: Caller,
    criteria: EvidenceCriteria,
    kinds: Collection[ResourceKind],
    *,
    after: ResourceKey | None = None,
    limit: int,
) -> Sequence[InventoryItem]:
    """Return up to `limit` resources of `kinds` (none: of all) that evidence which meets `criteria` names, by key.

    Raises:
        ForbiddenError: The caller may look into no evidence, whichever there is.
    """
    sight = sight_of(application, caller)
    search = ready(application, sight, criteria)
    sightings, found = _seen(application, search, kinds or tuple(ResourceKind), after=after, limit=limit)
    looks: dict[ResourceKey, list[ControlLook]] = defaultdict(list)
    for look in found:
        looks[look.key].append(look)
    facts = {fact.id: fact for fact in application.lake.facts([sighting.fact_id for sighting in sightings])}
    return [
        InventoryItem(
            key=sighting.key,
            name=_name(sighting.key, facts[sighting.fact_id]),
            arn=next((name for name in sighting.names if name.startswith("arn:")), ""),
            first_seen_at=sighting.first_seen_at,
            last_seen_at=sighting.last_seen_at,
            controls=tuple(_controls(sight, criteria, sighting, looks[sighting.key])),
        )
        for sighting in sightings
    ]


def count_inventory(application: Application, caller: Caller, criteria: EvidenceCriteria) -> Sequence[SightingCount]:
    """Return how many resources evidence which meets `criteria` names, by kind, account and region.

    Raises:
        ForbiddenError: The caller may look into no evidence, whichever there is.
    """
    sight = sight_of(application, caller)
    search = ready(application, sight, criteria)
    return application.recent.get(
        ("inventory counts", *spelled(search)),
        application.lake.edition(),
        tuple,
        lambda: tuple(application.lake.finder.sighting_counts(search)),
        weigh=lambda counts: _COUNT_BYTES * (1 + len(counts)),
    )


def _seen(
    application: Application,
    search: EvidenceSearch,
    kinds: Collection[ResourceKind],
    *,
    after: ResourceKey | None,
    limit: int,
) -> _Seen:
    """Return what is seen of resources, looked for once for as long as nothing comes in."""
    finder = application.lake.finder

    def look() -> _Seen:
        sightings = finder.sightings(search, kinds, after=after, limit=limit)
        return _Seen(sightings, finder.looks(search, {sighting.key for sighting in sightings}))

    return application.recent.get(
        ("inventory", *spelled(search), frozenset(kinds), after, limit),
        application.lake.edition(),
        _Seen,
        look,
        weigh=lambda seen: _SIGHTING_BYTES * (1 + len(seen.sightings)) + _LOOK_BYTES * len(seen.looks),
    )


def _controls(
    sight: Sight, criteria: EvidenceCriteria, sighting: Sighting, looks: Sequence[ControlLook]
) -> Sequence[ControlOfResource]:
    by_control: dict[tuple[AssessmentId, ControlId], list[ControlLook]] = defaultdict(list)
    for look in looks:
        by_control[look.assessment_id, look.control_id].append(look)
    found = [_control(sight, criteria, sighting, held) for held in by_control.values()]
    return sorted(found, key=lambda each: (_WORST_FIRST.index(each.verdict), each.assessment_id, each.code))


def _control(
    sight: Sight, criteria: EvidenceCriteria, sighting: Sighting, looks: Sequence[ControlLook]
) -> ControlOfResource:
    assessment_id, control_id = looks[0].assessment_id, looks[0].control_id
    control = sight.control(control_id)
    wanted: Mapping[Property, tuple[str, ...]] = {
        Property.ASSESSMENT: (assessment_id,),
        Property.CONTROL: (control.id,),
        Property.SOURCE_KIND: (str(SourceKind.API_CALL),),
        Property.ACCOUNT: (sighting.key.account,),
        Property.REGION: (sighting.key.region,),
        Property.RESOURCE: sighting.names,
    }
    return ControlOfResource(
        assessment_id=assessment_id,
        assessment_name=sight.engagements[assessment_id].name,
        control_set_id=sight.sets.get((assessment_id, control_id), ""),
        control=control,
        code=control_id,
        verdict=min((look.verdict for look in looks), key=_WORST_FIRST.index),
        at=max(look.at for look in looks),
        evidence_count=sum(look.evidence_count for look in looks),
        criteria=EvidenceCriteria(wanted=wanted, since=criteria.since, until=criteria.until),
    )


def _name(key: ResourceKey, fact: Fact) -> str:
    """Return what the answer calls the resource: its `name`, or the shortest member that ends so; else its id."""
    return next(_names(fact.content), key.id)


def _names(content: bytes) -> Iterator[str]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return
    if isinstance(told, dict):
        members = [name for name in told if name.lower().endswith("name")]
        for member in sorted(members, key=lambda name: (len(name), name)):
            if isinstance(told[member], str) and told[member]:
                yield told[member]
