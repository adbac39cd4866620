"""Whatever people do to assessments, in whatever order, no illegal state comes of it.

Owners, delegates and strangers try everything on everything. What is refused changes nothing; what is done is done by
whoever may; and the log, read from its beginning, always ends at what is.
"""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, precondition, rule

from probative.app.application import Application
from probative.app.delegating import Request, create_delegations, delete_delegations, list_delegations
from probative.app.engagements import (
    AssessmentEdits,
    create_assessment,
    delete_assessment,
    update_assessment,
    update_status,
)
from probative.app.evidence_folders import ControlAddress
from probative.app.reviewing import SetReview, review_control_set, update_control
from probative.app.viewing import get_assessment, list_assessments
from probative.domain.engagements import AssessmentStatus, ControlSetStatus, ControlStatus, Delegation
from probative.domain.errors import DomainError, ForbiddenError, NotFoundError
from probative.domain.people import Caller, Role, RoleType
from tests.support.engaging import (
    DAN,
    FIRST,
    OLIVIA,
    OWN_CONTROL,
    ROBIN,
    ROLE,
    SECOND,
    STRANGER,
    new_assessment,
    serving,
    standard_controls,
)
from tests.support.review_laws import Snapshot, check_state, check_step, snapshot
from tests.support.serving import SetClock, caller

pytestmark = pytest.mark.slow

OWNER = caller("owen")
"""An owner by name, who may be a delegate as well."""
PEOPLE = (OLIVIA, OLIVIA, OWNER, OWNER, DAN, DAN, ROBIN, STRANGER)
ARNS = (DAN.arn, DAN.arn.upper(), ROLE, OWNER.arn)
CONTROLS = {FIRST: standard_controls(2), SECOND: (standard_controls(3)[2], OWN_CONTROL)}

people = st.sampled_from(PEOPLE)
LONG = 30
"""After so many acts assessments may end or go, and others come: earlier, little would have happened to them."""
MOST = 2
"""So many assessments at once: with more, little would happen to each."""
sets = st.sampled_from([FIRST, SECOND])
words = st.sampled_from(["", "well"])


@cache
def _served() -> tuple[Application, SetClock]:
    """Return one server for all runs: each run deletes its assessments, and nothing may be left of them."""
    clock = SetClock()
    return serving(Path(tempfile.mkdtemp(prefix="review-process-")), clock), clock


