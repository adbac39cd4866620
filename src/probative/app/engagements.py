"""Use cases of assessments: create, list, update, deactivate, delete; `viewing` shows one.

What collection looks at is read from the books by the collector itself: after a change that concerns it, it is woken.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from probative.app.access import Opened, check_account, open_engagement
from probative.app.application import Application
from probative.app.change_log import Act, Deed, record, tell_deleted
from probative.app.custom_content import collected
from probative.app.freezing import Frozen, freeze
from probative.app.regions import check_regions
from probative.app.source_services import services_asked
from probative.app.tagging import keep_tags
from probative.app.viewing import View, arn_of, counted, view
from probative.books import Books, Shelf
from probative.domain.collecting import Removal
from probative.domain.engagements import (
    AssessmentStatus,
    ChangeAction,
    ChangedObject,
    ControlSetStatus,
    ControlStatus,
    Destination,
    Engagement,
    ScopedAccount,
)
from probative.domain.errors import Finding, InvalidError, QuotaError, WrongStateError
from probative.domain.ids import AssessmentId, Region
from probative.domain.people import Caller, Role, RoleType
from probative.domain.reviewing import check_active, followed, moved_assessment

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAssessment:
    """What an assessment is made of, as it was sent."""

    name: str
    description: str | None
    destination: Destination
    accounts: tuple[ScopedAccount, ...]
    roles: tuple[Role, ...]
    framework_id: str
    tags: Mapping[str, str] = field(default_factory=dict)
    regions: tuple[Region, ...] = ()
    """Empty: where the server collects by default."""
    separates_duties: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentEdits:
    """What of an assessment is to change; None: as it is."""

    name: str | None = None
    description: str | None = None
    destination: Destination | None = None
    accounts: tuple[ScopedAccount, ...] | None = None
    roles: tuple[Role, ...] | None = None
    regions: tuple[Region, ...] | None = None
    services: tuple[str, ...] | None = None
    """Empty: all that the framework looks at."""
    separates_duties: bool | None = None


def create_assessment(application: Application, caller: Caller, new: NewAssessment) -> View:
    """Make an assessment of a framework, and return it.

    Raises:
        ForbiddenError: The caller may not make assessments.
        NotFoundError: There is no such framework.
        InvalidError: A role is no audit owner, an account has no id, or the framework has two control sets of one name.
        QuotaError: There are as many active assessments as there may be, or too many accounts in this one.
    """
    check_new(application, caller, new)

    def change(books: Books) -> View:
        made = draft(application, caller, new, freeze(application, books, new.framework_id))
        return begin(application, books, caller, made, new.tags)

    created = application.store.change(change)
    application.wake()
    return created


def check_new(application: Application, caller: Caller, new: NewAssessment) -> None:
    """Return if the caller may make an assessment of this.

    Raises:
        ForbiddenError: The caller may not make assessments.
        InvalidError: A role is no audit owner, or an account has no id.
        QuotaError: There are too many accounts.
    """
    check_account(application, caller, "CreateAssessment")
    _check_roles(new.roles)
    _check_accounts(application, new.accounts)


def begin(  # noqa: PLR0917  who begins what
    application: Application, books: Books, caller: Caller, engagement: Engagement, tags: Mapping[str, str]
) -> View:
    """Keep a new assessment, with its tags and the first line of its change log.

    Raises:
        QuotaError: There are as many active assessments as there may be.
        WrongStateError: There is one with this id.
    """
    limit = application.quotas.active_assessments
    if books.engagements.count(status=AssessmentStatus.ACTIVE) >= limit:
        raise QuotaError("active assessments", limit)
    _check_all_accounts(application, books, engagement)
    books.engagements.add(engagement)
    keep_tags(books, arn_of(application, engagement), tags)
    act = Act(caller, engagement.updated_at, engagement.id)
    record(application, books, act, [Deed(ChangedObject.ASSESSMENT, engagement.name, ChangeAction.CREATE)])
    return view(application, books, caller, Opened(engagement, ()))


def draft(application: Application, caller: Caller, new: NewAssessment, frozen: Frozen) -> Engagement:
    """Return the assessment that `new` is of a framework; nothing is kept yet.

    Raises:
        InvalidError: The framework has two control sets of one name.
    """
    names = [control_set.id for control_set in frozen.control_sets]
    if len(set(names)) < len(names):
        raise InvalidError(Finding("frameworkId", "the framework has two control sets of one name"))
    now = application.clock()
    return Engagement(
        id=AssessmentId(application.new_id()),
        name=new.name,
        description=new.description,
        status=AssessmentStatus.ACTIVE,
        destination=new.destination,
        accounts=new.accounts,
        regions=new.regions or application.collected_regions,
        roles=new.roles,
        framework=frozen.framework,
        control_sets=frozen.control_sets,
        created_at=now,
        updated_at=now,
        creator_arn=caller.arn,
        created_by=caller.name,
        separates_duties=new.separates_duties,
    )


def _check_roles(roles: Sequence[Role]) -> None:
    findings = [
        Finding(f"roles.{number}.member.roleType", f"{role.type} is given by delegation: an owner is a PROCESS_OWNER")
        for number, role in enumerate(roles, start=1)
        if role.type is not RoleType.PROCESS_OWNER
    ]
    if findings:
        raise InvalidError(*findings)


def _check_services(application: Application, books: Books, before: Engagement, services: Sequence[str]) -> None:
    if not services:
        return
    if before.framework.is_standard:
        told = "those of a standard framework follow from its controls: make a custom framework of it to choose"
        raise InvalidError(Finding("services", told))
    framework = collected(application, books, before.framework, before.control_sets)
    asked = {name for *_, source in framework.sources() for name in services_asked(source, application.models)}
    # Those of controls that are inactive by now stay chosen.
    asked.update(before.services)
    findings = [
        Finding("services", f"{name} is no service that the framework looks at")
        for name in services
        if name not in asked
    ]
    if findings:
        raise InvalidError(*findings)


def _check_accounts(application: Application, accounts: Sequence[ScopedAccount]) -> None:
    findings = [
        Finding(f"scope.awsAccounts.{number}.member.id", "an account is in scope by its id")
        for number, account in enumerate(accounts, start=1)
        if not account.id
    ]
    if findings:
        raise InvalidError(*findings)
    limit = application.quotas.accounts_per_assessment
    if len({account.id for account in accounts}) > limit:
        raise QuotaError("accounts in an assessment", limit)


def _check_all_accounts(application: Application, books: Books, changed: Engagement) -> None:
    """Refuse accounts that no assessment has yet where there are too many; nobody is refused what was there before."""
    known = {account.id for each in books.engagements.select() for account in each.accounts}
    limit = application.quotas.accounts
    named = known | {account.id for account in changed.accounts}
    if len(named) > max(limit, len(known)):
        raise QuotaError("accounts in all assessments", limit)


def update_assessment(application: Application, caller: Caller, assessment_id: str, edits: AssessmentEdits) -> View:
    """Change what is named in `edits`, and return the assessment; nothing new, nothing happens, but that it wakes up.

    Raises:
        NotFoundError: There is none, or the caller has nothing to do with it.
        ForbiddenError: The caller may not change it.
        WrongStateError: It is inactive, or its separation of duties would end, which is for good.
        InvalidError: A role is no audit owner, an account has no id, regions are none, or not of one partition, or
            services are chosen that the framework does not look at, or that it alone chooses, being a standard one.
        QuotaError: There are too many accounts.
    """
    changes = {name: value for name in edits.__slots__ if (value := getattr(edits, name)) is not None}

    def change(books: Books) -> View:
        opened = open_engagement(application, books, caller, "UpdateAssessment", assessment_id)
        before = opened.engagement
        check_active(before, "be changed")
        _check_roles(edits.roles or ())
        _check_accounts(application, edits.accounts or ())
        if edits.regions is not None:
            check_regions(application.models, edits.regions)
        _check_services(application, books, before, edits.services or ())
        if before.separates_duties and edits.separates_duties is False:
            raise WrongStateError("assessment", "bound to separation of duties", "be freed of it")
        after = replace(before, **changes, is_dormant=False)
        if after != before:
            after = replace(after, updated_at=application.clock())
            _check_all_accounts(application, books, after)
            books.engagements.put(after)
            act = Act(caller, after.updated_at, after.id)
            record(application, books, act, [Deed(ChangedObject.ASSESSMENT, after.name, ChangeAction.UPDATE_METADATA)])
        return view(application, books, caller, Opened(after, opened.delegations))

    updated = application.store.change(change)
    application.wake()
    return counted(application, updated)


def update_status(application: Application, caller: Caller, assessment_id: str, status: AssessmentStatus) -> View:
    """End the assessment for good: nothing is collected, delegates lose access, all that was open is reviewed.

    Raises:
        NotFoundError: There is none, or the caller has nothing to do with it.
        ForbiddenError: The caller may not end it.
        WrongStateError: It is inactive already, or `status` is not INACTIVE.
    """

    def change(books: Books) -> View:
        opened = open_engagement(application, books, caller, "UpdateAssessmentStatus", assessment_id)
        act = Act(caller, application.clock(), opened.engagement.id)
        after = moved_assessment(opened.engagement, status, act.at)
        books.engagements.put(after)
        moved = {
            delegation.id: delegation
            for control_set in after.control_sets
            for delegation in followed(opened.delegations, control_set, act.at)
        }
        for delegation in moved.values():
            books.delegations.put(delegation)
        record(application, books, act, _closed(opened.engagement))
        delegations = tuple(moved.get(old.id, old) for old in opened.delegations)
        return view(application, books, caller, Opened(after, delegations))

    ended = application.store.change(change)
    application.wake()
    return counted(application, ended)


def _closed(engagement: Engagement) -> Iterator[Deed]:
    """Yield the end of the assessment and of the reviews in it, so that the log says when a control was reviewed."""
    yield Deed(ChangedObject.ASSESSMENT, engagement.name, ChangeAction.INACTIVE)
    for control_set in engagement.control_sets:
        if control_set.status is not ControlSetStatus.REVIEWED:
            yield Deed(ChangedObject.CONTROL_SET, control_set.id, ChangeAction.REVIEWED, control_set.id)
        for control in control_set.controls:
            if control.status is ControlStatus.UNDER_REVIEW:
                yield Deed(ChangedObject.CONTROL, control.name, ChangeAction.REVIEWED, control_set.id, control.id)


def delete_assessment(application: Application, caller: Caller, assessment_id: str) -> None:
    """Forget the assessment and all that people did in it; report archives stay where they were put.

    Its evidence cannot be reached from then on, since every way to it leads through the assessment. It is removed from
    the lake once the time has passed for which the settings keep it.

    Raises:
        NotFoundError: There is none, or the caller has nothing to do with it.
        ForbiddenError: The caller may not delete it.
    """

    def change(books: Books) -> None:
        engagement = open_engagement(application, books, caller, "DeleteAssessment", assessment_id).engagement
        act = Act(caller, application.clock(), engagement.id)
        tell_deleted(application, books, act, engagement.name)
        _clear(books.delegations, engagement.id)
        _clear(books.selections, engagement.id)
        _clear(books.changes, engagement.id)
        _clear(books.notifications, engagement.id)
        _clear(books.reports, engagement.id)
        books.tags.remove(arn_of(application, engagement))
        books.engagements.remove(engagement.id)
        books.removals.put(Removal(id=engagement.id, deleted_at=act.at))

    application.store.change(change)
    application.wake()


def _clear(shelf: Shelf[R], assessment_id: AssessmentId) -> None:
    for value in shelf.select(assessment_id=assessment_id):
        shelf.remove(shelf.position(value).id)
