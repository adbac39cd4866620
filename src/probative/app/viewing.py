"""An assessment as its caller is shown it: what it may see of it, with names, counts of evidence and tags."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from probative.app.access import Opened, can_see, check_account, may, open_engagement
from probative.app.application import Application
from probative.app.evidence_counts import ControlEvidence, chosen_by_control, count_by_control
from probative.app.freezing import Label, find_label
from probative.app.tagging import tags_of
from probative.app.walking import walk
from probative.books import Books, Position
from probative.domain.engagements import AssessedControl, Delegation, Engagement
from probative.domain.ids import ControlId
from probative.domain.people import Caller, Role, RoleType

LOOK: Final = "GetAssessment"
"""The action that says who sees what is in an assessment, or in a control set of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An assessment, cut to the control sets and delegations that the caller may see."""

    engagement: Engagement
    delegations: tuple[Delegation, ...]
    role: Role | None
    """What the caller is in it; None: neither owner nor delegate, say an auditor."""
    tags: Mapping[str, str]
    labels: Mapping[str, Label]
    """What the library says of its controls, by UUID; those that it has no more are missing."""
    evidence: Mapping[ControlId, ControlEvidence] = field(default_factory=dict)
    """How much evidence controls have, by their ids in the lake."""
    chosen: Mapping[ControlId, int] = field(default_factory=dict)
    """How much of it is to be in the next report."""

    def label_of(self, control: AssessedControl) -> Label:
        """Return what is known of a control, be it still in the library or not."""
        return self.labels.get(control.id) or Label(control.name, (), ControlId(control.id))

    def evidence_of(self, control: AssessedControl) -> ControlEvidence:
        """Return how much evidence a control has."""
        return self.evidence.get(self.label_of(control).lake_id, ControlEvidence())

    def chosen_of(self, control: AssessedControl) -> int:
        """Return how much evidence of a control is to be in the next report."""
        return self.chosen.get(self.label_of(control).lake_id, 0)


class Listed(NamedTuple):
    """An assessment in a list, with those of its delegations that the caller may see."""

    engagement: Engagement
    delegations: tuple[Delegation, ...]


def get_assessment(application: Application, caller: Caller, assessment_id: str) -> View:
    """Return the assessment as `caller` may see it.

    Raises:
        NotFoundError: There is none, or the caller has nothing to do with it.
        ForbiddenError: The caller may know that it is there, and no more.
    """

    def read(books: Books) -> View:
        opened = open_engagement(application, books, caller, LOOK, assessment_id)
        return _counted(application, books, view(application, books, caller, visible(application, caller, opened)))

    return application.store.read(read)


def view(application: Application, books: Books, caller: Caller, shown: Opened) -> View:
    """Return the assessment as it is shown to `caller`, without counts of evidence: nobody waits for the lake here."""
    engagement, delegations = shown
    controls = (control for control_set in engagement.control_sets for control in control_set.controls)
    return View(
        engagement=engagement,
        delegations=delegations,
        role=role_of(caller, shown),
        tags=tags_of(books, arn_of(application, engagement)),
        labels={control.id: label for control in controls if (label := find_label(application, books, control))},
    )


def counted(application: Application, uncounted: View) -> View:
    """Return the view with the counts of evidence as they stand; for use behind the transaction that made it."""
    return application.store.read(lambda books: _counted(application, books, uncounted))


def _counted(application: Application, books: Books, uncounted: View) -> View:
    id_ = uncounted.engagement.id
    return replace(
        uncounted,
        evidence=count_by_control(application, id_),
        chosen=chosen_by_control(application, books, id_),
    )


def list_assessments(
    application: Application, caller: Caller, status: str | None, *, after: Position | None, limit: int
) -> Sequence[Listed]:
    """Return the assessments that `caller` may know of, newest first, one more than `limit` if there are more.

    Raises:
        ForbiddenError: The caller may not list assessments.
    """
    check_account(application, caller, "ListAssessments")
    filed_by = {"status": status} if status else {}

    def read(books: Books) -> Sequence[Listed]:
        def look(piece: Sequence[Engagement]) -> Iterator[Listed]:
            for opened in open_all(books, piece):
                if can_see(application, caller, *opened):
                    yield Listed(opened.engagement, _visible_delegations(application, caller, opened))

        return walk(books.engagements, look, after=after, limit=limit, **filed_by)

    return application.store.read(read)


def open_all(books: Books, engagements: Sequence[Engagement]) -> Iterator[Opened]:
    """Yield assessments with their delegations, which are read at once; who may see them is not decided here."""
    by_assessment: dict[str, list[Delegation]] = {engagement.id: [] for engagement in engagements}
    for delegation in books.delegations.select(assessment_id=tuple(by_assessment)):
        by_assessment[delegation.assessment_id].append(delegation)
    for engagement in engagements:
        yield Opened(engagement, tuple(by_assessment[engagement.id]))


def arn_of(application: Application, engagement: Engagement) -> str:
    """Return the ARN of an assessment."""
    return application.arn(f"assessment/{engagement.id}")


def visible(application: Application, caller: Caller, opened: Opened) -> Opened:
    """Return the assessment with those control sets, and delegations of them, that `caller` may look into."""
    sets = tuple(
        control_set
        for control_set in opened.engagement.control_sets
        if may(application, caller, LOOK, opened, control_set.id)
    )
    delegations = _visible_delegations(application, caller, opened)
    return Opened(replace(opened.engagement, control_sets=sets), delegations)


def _visible_delegations(application: Application, caller: Caller, opened: Opened) -> tuple[Delegation, ...]:
    # Sets without delegations are not asked about: lists go over many assessments, and most have few.
    delegated = {delegation.control_set_id for delegation in opened.delegations}
    shown = {id_ for id_ in delegated if may(application, caller, LOOK, opened, id_)}
    return tuple(delegation for delegation in opened.delegations if delegation.control_set_id in shown)


def role_of(caller: Caller, opened: Opened) -> Role | None:
    """Return what `caller` is in the assessment: an owner, as named or as its creator, or a delegate."""
    engagement, delegations = opened
    named = (
        *engagement.roles,
        Role(type=RoleType.PROCESS_OWNER, arn=engagement.creator_arn),
        *(delegation.role for delegation in delegations),
    )
    return next((role for role in named if role.arn.lower() in caller.arns), None)
