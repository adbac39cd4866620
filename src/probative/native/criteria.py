"""Which evidence is looked for, as the native API spells it: in queries, in saved queries, and behind numbers."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from msgspec import UNSET, UnsetType

from probative.domain.evidence import EvidenceByType, Verdict
from probative.domain.evidence_searches import EvidenceCriteria, Property
from probative.domain.slots import SourceKind
from probative.native.contract import Input


class Match(StrEnum):
    """Whether evidence must have a value of every property that is given, or of any."""

    ALL = "all"
    ANY = "any"


class Criteria(Input, omit_defaults=True):
    """Which evidence is wanted: any of the values of each member, compared whole; of `text`, parts in either case.

    `match` says whether all members must fit or one. Controls go by UUID or code, domains by ARN. Days are those of
    collection, from `since` up to, but without, `until`, and always hold.
    """

    assessment_id: list[str] = []  # noqa: RUF012  msgspec copies it
    control_id: list[str] = []  # noqa: RUF012
    control_domain: list[str] = []  # noqa: RUF012
    verdict: list[Verdict] = []  # noqa: RUF012
    source_kind: list[SourceKind] = []  # noqa: RUF012
    evidence_by_type: list[EvidenceByType] = []  # noqa: RUF012
    source_id: list[str] = []  # noqa: RUF012
    account: list[str] = []  # noqa: RUF012
    region: list[str] = []  # noqa: RUF012
    event_source: list[str] = []  # noqa: RUF012
    event_name: list[str] = []  # noqa: RUF012
    service: list[str] = []  # noqa: RUF012
    resource: list[str] = []  # noqa: RUF012
    resource_type: list[str] = []  # noqa: RUF012
    principal: list[str] = []  # noqa: RUF012
    text: list[str] = []  # noqa: RUF012
    match: Match = Match.ALL
    since: date | UnsetType = UNSET
    until: date | UnsetType = UNSET


MEMBERS: Final[Mapping[str, Property]] = {
    "assessment_id": Property.ASSESSMENT,
    "control_id": Property.CONTROL,
    "control_domain": Property.DOMAIN,
    "verdict": Property.VERDICT,
    "source_kind": Property.SOURCE_KIND,
    "evidence_by_type": Property.BY_TYPE,
    "source_id": Property.SOURCE,
    "account": Property.ACCOUNT,
    "region": Property.REGION,
    "event_source": Property.EVENT_SOURCE,
    "event_name": Property.EVENT_NAME,
    "service": Property.SERVICE,
    "resource": Property.RESOURCE,
    "resource_type": Property.RESOURCE_TYPE,
    "principal": Property.PRINCIPAL,
}
"""Members of criteria that name values of a property."""


def read_criteria(given: Criteria) -> EvidenceCriteria:
    """Return what was asked, as use cases take it."""
    wanted = {name: tuple(map(str, getattr(given, member))) for member, name in MEMBERS.items()}
    return EvidenceCriteria(
        wanted={name: values for name, values in wanted.items() if values},
        texts=tuple(given.text),
        any_of=given.match is Match.ANY,
        since=None if given.since is UNSET else given.since,
        until=None if given.until is UNSET else given.until,
    )


def show_criteria(criteria: EvidenceCriteria) -> Criteria:
    """Return criteria as they are asked: given back as a query, they find the same."""
    shown = Criteria(
        text=list(criteria.texts),
        match=Match.ANY if criteria.any_of else Match.ALL,
        since=UNSET if criteria.since is None else criteria.since,
        until=UNSET if criteria.until is None else criteria.until,
    )
    for member, name in MEMBERS.items():
        setattr(shown, member, list(criteria.wanted.get(name, ())))
    return shown
