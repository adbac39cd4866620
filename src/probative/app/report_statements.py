"""Reports of what a statement of the evidence finder finds: checked when one is asked for, answered when it is made."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from probative.app.application import Application
from probative.app.control_domains import domains_of_controls
from probative.app.evidence_folders import lake_control_id
from probative.app.freezing import find_label
from probative.app.settings import finder_store, is_finder_enabled
from probative.assess.choosing import Chosen
from probative.books import Books
from probative.domain.engagements import Engagement
from probative.domain.errors import Finding, InvalidError
from probative.domain.ids import ControlId
from probative.ports.lake import ControlNames, EvidenceMoment, StatementNames


def check_statement(application: Application, books: Books, engagement: Engagement, statement: str) -> None:
    """Return if a report of `engagement` can be made of what `statement` finds.

    Raises:
        InvalidError: It cannot be understood, it is of another assessment, or the evidence finder is disabled.
    """
    if not is_finder_enabled(application, books):
        raise InvalidError(
            Finding("queryStatement", "the evidence finder is disabled: enable it in the settings first")
        )
    asked = application.lake.read_statement(statement, finder_store(application))
    if asked != engagement.id:
        told = f"asks for the assessment {asked}, and the report is of {engagement.id}: write its id in both places"
        raise InvalidError(Finding("queryStatement", told))


def found_by(
    application: Application, moment: EvidenceMoment, engagement: Engagement, statement: str
) -> Mapping[tuple[ControlId, date], Chosen]:
    """Return what `statement` finds, as if somebody had chosen it, by control and day.

    Raises:
        InvalidError: It cannot be understood any more.
    """
    names = application.store.read(lambda books: _names(application, books, engagement))
    found: dict[tuple[ControlId, date], set[str]] = defaultdict(set)
    for place in moment.select(statement, finder_store(application), names):
        found[place.control_id, place.day].add(place.id)
    return {spot: Chosen(ids=frozenset(ids)) for spot, ids in found.items()}


def _names(application: Application, books: Books, engagement: Engagement) -> StatementNames:
    domains = domains_of_controls(application.catalogue)
    controls = [
        ControlNames(
            control_id=lake_control_id(application, control.id),
            uuid=control.id,
            name=label.name if (label := find_label(application, books, control)) else control.name,
            control_set_id=control_set.id,
            domain=domains[control.id].name if control.id in domains else None,
        )
        for control_set in engagement.control_sets
        for control in control_set.controls
    ]
    return StatementNames(application.account, engagement.framework.id, engagement.framework.name, controls)
