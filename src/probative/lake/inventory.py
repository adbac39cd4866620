"""The questions of the AI inventory in SQL, over the table that says which resources are in it."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from probative.domain.evidence import Verdict
from probative.domain.ids import AccountId, AssessmentId, ControlId, FactId, Region, SourceId
from probative.domain.inventory import (
    HEAD_OF_ARN,
    KIND_BY_CALL,
    KIND_BY_TYPE,
    PART_OF_RESOURCE,
    ControlLook,
    ResourceKey,
    ResourceKind,
    Sighting,
    SightingCount,
)
from probative.domain.slots import SourceKind
from probative.lake.engine import Row

OF_RESOURCES: Final = f"kind = '{SourceKind.API_CALL}' AND resource <> ''"
"""What an item must be to be of a resource of the inventory."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_KEY: Final = "of_kind, of_id, account, region"
_LATEST: Final = "(collected_at, id)"
_ID: Final = f"regexp_replace(regexp_replace(resource, '{HEAD_OF_ARN}', ''), '{PART_OF_RESOURCE}', '')"
_RESOURCES: Final = f"""
    SELECT coalesce(by_type.of_kind, by_call.of_kind) AS of_kind, {_ID} AS of_id, found.*
    FROM (SELECT *, {{type}} AS of_type FROM ({{asked}})) AS found
    LEFT JOIN (SELECT unnest($types) AS type, unnest($type_kinds) AS of_kind) AS by_type ON type = of_type
    LEFT JOIN (SELECT unnest($calls) AS call, unnest($call_kinds) AS of_kind) AS by_call
        ON of_type = '' AND call = event_source || ':' || event_name
"""  # noqa: S608  names of ours
# By what items say word for word first: that is little, and only then what it means.
_SAID: Final = f"""
    SELECT resource, event_source, event_name, account, region, {{also}} epoch_us(min(collected_at)) AS first,
        epoch_us(max(collected_at)) AS last, max({_LATEST}) AS latest, count(*) AS held {{asked}} GROUP BY ALL
"""
# What names none of them is passed over before it is put together, which is most of the work.
_OF_IDS: Final = f"""
    {{asked}} AND resource IN
        (SELECT resource FROM (SELECT DISTINCT resource {{asked}}) WHERE {_ID} IN (SELECT unnest($ids)))
"""  # noqa: S608  names of ours
_NAMED: Final = "SELECT DISTINCT resource, event_source, event_name, account, region {asked}"
_SIGHTINGS: Final = f"""
    SELECT {_KEY}, list_sort(list(DISTINCT resource)), min(first), max(last), arg_max(fact_id, latest)
    FROM ({_RESOURCES}) WHERE of_kind IN (SELECT unnest($wanted)) {{behind}}
    GROUP BY ALL ORDER BY {_KEY} LIMIT $count
"""  # noqa: S608  names of ours
_BEHIND: Final = f"AND ({_KEY}) > ($after_kind, $after_id, $after_account, $after_region)"
_COUNTS: Final = f"""
    SELECT of_kind, account, region, count(DISTINCT of_id)
    FROM ({_RESOURCES}) WHERE of_kind IS NOT NULL GROUP BY ALL ORDER BY ALL
"""  # noqa: S608  names of ours
_LOOKS: Final = f"""
    SELECT {_KEY}, assessment_id, control_id, source_id, arg_max(verdict, latest), max(last), sum(held)::BIGINT
    FROM ({_RESOURCES}) WHERE of_kind IN (SELECT unnest($wanted))
    GROUP BY ALL
"""  # noqa: S608  names of ours
_TABLE: Final[Mapping[str, object]] = {
    "types": list(KIND_BY_TYPE),
    "type_kinds": [str(kind) for kind in KIND_BY_TYPE.values()],
    "calls": list(KIND_BY_CALL),
    "call_kinds": [str(kind) for kind in KIND_BY_CALL.values()],
}


def sightings_question(  # noqa: PLR0917  all that it asks for
    asked: str, type_: str, kinds: Collection[ResourceKind], after: ResourceKey | None, limit: int
) -> tuple[str, dict[str, object]]:
    """Return the question for resources, and its values; `asked` is what is looked through, `type_` their type."""
    values: dict[str, object] = {**_TABLE, "wanted": sorted(map(str, kinds)), "count": limit}
    if after is not None:
        values.update({f"after_{name}": str(value) for name, value in after._asdict().items()})
    said = _SAID.format(asked=asked, also=f"arg_max(fact_id, {_LATEST}) AS fact_id,")
    return _SIGHTINGS.format(asked=said, type=type_, behind="" if after is None else _BEHIND), values


def counts_question(asked: str, type_: str) -> tuple[str, dict[str, object]]:
    """Return the question for how many resources there are by kind and place, and its values."""
    return _COUNTS.format(asked=_NAMED.format(asked=asked), type=type_), dict(_TABLE)


def looks_question(asked: str, type_: str, keys: Collection[ResourceKey]) -> tuple[str, dict[str, object]]:
    """Return the question for what controls say of resources, and of others with the same ids, and its values."""
    kinds, ids = sorted({str(key.kind) for key in keys}), sorted({key.id for key in keys})
    also = f"assessment_id, control_id, source_id, arg_max(verdict, {_LATEST}) AS verdict,"
    return _LOOKS.format(asked=_SAID.format(asked=_OF_IDS.format(asked=asked), also=also), type=type_), {
        **_TABLE,
        "wanted": kinds,
        "ids": ids,
    }


def sighting_of(row: Row) -> Sighting:
    """Return the sighting that a row is."""
    *key, names, first, last, fact_id = row
    return Sighting(_key(key), tuple(names), _moment(first), _moment(last), FactId(fact_id))


def count_of(row: Row) -> SightingCount:
    """Return how many resources there are, as a row has it."""
    kind, account, region, count = row
    return SightingCount(ResourceKind(kind), AccountId(account), Region(region), count)


def look_of(row: Row) -> ControlLook:
    """Return what a control said, as a row has it."""
    *key, assessment_id, control_id, source_id, verdict, at, count = row
    return ControlLook(
        _key(key),
        AssessmentId(assessment_id),
        ControlId(control_id),
        SourceId(source_id),
        Verdict(verdict),
        _moment(at),
        count,
    )


def _key(values: list[str]) -> ResourceKey:
    kind, id_, account, region = values
    return ResourceKey(ResourceKind(kind), id_, AccountId(account), Region(region))


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