class ReviewProcess(RuleBasedStateMachine):
    """Assessments and everybody who works on them."""

    assessments = Bundle("assessments")

    def __init__(self) -> None:
        super().__init__()
        self.server, self.clock = _served()
        self.seen = self._look()
        self.acts_count = 0

    def _look(self) -> Snapshot:
        return self.server.store.read(snapshot)

    def _try(self, who: Caller, assessment_id: str, act: Callable[[], Any]) -> bool:
        """Do it, and say whether it was allowed; a refusal must leave everything as it was."""
        before = self._look()
        self.clock.advance(seconds=1)
        self.acts_count += 1
        try:
            act()
        except NotFoundError:
            assert self._look() == before
            return False
        except DomainError:
            assert self._look() == before
            # To a stranger, nothing is there that could be refused.
            assert who != STRANGER
            return False
        assert who != STRANGER
        assert who in {OLIVIA, OWNER} or _had_a_set(before, who, assessment_id)
        return True

    @initialize(target=assessments, separates=st.booleans())
    def first(self, *, separates: bool) -> str:
        return self._new(separates=separates)

    @precondition(lambda self: len(self.seen.engagements) < MOST)
    @rule(target=assessments, separates=st.booleans())
    def create(self, *, separates: bool) -> str:
        return self._new(separates=separates)

    def _new(self, *, separates: bool) -> str:
        self.clock.advance(seconds=1)
        roles = (Role(type=RoleType.PROCESS_OWNER, arn=OWNER.arn),)
        new = replace(new_assessment(), roles=roles, separates_duties=separates)
        id_ = create_assessment(self.server, OLIVIA, new).engagement.id
        # Much is handed out from the start, so that most that follows is about it.
        given = [(FIRST, DAN.arn), (FIRST, OWNER.arn), (SECOND, ROLE)]
        requests = [Request(set_id, arn, RoleType.RESOURCE_OWNER, None) for set_id, arn in given]
        assert not create_delegations(self.server, OLIVIA, id_, requests).refused
        return id_

    @rule(id_=assessments, who=people, asked=st.lists(st.tuples(sets, st.sampled_from(ARNS)), min_size=1, max_size=3))
    def delegate(self, id_: str, who: Caller, asked: list[tuple[str, str]]) -> None:
        requests = [Request(set_id, arn, RoleType.RESOURCE_OWNER, None) for set_id, arn in asked]
        self._try(who, id_, lambda: create_delegations(self.server, who, id_, requests))

    @rule(id_=assessments, who=people, data=st.data())
    def cancel(self, id_: str, who: Caller, data: st.DataObject) -> None:
        known = sorted(self._look().delegations)
        chosen = data.draw(st.lists(st.sampled_from([*known, "nowhere"]), min_size=1, max_size=2))
        sets_before = self._sets(id_)
        self._try(who, id_, lambda: delete_delegations(self.server, who, id_, chosen))
        assert self._sets(id_) == sets_before

    def _sets(self, id_: str) -> object:
        engagement = self._look().engagements.get(id_)
        return engagement and engagement.control_sets

    @rule(
        id_=assessments,
        who=people,
        set_id=sets,
        number=st.integers(0, 1),
        status=st.none() | st.sampled_from(ControlStatus),
        comment=words,
    )
    def judge(  # noqa: PLR0917  who makes what of which
        self, id_: str, who: Caller, set_id: str, number: int, status: ControlStatus | None, comment: str
    ) -> None:
        address = ControlAddress(id_, set_id, CONTROLS[set_id][number])
        before = self._look()
        done = self._try(who, id_, lambda: update_control(self.server, who, address, status=status, comment=comment))
        if done and who in {DAN, ROBIN}:
            assert _has_open(before, who, id_, set_id)

    @rule(id_=assessments, who=people, set_id=sets, comment=words)
    def submit(self, id_: str, who: Caller, set_id: str, comment: str) -> None:
        self._review(who, SetReview(id_, set_id, ControlSetStatus.UNDER_REVIEW, comment))

    @rule(id_=assessments, who=people, set_id=sets, comment=words)
    def complete(self, id_: str, who: Caller, set_id: str, comment: str) -> None:
        before = self._look().engagements[id_]
        (control_set,) = (each for each in before.control_sets if each.id == set_id)
        done = self._review(who, SetReview(id_, set_id, ControlSetStatus.REVIEWED, comment))
        assert not done or who in {OLIVIA, OWNER}
        assert not done or not before.separates_duties or control_set.prepared_by not in {"", who.arn}

    @rule(id_=assessments, who=people, set_id=sets, comment=words)
    def send_back(self, id_: str, who: Caller, set_id: str, comment: str) -> None:
        done = self._review(who, SetReview(id_, set_id, ControlSetStatus.ACTIVE, comment))
        assert not done or who in {OLIVIA, OWNER}

    @rule(id_=assessments, set_id=sets, who=st.sampled_from((OLIVIA, OWNER)), completes=st.booleans())
    def proceed(self, id_: str, set_id: str, who: Caller, *, completes: bool) -> None:
        """Do what comes next in the review of a set, which must be possible, and see who may not do it."""
        engagement = self._look().engagements[id_]
        (control_set,) = (each for each in engagement.control_sets if each.id == set_id)
        if control_set.status is ControlSetStatus.ACTIVE:
            assert self._review(who, SetReview(id_, set_id, ControlSetStatus.UNDER_REVIEW, "ready"))
            complete = SetReview(id_, set_id, ControlSetStatus.REVIEWED, "by who submitted it")
            assert not engagement.separates_duties or not self._review(who, complete)
        if control_set.status is not ControlSetStatus.UNDER_REVIEW:
            return
        review = SetReview(id_, set_id, ControlSetStatus.REVIEWED if completes else ControlSetStatus.ACTIVE, "seen")
        for delegate in (DAN, ROBIN, STRANGER):
            assert not self._review(delegate, review)
        prepared_it = control_set.prepared_by == who.arn
        must_not = completes and engagement.separates_duties and prepared_it
        assert self._review(who, review) == (not must_not)

    def _review(self, who: Caller, review: SetReview) -> bool:
        before = self._look()
        done = self._try(who, review.assessment_id, lambda: review_control_set(self.server, who, review))
        if done and who in {DAN, ROBIN}:
            assert _has_open(before, who, review.assessment_id, review.control_set_id)
        return done

    @rule(id_=assessments, who=st.sampled_from((OLIVIA, OWNER)))
    def take_back(self, id_: str, who: Caller) -> None:
        """See that not even an owner takes back what is reviewed."""
        for control_set in self._look().engagements[id_].control_sets:
            for control in control_set.controls:
                address = ControlAddress(id_, control_set.id, control.id)
                for status in ControlStatus if control.status is ControlStatus.REVIEWED else ():
                    judge = partial(update_control, self.server, who, address, status=status, comment=None)
                    assert not self._try(who, id_, judge)
            for set_status in ControlSetStatus if control_set.status is ControlSetStatus.REVIEWED else ():
                review = SetReview(id_, control_set.id, set_status, "")
                assert not self._try(who, id_, partial(review_control_set, self.server, who, review))

    @precondition(lambda self: self.acts_count % 4 == 0)
    @rule(
        id_=assessments,
        who=people,
        edits=st.builds(
            AssessmentEdits,
            name=st.none() | st.sampled_from(["Quarter 4", "Renamed"]),
            separates_duties=st.none() | st.booleans(),
        ),
    )
    def edit(self, id_: str, who: Caller, edits: AssessmentEdits) -> None:
        if self._try(who, id_, lambda: update_assessment(self.server, who, id_, edits)):
            assert who in {OLIVIA, OWNER}

    @precondition(lambda self: self.acts_count > LONG)
    @rule(id_=assessments, who=people, status=st.sampled_from(AssessmentStatus))
    def end(self, id_: str, who: Caller, status: AssessmentStatus) -> None:
        before = self._look()
        if self._try(who, id_, lambda: update_status(self.server, who, id_, status)):
            assert status is AssessmentStatus.INACTIVE
            assert before.engagements[id_].status is AssessmentStatus.ACTIVE

    @precondition(lambda self: self.acts_count > LONG)
    @rule(id_=consumes(assessments), who=st.sampled_from((OLIVIA, OWNER)))
    def delete(self, id_: str, who: Caller) -> None:
        assert self._try(who, id_, lambda: delete_assessment(self.server, who, id_))

    @rule(id_=assessments, who=people)
    def look(self, id_: str, who: Caller) -> None:
        """See that everybody is shown what the rules above let them work on, and no more."""
        seen = self._look()
        try:
            shown = {each.id for each in get_assessment(self.server, who, id_).engagement.control_sets}
        except (NotFoundError, ForbiddenError):
            shown = set()
        expected = {set_id for set_id in (FIRST, SECOND) if who in {OLIVIA, OWNER} or _has_open(seen, who, id_, set_id)}
        assert shown == expected
        listed = {each.engagement.id for each in list_assessments(self.server, who, None, after=None, limit=100)}
        assert (id_ in listed) == bool(expected)
        delegations = {each.delegation.id for each in list_delegations(self.server, who, after=None, limit=100)}
        own = {each.id for each in seen.delegations.values() if each.role.arn.lower() in who.arns}
        assert own <= delegations

    @invariant()
    def nothing_is_illegal(self) -> None:
        seen = self._look()
        assert list(check_state(seen)) == []
        assert list(check_step(self.seen, seen)) == []
        self.seen = seen

    def teardown(self) -> None:
        for id_ in self._look().engagements:
            delete_assessment(self.server, OLIVIA, id_)
        assert self._look() == Snapshot({}, {}, {}, frozenset())


def _is_of(delegation: Delegation, who: Caller, assessment_id: str) -> bool:
    return delegation.assessment_id == assessment_id and delegation.role.arn.lower() in who.arns


def _had_a_set(seen: Snapshot, who: Caller, assessment_id: str) -> bool:
    return any(_is_of(each, who, assessment_id) for each in seen.delegations.values())


def _has_open(seen: Snapshot, who: Caller, assessment_id: str, set_id: str) -> bool:
    return any(
        _is_of(each, who, assessment_id) and each.control_set_id == set_id and each.status != "COMPLETE"
        for each in seen.delegations.values()
    )


TestReviewProcess = ReviewProcess.TestCase
TestReviewProcess.settings = settings(max_examples=20, stateful_step_count=40, deadline=None)
