"""Controls for those who browse the library: at a glance, whole, and the catalogue that they are filed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final, cast

from msgspec import UNSET, Meta, UnsetType

from probative.api.protocol.paging import PageTokens, Position
from probative.app.control_cards import CardFilter, ControlCard, DomainFiled, Place, list_cards, list_domains
from probative.app.control_details import get_details
from probative.domain.custom import ControlType, SourceType
from probative.domain.frameworks import Layer, Mode
from probative.native.contract import Asked, Endpoint, Nothing, Output, endpoint
from probative.native.control_details import ControlDetailsShown, show_details
from probative.native.paging import Paged, PagedQuery, next_token_of, read_page

Text = Annotated[str, Meta(max_length=300)]


class CardsQuery(PagedQuery):
    """Which controls are wanted: any of the values of each member, and all of the texts."""

    type: list[ControlType] = []  # noqa: RUF012  msgspec copies it
    domain_id: list[str] = []  # noqa: RUF012
    objective_id: list[str] = []  # noqa: RUF012
    source_type: list[SourceType] = []  # noqa: RUF012
    layer: list[Layer] = []  # noqa: RUF012
    mode: list[Mode] = []  # noqa: RUF012
    text: list[Text] = []  # noqa: RUF012


class ControlCardShown(Output, kw_only=True):
    """A control at a glance; a custom one has no code, objective and layer."""

    id: str
    code: str
    name: str
    description: str
    is_standard: bool
    framework_name: str
    domain_id: str
    domain_name: str
    objective_id: str
    objective_name: str
    layer: Layer | UnsetType = UNSET
    mode: Mode
    source_types: list[SourceType]
    sources_count: int
    automated_sources_count: int
    updated_at: datetime | UnsetType = UNSET


class ControlCardsPage(Paged, kw_only=True):
    """Standard controls as their frameworks have them, then custom ones, the latest first."""

    controls: list[ControlCardShown]


class ObjectiveFiledShown(Output, kw_only=True):
    """An objective of a domain; `commonControlId` is all its controls together, which a custom control can rest on."""

    id: str
    name: str
    layer: Layer | UnsetType = UNSET
    common_control_id: str
    controls_count: int


class CatalogueDomain(Output):
    """A domain of the control catalogue."""

    id: str
    name: str
    framework_id: str
    framework_name: str
    objectives: list[ObjectiveFiledShown]


@dataclass(frozen=True, slots=True)
class ControlEndpoints:
    """The endpoints of the control library, with what its page tokens are made by."""

    tokens: PageTokens

    def endpoints(self) -> Sequence[Endpoint[Any, Any]]:
        """Return them."""
        return (
            endpoint("GET", "/v1/control-cards", "Find controls, standard and custom.", self._list),
            endpoint("GET", _DETAILS, "Show a control whole: evidence sources, rules, examples.", _show),
            endpoint("GET", "/v1/control-domains", "List the domains and objectives of controls.", _domains),
        )

    def _list(self, asked: Asked, query: CardsQuery, _body: Nothing) -> ControlCardsPage:
        wanted = CardFilter(
            types=frozenset(query.type),
            domain_ids=frozenset(query.domain_id),
            objective_ids=frozenset(query.objective_id),
            source_types=frozenset(query.source_type),
            layers=frozenset(query.layer),
            modes=frozenset(query.mode),
            texts=tuple(query.text),
        )

        def after(position: Position | None, limit: int) -> Sequence[ControlCard]:
            # A token that we signed has what we put in.
            place = cast("Place | None", position)
            return list_cards(asked.application, asked.caller, wanted, after=place, limit=limit)

        found = read_page(self.tokens, "control-cards", asked, query, after, lambda card: card.place)
        return ControlCardsPage(controls=list(map(_card, found.items)), next_token=next_token_of(found))


_DETAILS: Final = "/v1/control-details/{control_id}"


def _show(asked: Asked, _query: Nothing, _body: Nothing) -> ControlDetailsShown:
    return show_details(asked.application, get_details(asked.application, asked.caller, asked.path["control_id"]))


def _domains(asked: Asked, _query: Nothing, _body: Nothing) -> list[CatalogueDomain]:
    return [_domain(each) for each in list_domains(asked.application, asked.caller)]


def _domain(filed: DomainFiled) -> CatalogueDomain:
    return CatalogueDomain(
        id=filed.id,
        name=filed.name,
        framework_id=filed.framework.uuid,
        framework_name=filed.framework.name,
        objectives=[
            ObjectiveFiledShown(
                id=each.id,
                name=each.objective.name,
                layer=each.objective.layer or UNSET,
                common_control_id=each.common_control_id,
                controls_count=len(each.objective.controls),
            )
            for each in filed.objectives
        ],
    )


def _card(card: ControlCard) -> ControlCardShown:
    return ControlCardShown(
        id=card.id,
        code=card.code,
        name=card.name,
        description=card.description,
        is_standard=card.type is ControlType.STANDARD,
        framework_name=card.framework_name,
        domain_id=card.domain_id,
        domain_name=card.domain_name,
        objective_id=card.objective_id,
        objective_name=card.objective_name,
        layer=card.layer or UNSET,
        mode=card.mode,
        source_types=list(card.source_types),
        sources_count=card.sources_count,
        automated_sources_count=card.automated_sources_count,
        updated_at=card.updated_at or UNSET,
    )
