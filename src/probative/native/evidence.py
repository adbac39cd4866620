"""Questions over the evidence of an assessment: by verdict, control, place, source, event, resource and days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from msgspec import UNSET, UnsetType

from probative.api.protocol.paging import PageTokens, Position
from probative.app.evidence_queries import FoundEvidence, query_evidence
from probative.domain.evidence import EvidenceByType, Verdict
from probative.domain.evidence_queries import EvidenceFilter, EvidenceSpot
from probative.domain.ids import AccountId, ControlId, ControlSetId, EvidenceId, Region
from probative.domain.slots import SourceKind
from probative.native.assessments import ASSESSMENT
from probative.native.contract import Asked, Endpoint, Nothing, Output, endpoint
from probative.native.paging import Paged, PagedQuery, next_token_of, read_page


class EvidenceQuery(PagedQuery):
    """Which evidence is wanted: any of the values of each member, compared whole.

    Controls go by UUID, standard ones by their code, too. Days are those of collection, from `since` up to, but
    without, `until`.
    """

    verdict: list[Verdict] = []  # noqa: RUF012  msgspec copies it
    control_id: list[str] = []  # noqa: RUF012
    control_set_id: list[str] = []  # noqa: RUF012
    account: list[str] = []  # noqa: RUF012
    region: list[str] = []  # noqa: RUF012
    source_kind: list[SourceKind] = []  # noqa: RUF012
    event_source: list[str] = []  # noqa: RUF012
    event_name: list[str] = []  # noqa: RUF012
    resource: list[str] = []  # noqa: RUF012
    since: date | UnsetType = UNSET
    until: date | UnsetType = UNSET


class EvidenceShown(Output):
    """An evidence item; what its source said is had by its folder through Audit Manager's GetEvidence."""

    id: str
    control_set_id: str
    control_id: str
    control_code: str
    folder_id: str
    source_id: str
    source_kind: SourceKind
    evidence_by_type: EvidenceByType
    account: str
    region: str
    event_source: str
    event_name: str
    principal: str
    resource: str
    time: datetime
    collected_at: datetime
    verdict: Verdict
    rule: str
    reason: str
    attributes: dict[str, str]


class EvidencePage(Paged, kw_only=True):
    """Evidence, newest day of collection first, and within a day the latest first."""

    evidence: list[EvidenceShown]


@dataclass(frozen=True, slots=True)
class EvidenceEndpoints:
    """The endpoint of evidence queries, with what its page tokens are made by."""

    tokens: PageTokens

    def endpoints(self) -> Sequence[Endpoint[Any, Any]]:
        """Return it."""
        return (
            endpoint(
                "GET",
                f"{ASSESSMENT}/evidence",
                "Ask for evidence by verdict, control, place, source, event, resource and days.",
                self._query,
            ),
        )

    def _query(self, asked: Asked, query: EvidenceQuery, _body: Nothing) -> EvidencePage:
        wanted = _filter(query)

        def after(position: Position | None, limit: int) -> Sequence[FoundEvidence]:
            spot = None if position is None else _spot(*position)
            id_ = asked.path["assessment_id"]
            return query_evidence(asked.application, asked.caller, id_, wanted, after=spot, limit=limit)

        def position_of(found: FoundEvidence) -> Position:
            return found.evidence.day.isoformat(), found.evidence.id

        found = read_page(self.tokens, "evidence", asked, query, after, position_of)
        return EvidencePage(evidence=list(map(show_evidence, found.items)), next_token=next_token_of(found))


def _filter(query: EvidenceQuery) -> EvidenceFilter:
    return EvidenceFilter(
        verdict=frozenset(query.verdict),
        kind=frozenset(query.source_kind),
        control_set_id=frozenset(map(ControlSetId, query.control_set_id)),
        control_id=frozenset(map(ControlId, query.control_id)),
        account=frozenset(map(AccountId, query.account)),
        region=frozenset(map(Region, query.region)),
        event_source=frozenset(query.event_source),
        event_name=frozenset(query.event_name),
        resource=frozenset(query.resource),
        since=None if query.since is UNSET else query.since,
        until=None if query.until is UNSET else query.until,
    )


def _spot(day: object, id_: object) -> EvidenceSpot:
    return EvidenceSpot(date.fromisoformat(str(day)), EvidenceId(str(id_)))


def show_evidence(found: FoundEvidence) -> EvidenceShown:
    """Return an item as it is told."""
    item = found.evidence
    return EvidenceShown(
        id=item.id,
        control_set_id=item.control_set_id,
        control_id=found.control_id,
        control_code=item.control_id,
        folder_id=found.folder_id,
        source_id=item.source_id,
        source_kind=item.kind,
        evidence_by_type=item.by_type,
        account=item.account,
        region=item.region,
        event_source=item.event_source,
        event_name=item.event_name,
        principal=item.principal,
        resource=item.resource,
        time=item.time,
        collected_at=item.collected_at,
        verdict=item.verdict,
        rule=item.rule,
        reason=item.reason,
        attributes=dict(item.attributes),
    )
