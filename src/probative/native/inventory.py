"""The AI inventory: models, guardrails, agents and the like that evidence names, and what controls say of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from msgspec import UNSET, UnsetType

from probative.api.protocol.paging import PageTokens, Position
from probative.app.dashboard_scope import Counted
from probative.app.inventory import ControlOfResource, InventoryItem, count_inventory, list_inventory
from probative.domain.evidence import Verdict
from probative.domain.evidence_searches import EvidenceCriteria, Property
from probative.domain.ids import AccountId, Region
from probative.domain.inventory import ResourceKey, ResourceKind
from probative.native.contract import Asked, Endpoint, Input, Nothing, Output, endpoint
from probative.native.dashboard import CountShown, show_count
from probative.native.paging import Paged, PageSize, next_token_of, read_page


class InventoryCriteria(Input):
    """Which resources are counted: any of the values of each member, named by evidence of these days (absent: all)."""

    assessment_id: list[str] = []  # noqa: RUF012  msgspec copies it
    account: list[str] = []  # noqa: RUF012
    region: list[str] = []  # noqa: RUF012
    text: list[str] = []  # noqa: RUF012
    since: date | UnsetType = UNSET
    until: date | UnsetType = UNSET


class InventoryQuery(InventoryCriteria):
    """Which resources are wanted."""

    kind: list[ResourceKind] = []  # noqa: RUF012
    max_results: PageSize = 100
    next_token: str | UnsetType = UNSET


class InventoryCountShown(Output):
    """How many AI resources of a kind there are in a place."""

    kind: ResourceKind
    account: str
    region: str
    count: int


class InventoryCountsShown(Output):
    """How many AI resources there are, by kind, account and region; where there are none of a kind, nothing is said."""

    counts: list[InventoryCountShown]


class ResourceControlShown(Output):
    """A control that looks at a resource: the worst of what its sources said last, and its evidence of it."""

    assessment_id: str
    assessment_name: str
    control_set_id: str
    control_id: str
    control_code: str
    control_name: str
    verdict: Verdict
    at: datetime
    evidence: CountShown


class ResourceShown(Output):
    """An AI resource; without an ARN, evidence names it by id alone."""

    kind: ResourceKind
    id: str
    name: str
    arn: str
    account: str
    region: str
    first_seen_at: datetime
    last_seen_at: datetime
    controls: list[ResourceControlShown]


class InventoryPage(Paged, kw_only=True):
    """AI resources, by kind, id, account and region."""

    resources: list[ResourceShown]


@dataclass(frozen=True, slots=True)
class InventoryEndpoints:
    """The endpoints of the AI inventory, with what its page tokens are made by."""

    tokens: PageTokens

    def endpoints(self) -> Sequence[Endpoint[Any, Any]]:
        """Return them."""
        return (
            endpoint("GET", "/v1/inventory", "List the AI resources that evidence names.", self._list),
            endpoint("GET", "/v1/inventory/counts", "Count the AI resources that evidence names.", count_resources),
        )

    def _list(self, asked: Asked, query: InventoryQuery, _body: Nothing) -> InventoryPage:
        criteria = _criteria(query)

        def after(position: Position | None, limit: int) -> Sequence[InventoryItem]:
            key = None if position is None else _key(*map(str, position))
            return list_inventory(asked.application, asked.caller, criteria, query.kind, after=key, limit=limit)

        found = read_page(self.tokens, "inventory", asked, query, after, lambda item: item.key)
        return InventoryPage(resources=list(map(_shown, found.items)), next_token=next_token_of(found))


def count_resources(asked: Asked, query: InventoryCriteria, _body: Nothing) -> InventoryCountsShown:
    """Return how many resources there are by kind, account and region."""
    counts = count_inventory(asked.application, asked.caller, _criteria(query))
    return InventoryCountsShown(counts=[InventoryCountShown(*each) for each in counts])


def _criteria(query: InventoryCriteria) -> EvidenceCriteria:
    return EvidenceCriteria(
        wanted={
            Property.ASSESSMENT: tuple(query.assessment_id),
            Property.ACCOUNT: tuple(query.account),
            Property.REGION: tuple(query.region),
        },
        texts=tuple(query.text),
        since=None if query.since is UNSET else query.since,
        until=None if query.until is UNSET else query.until,
    )


def _key(kind: str, id_: str, account: str, region: str) -> ResourceKey:
    return ResourceKey(ResourceKind(kind), id_, AccountId(account), Region(region))


def _shown(item: InventoryItem) -> ResourceShown:
    return ResourceShown(
        kind=item.key.kind,
        id=item.key.id,
        name=item.name,
        arn=item.arn,
        account=item.key.account,
        region=item.key.region,
        first_seen_at=item.first_seen_at,
        last_seen_at=item.last_seen_at,
        controls=list(map(_control, item.controls)),
    )


def _control(each: ControlOfResource) -> ResourceControlShown:
    return ResourceControlShown(
        assessment_id=each.assessment_id,
        assessment_name=each.assessment_name,
        control_set_id=each.control_set_id,
        control_id=each.control.id,
        control_code=each.code,
        control_name=each.control.name,
        verdict=each.verdict,
        at=each.at,
        evidence=show_count(Counted(each.evidence_count, each.criteria)),
    )
