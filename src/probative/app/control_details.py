"""A control of the library whole, standard or custom: what its evidence sources ask, and the rules that weigh it."""

from collections.abc import Iterator
from dataclasses import dataclass

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.control_cards import ControlCard, custom_card, filed_controls, standard_card
from probative.app.custom_sources import controls_beneath, find_source, keyword_of
from probative.app.library_controls import mapping_sources
from probative.app.source_rules import parse_rule, with_rule
from probative.books import Books
from probative.domain.custom import CustomControl, MappingSource, SourceType
from probative.domain.evidence_sources import EvidenceSource, Frequency, rule_of
from probative.domain.frameworks import Control
from probative.domain.people import Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDetails:
    """An evidence source of a control: what was written, and what is asked for it."""

    id: str
    name: str
    description: str
    troubleshooting: str
    type: SourceType | None
    keywords: tuple[str, ...]
    """As Audit Manager spells them."""
    frequency: Frequency | None
    asked: EvidenceSource | None
    """With its rule; None: it rests on other controls, or can be asked no more."""
    rests_on: tuple[Control, ...] = ()
    takes_rule: bool
    is_rule_in_description: bool = False
    """A `rule:` line says it, which can be changed there alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InFramework:
    """A framework that has the control."""

    id: str
    name: str
    is_standard: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlDetails:
    """A control whole."""

    card: ControlCard
    control: Control | CustomControl
    sources: tuple[SourceDetails, ...]
    frameworks: tuple[InFramework, ...]


def get_details(application: Application, caller: Caller, control_id: str) -> ControlDetails:
    """Return a control whole.

    Raises:
        ForbiddenError: The caller may not read the library.
        NotFoundError: There is no such control.
    """
    check_account(application, caller, "GetControl")

    def read(books: Books) -> ControlDetails:
        filed = next((each for each in filed_controls(application.catalogue) if each.control.uuid == control_id), None)
        frameworks = tuple(_frameworks(application, books, control_id))
        if filed is None:
            custom = books.controls.get(control_id)
            sources = tuple(_custom_source(application, source) for source in custom.sources)
            return ControlDetails(card=custom_card(custom), control=custom, sources=sources, frameworks=frameworks)
        control = filed.control
        return ControlDetails(
            card=standard_card(filed),
            control=control,
            sources=tuple(_standard_source(application, source) for source in control.sources),
            frameworks=frameworks,
        )

    return application.store.read(read)


def _standard_source(application: Application, source: EvidenceSource) -> SourceDetails:
    mapped = tuple(mapping_sources(application, [source]))
    return SourceDetails(
        id=source.id,
        name=source.name,
        description=source.note,
        troubleshooting="",
        type=mapped[0].type,
        keywords=tuple(keyword for each in mapped if (keyword := keyword_of(each))),
        frequency=mapped[0].frequency,
        asked=source,
        takes_rule=rule_of(source) is not None,
    )


def _custom_source(application: Application, source: MappingSource) -> SourceDetails:
    asked = find_source(application, source)
    takes_rule = asked is not None and with_rule(asked, "true", None) is not None
    if asked is not None and source.rule is not None:
        asked = with_rule(asked, source.rule, source.rule_reason) or asked
    keyword = keyword_of(source)
    return SourceDetails(
        id=source.id,
        name=source.name or "",
        description=source.description or "",
        troubleshooting=source.troubleshooting or "",
        type=source.type,
        keywords=(keyword,) if keyword else (),
        frequency=source.frequency,
        asked=asked,
        rests_on=controls_beneath(application.catalogue, source),
        takes_rule=takes_rule,
        is_rule_in_description=parse_rule(source.description) is not None,
    )


def _frameworks(application: Application, books: Books, control_id: str) -> Iterator[InFramework]:
    for framework in application.catalogue.frameworks:
        if any(control.uuid == control_id for control in framework.controls):
            yield InFramework(id=framework.uuid, name=framework.name, is_standard=True)
    for custom in books.frameworks.select():
        if any(control_id in control_set.control_ids for control_set in custom.control_sets):
            yield InFramework(id=custom.id, name=custom.name, is_standard=False)
