"""Runs of the command line, adopted: what `probative assess` began in the data folder goes on as an assessment here.

One rule holds: the assessment keeps the id of the run, so that every piece of evidence, answer and refusal of the run
is its own, and nothing that the run has asked or read is asked or read again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.engagements import NewAssessment, begin, check_new, draft
from probative.app.freezing import freeze
from probative.app.viewing import View, counted
from probative.books import Books
from probative.domain.assessments import Assessment
from probative.domain.collecting import CollectorStatus, Effort
from probative.domain.engagements import Destination, Engagement, ScopedAccount
from probative.domain.errors import NotFoundError, WrongStateError
from probative.domain.frameworks import Framework
from probative.domain.ids import AccountId, AssessmentId
from probative.domain.people import Caller, Role

_DAY: Final = timedelta(days=1)
_CREATE: Final = "CreateAssessment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """What an assessment has and a run has not."""

    destination: Destination
    description: str | None = None
    roles: tuple[Role, ...] = ()
    account_names: Mapping[str, str] = field(default_factory=dict)
    """What accounts are called, by id."""
    tags: Mapping[str, str] = field(default_factory=dict)
    separates_duties: bool = False


class Run(NamedTuple):
    """A run of the command line, and whether it is an assessment here already."""

    assessment: Assessment
    is_adopted: bool


def list_runs(application: Application, caller: Caller) -> list[Run]:
    """Return the runs that are in the data folder, oldest first.

    Raises:
        ForbiddenError: The caller may not make assessments.
    """
    check_account(application, caller, _CREATE)
    adopted = application.store.read(lambda books: {engagement.id for engagement in books.engagements.select()})
    return [Run(known, known.id in adopted) for known in application.records.assessments()]


def adopt_run(application: Application, caller: Caller, run_id: str, adoption: Adoption) -> View:
    """Make an assessment of a run, with all that the run found, and return it.

    Collecting goes on where the run stopped if its period reaches to this day, and begins anew if it does not.

    Raises:
        ForbiddenError: The caller may not make assessments.
        NotFoundError: There is no such run, or this server does not have its framework.
        WrongStateError: It was adopted before.
        InvalidError: A role is no audit owner.
        QuotaError: There are as many active assessments as there may be, or the run has too many accounts.
    """
    check_account(application, caller, _CREATE)
    run = application.records.find_assessment(AssessmentId(run_id))
    if run is None:
        raise NotFoundError("run", run_id)
    new = _as_new(run, _framework_of(application, run), adoption)
    check_new(application, caller, new)
    now = application.clock()

    def change(books: Books) -> View:
        if books.engagements.find(run.id) is not None:
            raise WrongStateError("run", "an assessment already", "be adopted again")
        made = draft(application, caller, new, freeze(application, books, new.framework_id))
        adopted = replace(made, id=run.id, created_at=run.created_at, evidence_since=run.since)
        for account in run.scope.accounts:
            books.statuses.put(_status(run, adopted, account, now))
        return begin(application, books, caller, adopted, new.tags)

    made = application.store.change(change)
    application.wake()
    return counted(application, made)


def _framework_of(application: Application, run: Assessment) -> Framework:
    for framework in application.catalogue.frameworks:
        if framework.id == run.framework_id:
            return framework
    raise NotFoundError("framework", run.framework_id, tuple(each.id for each in application.catalogue.frameworks))


def _as_new(run: Assessment, framework: Framework, adoption: Adoption) -> NewAssessment:
    return NewAssessment(
        name=run.name,
        description=adoption.description,
        destination=adoption.destination,
        accounts=tuple(ScopedAccount(id=id_, name=adoption.account_names.get(id_)) for id_ in run.scope.accounts),
        roles=adoption.roles,
        framework_id=framework.uuid,
        tags=adoption.tags,
        regions=run.scope.regions,
        separates_duties=adoption.separates_duties,
    )


def _status(run: Assessment, adopted: Engagement, account: AccountId, now: datetime) -> CollectorStatus:
    """Return where collecting stands in an account, as if the collector had made the run."""
    goes_on = run.until > now - _DAY
    since = run.since if goes_on else now
    status = CollectorStatus(
        id=f"{run.id}/{account}",
        assessment_id=run.id,
        account=account,
        created_at=since,
        since=since,
        live=Effort(due_at=now),
        logs=Effort(due_at=now),
        seen_update=adopted.updated_at,
    )
    if not goes_on:
        return status
    # From the day of the run on days are looked at as the collector does, which asks weekly and monthly, too: of those
    # since, what nobody asked shows as a gap, and log files that nobody read are read.
    day = run.created_at.date()
    return replace(status, planned_through=day - _DAY, listed_through=day)
