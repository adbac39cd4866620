"""The evidence finder: questions over the evidence of many assessments at once, and how what is found is grouped."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

from probative.domain.evidence import Evidence
from probative.domain.ids import AssessmentId, ControlId

RESOURCE_TYPE: Final = r"^arn:[^:]*:([^:]*):[^:]*:[^:]*:(?:([^:/]+)[:/])?"
"""Finds service and type in an ARN; Python's regular expressions and RE2 read it alike."""
UNCATEGORIZED: Final = "UNCATEGORIZED"
"""The domain of controls that are in none: custom ones."""


class Property(StrEnum):
    """What evidence is found and grouped by; called as evidence calls its fields, where it has them."""

    ASSESSMENT = "assessment_id"
    CONTROL = "control_id"
    DOMAIN = "control_domain"
    """The domain that its control is filed in."""
    VERDICT = "verdict"
    SOURCE_KIND = "kind"
    BY_TYPE = "by_type"
    SOURCE = "source_id"
    ACCOUNT = "account"
    REGION = "region"
    EVENT_SOURCE = "event_source"
    EVENT_NAME = "event_name"
    SERVICE = "service"
    """The head of the event source, say `bedrock`."""
    RESOURCE = "resource"
    RESOURCE_TYPE = "resource_type"
    """Of resources that are named by ARN, say `bedrock:guardrail`; else empty."""
    PRINCIPAL = "principal"
    DAY = "day"
    """The day of collection; evidence is found by days with `since` and `until`."""


class Order(StrEnum):
    """By day of collection, and within a day by the time of what was seen."""

    NEWEST_FIRST = "newest_first"
    OLDEST_FIRST = "oldest_first"


def service_of(event_source: str) -> str:
    """Return the service that an event source is of, say `bedrock` for `bedrock.amazonaws.com`."""
    return event_source.partition(".")[0]


def resource_type_of(resource: str) -> str:
    """Return the type of a resource that is named by ARN, say `bedrock:guardrail`; empty: it is not."""
    found = re.match(RESOURCE_TYPE, resource)
    return f"{found[1]}:{found[2] or ''}".rstrip(":") if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceCriteria:
    """Which evidence somebody looks for: what is asked, told in the words of who asks, and kept that way.

    Of each property any of the values will do; all properties must hold, or, with `any_of`, one. Texts are compared
    whole, and case counts; those of `texts` may stand anywhere in resource, principal or event name, in either case,
    and count as one property. Days run from `since` up to, but without, `until`, and always hold.
    """

    wanted: Mapping[Property, tuple[str, ...]] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    any_of: bool = False
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSearch:
    """Criteria made ready to be asked: over which assessments, and in the lake's own words.

    `scope` has every assessment that may be looked into, with the controls that alone may be; None: all of it.
    """

    scope: Mapping[AssessmentId, frozenset[ControlId] | None]
    domains: Mapping[ControlId, str] = field(default_factory=dict)
    """The domain of each control that is in one."""
    wanted: Mapping[Property, frozenset[str]] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()
    """In lower case."""
    any_of: bool = False
    since: date | None = None
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Say whether evidence of `day` may be wanted."""
        return (self.since is None or day >= self.since) and (self.until is None or day < self.until)

    def wants(self, item: Evidence) -> bool:
        """Say whether `item` may be looked at and is wanted."""
        if item.assessment_id not in self.scope or not self.covers(item.day):
            return False
        controls = self.scope[item.assessment_id]
        if controls is not None and item.control_id not in controls:
            return False
        held = [self.value_of(item, name) in values for name, values in self.wanted.items()]
        if self.texts:
            places = (item.resource.lower(), item.principal.lower(), item.event_name.lower())
            held.append(any(text in place for text in self.texts for place in places))
        return not held or (any(held) if self.any_of else all(held))

    def value_of(self, item: Evidence, name: Property) -> str:
        """Return what a property of an item is."""
        match name:
            case Property.DOMAIN:
                return self.domains.get(item.control_id, UNCATEGORIZED)
            case Property.SERVICE:
                return service_of(item.event_source)
            case Property.RESOURCE_TYPE:
                return resource_type_of(item.resource)
            case _:
                return str(getattr(item, name.value))


class EvidenceGroup(NamedTuple):
    """How much evidence shares these values, in the order of what was grouped by."""

    values: tuple[str, ...]
    evidence_count: int


Tally: TypeAlias = Mapping[tuple[str, ...], int]
"""How much evidence there is in each group, by the values that it shares."""


@dataclass(frozen=True, slots=True)
class EvidenceGroups:
    """The largest groups, and how much there is in all of them, also those that are not told."""

    groups: tuple[EvidenceGroup, ...]
    groups_count: int
    evidence_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuery:
    """A question of the evidence finder that a user keeps."""

    id: str
    owner_arn: str
    """In lower case."""
    name: str
    criteria: EvidenceCriteria
    created_at: datetime
