"""Controls at a glance, standard and custom: where they belong, and where their evidence comes from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from probative.app.access import check_account
from probative.app.application import Application, Catalogue
from probative.app.control_domains import NO_DOMAIN, common_control_arn, domain_arn, objective_arn
from probative.app.library_controls import types_of
from probative.books import Books
from probative.domain.custom import ControlType, CustomControl, SourceType
from probative.domain.evidence_sources import ManualSource
from probative.domain.frameworks import Control, ControlSet, Framework, Layer, Mode, Objective
from probative.domain.people import Caller

Place: TypeAlias = tuple[int, int, str]
"""Where a card stands: standard ones as their frameworks have them, then custom ones, the latest first."""

_STANDARD: Final = 0
_CUSTOM: Final = 1


class Filed(NamedTuple):
    """A standard control, and where it belongs."""

    framework: Framework
    control_set: ControlSet
    objective: Objective
    control: Control


class ObjectiveFiled(NamedTuple):
    """An objective of a domain; all its controls together are a common control."""

    id: str
    common_control_id: str
    objective: Objective


class DomainFiled(NamedTuple):
    """A domain, the framework whose control set it is, and its objectives."""

    id: str
    name: str
    framework: Framework
    objectives: tuple[ObjectiveFiled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlCard:
    """A control in a library that is browsed."""

    place: Place
    id: str
    code: str
    """Short and stable, say `SAFE-1.2`; empty: a custom control, which has none."""
    name: str
    description: str
    type: ControlType
    framework_name: str
    """Empty: a custom control, which is in any number of frameworks."""
    domain_id: str
    domain_name: str
    objective_id: str
    objective_name: str
    layer: Layer | None
    mode: Mode
    source_types: tuple[SourceType, ...]
    sources_count: int
    automated_sources_count: int
    updated_at: datetime | None
    """None: it came with the product."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFilter:
    """Which controls are wanted: of each member any of its values; empty: all."""

    types: frozenset[ControlType] = field(default_factory=frozenset)
    domain_ids: frozenset[str] = field(default_factory=frozenset)
    objective_ids: frozenset[str] = field(default_factory=frozenset)
    source_types: frozenset[SourceType] = field(default_factory=frozenset)
    layers: frozenset[Layer] = field(default_factory=frozenset)
    modes: frozenset[Mode] = field(default_factory=frozenset)
    texts: tuple[str, ...] = ()
    """Each must be in code, name or description, whatever the case."""

    def takes(self, card: ControlCard) -> bool:
        """Say whether `card` is wanted."""
        said = f"{card.code}\n{card.name}\n{card.description}".casefold()
        return (
            (not self.types or card.type in self.types)
            and (not self.domain_ids or card.domain_id in self.domain_ids)
            and (not self.objective_ids or card.objective_id in self.objective_ids)
            and (not self.source_types or not self.source_types.isdisjoint(card.source_types))
            and (not self.layers or card.layer in self.layers)
            and (not self.modes or card.mode in self.modes)
            and all(text.casefold() in said for text in self.texts)
        )


def list_cards(
    application: Application, caller: Caller, wanted: CardFilter, *, after: Place | None, limit: int
) -> Sequence[ControlCard]:
    """Return up to `limit` controls that are wanted, from the one behind `after` on.

    Raises:
        ForbiddenError: The caller may not read the library.
    """
    check_account(application, caller, "ListControls")
    custom = application.store.read(_custom_cards)
    cards = sorted((*_standard_cards(application.catalogue), *custom), key=lambda card: card.place)
    fitting = (card for card in cards if (after is None or card.place > after) and wanted.takes(card))
    return [card for card, _ in zip(fitting, range(limit), strict=False)]


def list_domains(application: Application, caller: Caller) -> Sequence[DomainFiled]:
    """Return the domains of all standard frameworks with their objectives, in order.

    Raises:
        ForbiddenError: The caller may not read the library.
    """
    check_account(application, caller, "ListControls")
    return [
        DomainFiled(
            domain_arn(control_set),
            control_set.name,
            framework,
            tuple(
                ObjectiveFiled(objective_arn(objective), common_control_arn(objective), objective)
                for objective in control_set.objectives
            ),
        )
        for framework in application.catalogue.frameworks
        for control_set in framework.control_sets
    ]


@lru_cache(maxsize=4)
def _standard_cards(catalogue: Catalogue) -> tuple[ControlCard, ...]:
    return tuple(standard_card(filed, number) for number, filed in enumerate(filed_controls(catalogue)))


def filed_controls(catalogue: Catalogue) -> Iterator[Filed]:
    """Yield all standard controls with where they belong, in order."""
    sets = [(framework, control_set) for framework in catalogue.frameworks for control_set in framework.control_sets]
    for framework, control_set in sets:
        for objective in control_set.objectives:
            for control in objective.controls:
                yield Filed(framework, control_set, objective, control)


def standard_card(filed: Filed, number: int = 0) -> ControlCard:
    """Return the standard control at a glance."""
    control = filed.control
    return ControlCard(
        place=(_STANDARD, number, ""),
        id=control.uuid,
        code=control.id,
        name=control.name,
        description=control.description,
        type=ControlType.STANDARD,
        framework_name=filed.framework.name,
        domain_id=domain_arn(filed.control_set),
        domain_name=filed.control_set.name,
        objective_id=objective_arn(filed.objective),
        objective_name=filed.objective.name,
        layer=control.layer,
        mode=control.mode,
        source_types=types_of(control),
        sources_count=len(control.sources),
        automated_sources_count=sum(not isinstance(source, ManualSource) for source in control.sources),
        updated_at=None,
    )


def custom_card(control: CustomControl) -> ControlCard:
    """Return the custom control at a glance."""
    types = [source.type for source in control.sources if source.type is not None]
    automated = sum(type_ is not SourceType.MANUAL for type_ in types)
    return ControlCard(
        place=(_CUSTOM, -int(control.created_at.timestamp() * 1_000_000), control.id),
        id=control.id,
        code="",
        name=control.name,
        description=control.description or "",
        type=ControlType.CUSTOM,
        framework_name="",
        domain_id=NO_DOMAIN.id,
        domain_name=NO_DOMAIN.name,
        objective_id="",
        objective_name="",
        layer=None,
        mode=_mode(automated, len(control.sources)),
        source_types=tuple(dict.fromkeys(types)),
        sources_count=len(control.sources),
        automated_sources_count=automated,
        updated_at=control.updated_at,
    )


def _mode(automated: int, total: int) -> Mode:
    if automated == 0:
        return Mode.MANUAL
    return Mode.AUTOMATED if automated == total else Mode.PARTIAL


def _custom_cards(books: Books) -> Iterable[ControlCard]:
    return [custom_card(control) for control in books.controls.select()]
