"""The dashboard: what the evidence of today says, over the active assessments that the caller may look at."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from probative.app.access import Opened, check_account, may, open_engagement
from probative.app.application import Application, Catalogue
from probative.app.control_domains import NO_DOMAIN, domain_ids, domains_of_controls
from probative.app.evidence_folders import control_name, day_folders, lake_control_id
from probative.assess.folders import folder_id
from probative.assess.insights import (
    ControlDay,
    ControlInsight,
    DomainInsight,
    Tally,
    by_assessment_control,
    by_control,
    by_domain,
    count_noncompliant,
    tally_of,
)
from probative.books import Books
from probative.domain.engagements import AssessmentStatus, Engagement
from probative.domain.errors import NotFoundError
from probative.domain.people import Caller


class Overview(NamedTuple):
    """What came in today, at a glance."""

    active_count: int
    controls_count: int
    noncompliant_controls_count: int | None
    """None: nothing came in."""
    tally: Tally


class _Day(NamedTuple):
    """What is looked at: the controls of assessments, with what came in for them today."""

    engagements: Sequence[Engagement]
    controls: Sequence[ControlDay]


def get_overview(application: Application, caller: Caller) -> Overview:
    """Return what came in today over all assessments."""
    return _overview(_all(application, caller, "GetInsights"))


def get_assessment_overview(application: Application, caller: Caller, assessment_id: str) -> Overview:
    """Return what came in today for one assessment."""
    return _overview(_one(application, caller, "GetInsightsByAssessment", assessment_id))


def list_domains(application: Application, caller: Caller) -> Sequence[DomainInsight]:
    """Return the domains that something came in for today, worst first."""
    return by_domain(_all(application, caller, "ListControlDomainInsights").controls)


def list_assessment_domains(application: Application, caller: Caller, assessment_id: str) -> Sequence[DomainInsight]:
    """Return the domains that something came in for today in one assessment, worst first."""
    return by_domain(_one(application, caller, "ListControlDomainInsightsByAssessment", assessment_id).controls)


def list_controls(application: Application, caller: Caller, domain_id: str) -> Sequence[ControlInsight]:
    """Return the controls of a domain that something came in for today, worst first.

    Raises:
        NotFoundError: There is no such domain.
    """
    day = _all(application, caller, "ListControlInsightsByControlDomain")
    return by_control(day.controls, _known_domain(application.catalogue, domain_id))


def list_assessment_controls(
    application: Application, caller: Caller, assessment_id: str, domain_id: str
) -> Sequence[ControlInsight]:
    """Return the controls of a domain that something came in for today in one assessment, worst first.

    Raises:
        NotFoundError: There is no such domain.
    """
    day = _one(application, caller, "ListAssessmentControlInsightsByControlDomain", assessment_id)
    return by_assessment_control(day.controls, _known_domain(application.catalogue, domain_id))


def _overview(day: _Day) -> Overview:
    active = [each for each in day.engagements if each.status is AssessmentStatus.ACTIVE]
    tally = tally_of(control.cells for control in day.controls)
    return Overview(
        active_count=len(active),
        controls_count=sum(len(each.controls) for engagement in active for each in engagement.control_sets),
        noncompliant_controls_count=None if tally.is_empty else count_noncompliant(day.controls),
        tally=tally,
    )


def _all(application: Application, caller: Caller, action: str) -> _Day:
    check_account(application, caller, action)
    today = application.clock().date()

    def act(books: Books) -> _Day:
        engagements = [
            engagement
            for engagement in books.engagements.select()
            if _counts(engagement, today)
            and may(
                application,
                caller,
                action,
                Opened(engagement, tuple(books.delegations.select(assessment_id=engagement.id))),
            )
        ]
        return _Day(engagements, [day for each in engagements for day in _controls(application, books, each, today)])

    return application.store.read(act)


def _one(application: Application, caller: Caller, action: str, assessment_id: str) -> _Day:
    today = application.clock().date()

    def act(books: Books) -> _Day:
        engagement = open_engagement(application, books, caller, action, assessment_id).engagement
        return _Day([engagement], list(_controls(application, books, engagement, today)))

    return application.store.read(act)


def _counts(engagement: Engagement, today: date) -> bool:
    """Say whether an assessment counts: it is active, or was so today."""
    return engagement.status is AssessmentStatus.ACTIVE or engagement.updated_at.date() == today


def _controls(application: Application, books: Books, engagement: Engagement, today: date) -> Iterator[ControlDay]:
    folders = day_folders(application, engagement.id, today)
    domains = domains_of_controls(application.catalogue)
    for control_set in engagement.control_sets:
        for control in control_set.controls:
            id_ = folder_id(engagement.id, lake_control_id(application, control.id), today)
            folder = folders.get(id_)
            yield ControlDay(
                assessment_id=engagement.id,
                control_set=control_set.id,
                control_id=control.id,
                name=control_name(application, books, control) if folder else "",
                domain=domains.get(control.id, NO_DOMAIN),
                cells=folder.cells if folder else {},
            )


def _known_domain(catalogue: Catalogue, domain_id: str) -> str:
    known = domain_ids(catalogue)
    if domain_id not in known:
        raise NotFoundError("control domain", domain_id)
    return known[domain_id]
