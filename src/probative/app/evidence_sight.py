"""What evidence a caller may look into, over all assessments, and what its controls are called there."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from probative.app.access import Opened, check_account, may
from probative.app.application import Application
from probative.app.control_domains import NO_DOMAIN, domain_ids, domains_in_lake, domains_of_controls
from probative.app.evidence_folders import control_name, lake_control_id
from probative.app.viewing import open_all
from probative.assess.insights import Domain
from probative.books import Books
from probative.domain.engagements import AssessedControl, Engagement
from probative.domain.evidence_searches import EvidenceCriteria, EvidenceSearch, Property
from probative.domain.ids import AssessmentId, ControlId
from probative.domain.people import Caller

QUERY: Final = "QueryEvidence"
"""The action of whoever asks questions over evidence."""


class SightedControl(NamedTuple):
    """A control whose evidence is seen: its UUID, its name, and the domain that it is filed in."""

    id: str
    name: str
    domain: Domain


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What may be looked into: `scope` as a search takes it, and the assessments and controls in it."""

    scope: Mapping[AssessmentId, frozenset[ControlId] | None]
    engagements: Mapping[AssessmentId, Engagement]
    controls: Mapping[ControlId, SightedControl]
    """By their ids in the lake."""
    sets: Mapping[tuple[AssessmentId, ControlId], str]
    """The control set that an assessment has a control in; of several, the first."""

    def control(self, id_: ControlId) -> SightedControl:
        """Return a control by its id in the lake; of one that its assessment has no more, that is all there is."""
        return self.controls.get(id_) or SightedControl(id_, id_, NO_DOMAIN)


def sight_of(application: Application, caller: Caller) -> Sight:
    """Return what evidence `caller` may look into: whole assessments, and of others the control sets it reviews.

    Raises:
        ForbiddenError: It may look into none, whichever there are.
    """
    check_account(application, caller, QUERY)
    return application.store.read(lambda books: _sight(application, books, caller))


def ready(application: Application, sight: Sight, criteria: EvidenceCriteria) -> EvidenceSearch:
    """Return `criteria` as the lake takes them; controls go by UUID or code, domains by ARN or UUID."""
    wanted = {name: frozenset(values) for name, values in criteria.wanted.items() if values}
    if Property.CONTROL in wanted:
        wanted[Property.CONTROL] = frozenset(lake_control_id(application, id_) for id_ in wanted[Property.CONTROL])
    if Property.DOMAIN in wanted:
        known = domain_ids(application.catalogue)
        wanted[Property.DOMAIN] = frozenset(known.get(id_, id_) for id_ in wanted[Property.DOMAIN])
    return EvidenceSearch(
        scope=sight.scope,
        domains=domains_in_lake(application.catalogue),
        wanted=wanted,
        texts=frozenset(text.lower() for text in criteria.texts if text),
        any_of=criteria.any_of,
        since=criteria.since,
        until=criteria.until,
    )


def spelled(search: EvidenceSearch) -> Iterator[Hashable]:
    """Yield what tells a search from others, as part of the key of what it found."""
    yield frozenset(search.scope.items())
    yield frozenset(search.wanted.items())
    yield from (search.texts, search.any_of, search.since, search.until)


def _sight(application: Application, books: Books, caller: Caller) -> Sight:
    scope: dict[AssessmentId, frozenset[ControlId] | None] = {}
    engagements: dict[AssessmentId, Engagement] = {}
    controls: dict[ControlId, SightedControl] = {}
    sets: dict[tuple[AssessmentId, ControlId], str] = {}
    for opened in open_all(books, books.engagements.select()):
        engagement, whole = opened.engagement, may(application, caller, QUERY, opened)
        seen = {
            lake_control_id(application, control.id): (control_set, control)
            for control_set, control in _controls(application, caller, opened, whole=whole)
        }
        if not whole and not seen:
            continue
        scope[engagement.id] = None if whole else frozenset(seen)
        engagements[engagement.id] = engagement
        for id_, (control_set, control) in seen.items():
            sets.setdefault((engagement.id, id_), control_set)
            if id_ not in controls:
                controls[id_] = _control(application, books, control)
    return Sight(scope=scope, engagements=engagements, controls=controls, sets=sets)


def _controls(
    application: Application, caller: Caller, opened: Opened, *, whole: bool
) -> Iterator[tuple[str, AssessedControl]]:
    delegated = {delegation.control_set_id for delegation in opened.delegations}
    for control_set in opened.engagement.control_sets:
        if whole or (control_set.id in delegated and may(application, caller, QUERY, opened, control_set.id)):
            yield from ((control_set.id, control) for control in control_set.controls)


def _control(application: Application, books: Books, control: AssessedControl) -> SightedControl:
    domain = domains_of_controls(application.catalogue).get(control.id, NO_DOMAIN)
    return SightedControl(control.id, control_name(application, books, control), domain)
