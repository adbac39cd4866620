"""Where collecting stands, told without what was collected."""

from datetime import timedelta
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.collection_status import CollectionState, get_collection, list_accounts, list_collections
from probative.app.engagements import AssessmentEdits, update_assessment, update_status
from probative.books import Position
from probative.domain.collecting import Effort
from probative.domain.engagements import AssessmentStatus, ScopedAccount
from probative.domain.errors import ForbiddenError, NotFoundError
from probative.domain.ids import AccountId, Region
from tests.support.covered import OTHER_ACCOUNT, a_status, keep_status
from tests.support.engaging import DAN, OLIVIA, STRANGER, engage, serving
from tests.support.serving import ACCOUNT, NOW, REGION, caller

DUE = NOW + timedelta(minutes=1)


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return serving(tmp_path)


def states(server: Application, assessment_id: str) -> dict[str, CollectionState]:
    return {each.account: each.state for each in get_collection(server, OLIVIA, assessment_id)}


def test_an_account_that_the_collector_has_not_come_to_waits(server: Application) -> None:
    made = engage(server).engagement

    (waiting,) = get_collection(server, OLIVIA, made.id)

    assert (waiting.account, waiting.status, waiting.state) == (ACCOUNT, None, CollectionState.WAITING)


def test_the_state_of_an_account_is_told_in_a_word(server: Application) -> None:
    made = engage(server).engagement
    status = a_status(made.id)
    keep_status(server, status)
    assert states(server, made.id) == {ACCOUNT: CollectionState.COLLECTING}

    for changed, state in (
        ({"live": Effort(due_at=DUE)}, CollectionState.WAITING),
        ({"live": Effort(due_at=DUE), "logs": Effort(due_at=DUE, ran_at=NOW)}, CollectionState.COLLECTING),
        ({"live": Effort(due_at=DUE, ran_at=NOW, failures=1, error="no")}, CollectionState.FAILING),
        ({"logs": Effort(due_at=DUE, failures=3, error="no")}, CollectionState.FAILING),
        ({"checks": Effort(due_at=DUE, failures=3, error="no")}, CollectionState.FAILING),
        ({"logs": Effort(due_at=DUE, failures=3, error="no"), "is_paused": True}, CollectionState.PAUSED),
    ):
        keep_status(server, status, **changed)
        assert states(server, made.id) == {ACCOUNT: state}


def test_accounts_that_left_the_scope_come_behind_those_in_it(server: Application) -> None:
    made = engage(server).engagement
    keep_status(server, a_status(made.id))
    keep_status(server, a_status(made.id, AccountId("000011112222")), is_paused=True)
    keep_status(server, a_status(engage(server, "another").engagement.id, OTHER_ACCOUNT))

    assert list(states(server, made.id)) == [ACCOUNT, "000011112222"]


def test_who_may_not_see_coverage_may_not_see_collecting(server: Application) -> None:
    made = engage(server).engagement

    assert get_collection(server, caller("adam"), made.id)
    with pytest.raises(NotFoundError):
        get_collection(server, STRANGER, made.id)


def test_administrators_list_all_collecting_page_by_page(server: Application) -> None:
    assessments = [engage(server, name).engagement.id for name in ("one", "two", "three")]
    for number, id_ in enumerate(assessments):
        keep_status(server, a_status(id_), created_at=NOW + timedelta(minutes=number))
    walked: list[str] = []
    after: Position | None = None

    while page := list_collections(server, caller("adam"), after=after, limit=2):
        assert len(page) <= 2
        walked += [each.assessment_id for _, each in page]
        after = page[-1][0]

    assert walked == assessments


def test_accounts_are_those_of_active_assessments_with_all_their_regions(server: Application) -> None:
    first, second = engage(server, "one").engagement, engage(server, "two").engagement
    ended = engage(server, "three").engagement
    other = (ScopedAccount(id=OTHER_ACCOUNT), ScopedAccount(id=ACCOUNT), ScopedAccount(id=ACCOUNT))
    edits = AssessmentEdits(accounts=other, regions=(Region("eu-west-1"),))
    update_assessment(server, OLIVIA, second.id, edits)
    update_status(server, OLIVIA, ended.id, AssessmentStatus.INACTIVE)
    keep_status(server, a_status(first.id))

    both, one = list_accounts(server, OLIVIA, after=None, limit=10)

    assert (both.id, both.regions) == (ACCOUNT, ("eu-west-1", REGION))
    assert [(each.assessment_id, each.state) for each in both.collections] == [
        (first.id, CollectionState.COLLECTING),
        (second.id, CollectionState.WAITING),
    ]
    assert (one.id, one.regions) == (OTHER_ACCOUNT, ("eu-west-1",))
    assert [each.id for each in list_accounts(server, OLIVIA, after=None, limit=1)] == [ACCOUNT]
    assert [each.id for each in list_accounts(server, OLIVIA, after=ACCOUNT, limit=9)] == [OTHER_ACCOUNT]
    assert list_accounts(server, OLIVIA, after=OTHER_ACCOUNT, limit=9) == []


def test_only_administrators_look_over_all_accounts(server: Application) -> None:
    for act in (list_collections, list_accounts):
        with pytest.raises(ForbiddenError, match="ManageAccounts"):
            act(server, DAN, after=None, limit=1)
