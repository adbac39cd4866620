"""What every store of records promises, held against the real one and the one in memory."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probative.domain.assessments import Assessment, PlatformUse, Scope, UseStatus
from probative.domain.collecting import Lease
from probative.domain.errors import NotFoundError, WrongStateError
from probative.domain.ids import AccountId, AssessmentId, BatchId, FrameworkId, PlatformId, Region
from probative.domain.slots import Answer, Refusal, RefusalReason, Slot, SlotState, SourceKind
from probative.ports.lake import Staged
from probative.ports.logs import LogFile
from probative.ports.records import Batch, SlotRecord
from probative.records.database import Database
from probative.records.shelves import SqlStore
from probative.records.sql import SqlRecords
from probative.workspace import RecoverableRecords
from tests.support.lake import ACCOUNT, ASSESSMENT, COLLECTED, REGION, START, a_log_slot
from tests.support.memory import MemoryRecords

LOG = a_log_slot()
API = Slot(
    kind=SourceKind.API_CALL,
    question="bedrock:ListGuardrails",
    account=ACCOUNT,
    region=REGION,
    since=START,
    until=START + timedelta(days=1),
)
OTHER = AssessmentId("another")
NUMBERS = count()
KEYS = ("good.gz", "bad.gz", "one.gz", "two.gz")


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RecoverableRecords]:
    opened = opened_records(request, tmp_path)
    opened.plan(ASSESSMENT, [LOG, API])
    yield opened
    opened.close()


def opened_records(request: pytest.FixtureRequest, folder: Path) -> RecoverableRecords:
    match request.param:
        case "memory":
            return MemoryRecords()
        case "sqlite":
            return SqlRecords(folder / "records.db")
        case _:
            return SqlRecords(request.getfixturevalue("postgresql"))


def an_answer(slot: Slot, count: int = 1, minutes: int = 0) -> Answer:
    return Answer(slot_id=slot.id, answered_at=COLLECTED + timedelta(minutes=minutes), facts_count=count)


def a_refusal(slot: Slot, unit: str = "", message: str = "no", reason: RefusalReason = RefusalReason.ERROR) -> Refusal:
    return Refusal(slot_id=slot.id, unit=unit, reason=reason, message=message, refused_at=COLLECTED)


def a_file(key: str, version: str = "v1") -> LogFile:
    return LogFile(key=key, account=ACCOUNT, region=REGION, day=date(2026, 11, 1), size_bytes=10, version=version)


def a_batch(
    *said: Answer | Refusal, files: tuple[LogFile, ...] = (), id_: str = "batch", assessment: AssessmentId = ASSESSMENT
) -> Batch:
    return Batch(
        id=BatchId(id_),
        assessment_id=assessment,
        staged=(Staged(("facts-1",), (), 1, 0),),
        answers=tuple(one for one in said if isinstance(one, Answer)),
        refusals=tuple(one for one in said if isinstance(one, Refusal)),
        files=files,
    )


def settle(records: RecoverableRecords, *said: Answer | Refusal, files: tuple[LogFile, ...] = ()) -> None:
    records.begin(a_batch(*said, files=files))
    records.finish(BatchId("batch"))


def record_of(records: RecoverableRecords, slot: Slot) -> SlotRecord:
    return next(record for record in records.slots(ASSESSMENT) if record.slot == slot)


def an_assessment(name: str = "November") -> Assessment:
    return Assessment(
        id=ASSESSMENT,
        name=name,
        framework_id=FrameworkId("genai-best-practices"),
        framework_digest="00ff",
        scope=Scope(accounts=(ACCOUNT, AccountId("444455556666")), regions=(REGION, Region("eu-west-1"))),
        since=START,
        until=START + timedelta(days=7, microseconds=1),
        created_at=COLLECTED,
    )


def test_an_assessment_comes_back_as_it_was(records: RecoverableRecords) -> None:
    records.save_assessment(an_assessment())

    assert records.find_assessment(ASSESSMENT) == an_assessment()
    assert records.find_assessment(OTHER) is None


def test_assessments_are_told_oldest_first(records: RecoverableRecords) -> None:
    later = replace(an_assessment(), id=OTHER, created_at=COLLECTED + timedelta(days=1))
    records.save_assessment(later)
    records.save_assessment(an_assessment())

    assert records.assessments() == [an_assessment(), later]


def test_an_assessment_stays_as_it_was_first_kept(records: RecoverableRecords) -> None:
    records.save_assessment(an_assessment())

    records.save_assessment(replace(an_assessment(), created_at=COLLECTED + timedelta(days=1)))

    assert records.find_assessment(ASSESSMENT) == an_assessment()


def test_what_is_forgotten_is_gone_and_all_else_stays(records: RecoverableRecords) -> None:
    for assessment in (ASSESSMENT, OTHER):
        records.save_assessment(replace(an_assessment(), id=assessment))
        records.plan(assessment, [API])
        records.begin(a_batch(a_refusal(API), files=(a_file("a"),), id_=assessment, assessment=assessment))
        records.finish(BatchId(assessment))

    records.forget(ASSESSMENT)
    records.forget(ASSESSMENT)

    assert records.find_assessment(ASSESSMENT) is None
    assert list(records.slots(ASSESSMENT)) == []
    assert records.files_read(ASSESSMENT, ["a"]) == {}
    assert [record.refusals for record in records.slots(OTHER)] == [(a_refusal(API),)]
    assert records.files_read(OTHER, ["a"]) == {"a": "v1"}


def test_a_planned_slot_is_due(records: RecoverableRecords) -> None:
    due = SlotRecord(slot=API, state=SlotState.DUE, answered_at=None, facts_count=0, refusals=())

    assert record_of(records, API) == due
    assert records.states(ASSESSMENT) == {LOG.id: SlotState.DUE, API.id: SlotState.DUE}
    assert records.states(OTHER) == {}


@pytest.mark.parametrize("state", [SlotState.DUE, SlotState.NOT_APPLICABLE])
def test_a_slot_that_nobody_asked_takes_the_state_planned_last(records: RecoverableRecords, state: SlotState) -> None:
    records.plan(ASSESSMENT, [API], SlotState.NOT_APPLICABLE)

    records.plan(ASSESSMENT, [API], state)

    assert record_of(records, API).state is state


def test_a_slot_that_was_asked_keeps_its_state_when_planned_again(records: RecoverableRecords) -> None:
    settle(records, an_answer(API), a_refusal(LOG))

    records.plan(ASSESSMENT, [API, LOG], SlotState.NOT_APPLICABLE)

    assert records.states(ASSESSMENT) == {API.id: SlotState.ANSWERED, LOG.id: SlotState.REFUSED}


def test_slots_are_found_by_id_with_their_refusals(records: RecoverableRecords) -> None:
    settle(records, a_refusal(API), a_refusal(API, "GetGuardrail g1"))
    stranger = replace(API, question="s3:ListBuckets")

    found = records.find_slots(ASSESSMENT, [API.id, stranger.id])

    assert found == {API.id: record_of(records, API)}
    assert len(found[API.id].refusals) == 2
    assert records.find_slots(OTHER, [API.id]) == {}
    assert records.find_slots(ASSESSMENT, []) == {}


def test_slots_and_refusals_are_counted_by_place_and_day(records: RecoverableRecords) -> None:
    day = timedelta(days=1)
    monthly = replace(API, question="monthly", until=START + 3 * day)
    paper = replace(API, kind=SourceKind.MANUAL, question="manual:paper")
    abroad = replace(API, question="abroad", region=Region("eu-west-1"), since=START + day, until=START + 2 * day)
    records.plan(ASSESSMENT, [monthly, paper])
    records.plan(OTHER, [abroad, replace(abroad, question="due")])
    settle(records, an_answer(LOG), an_answer(API), a_refusal(API, "g1"), a_refusal(paper, "f"), a_refusal(monthly))

    def told(*ids: AssessmentId, since: int = 0, until: int = 9) -> tuple[object, ...]:
        found = records.tallies(ids, START.date() + since * day, START.date() + until * day)
        return sorted((*each[:2], (each.day - START.date()).days, *each[3:]) for each in found.slots), sorted(
            found.refusals
        )

    here = (ACCOUNT, REGION)
    whole = (*here, 0, SlotState.ANSWERED, False, 1)
    partial = (*here, 0, SlotState.ANSWERED, True, 1)
    refused = (*here, 2, SlotState.REFUSED, True, 1)
    due = (ACCOUNT, Region("eu-west-1"), 1, SlotState.DUE, False, 2)
    assert told(ASSESSMENT) == ([whole, partial, refused], [(*here, RefusalReason.ERROR, 3)])
    assert told(ASSESSMENT, OTHER, since=1) == ([due, refused], [(*here, RefusalReason.ERROR, 1)])
    assert told(ASSESSMENT, OTHER, until=1) == ([whole, partial], [(*here, RefusalReason.ERROR, 2)])
    assert told() == ([], [])


def test_what_was_taken_over_cannot_be_begun(database_place: Path | str) -> None:
    with closing(Database(database_place)) as database:
        records, store = SqlRecords(database), SqlStore(database)
        records.plan(ASSESSMENT, [API])
        first = Lease(id="account:1", holder="first", taken_at=COLLECTED, until=COLLECTED)
        store.change(lambda books: books.leases.put(first))
        records.begin(a_batch(an_answer(API), id_="held"), first)
        store.change(lambda books: books.leases.put(replace(first, holder="second")))

        with pytest.raises(WrongStateError, match="account:1 is taken over by another worker"):
            records.begin(a_batch(an_answer(API), id_="lost"), first)
        store.change(lambda books: books.leases.remove("account:1"))
        with pytest.raises(WrongStateError):
            records.begin(a_batch(an_answer(API), id_="lost"), first)

        assert [batch.id for batch in records.pending()] == ["held"]


def test_slots_are_ordered_by_kind_question_place_and_time(records: RecoverableRecords) -> None:
    slots = [
        replace(API, question=question, region=Region(region), since=START + timedelta(microseconds=offset))
        for question in ("b", "B", "a")
        for region in ("us-east-1", "eu-west-1")
        for offset in (10, 2, 0)
    ]
    records.plan(OTHER, slots)

    listed = [record.slot for record in records.slots(OTHER)]

    assert listed == sorted(slots, key=lambda slot: (slot.kind, slot.question, slot.account, slot.region, slot.since))


def test_an_answer_settles_its_slot(records: RecoverableRecords) -> None:
    settle(records, an_answer(API, 3))

    record = record_of(records, API)
    assert (record.state, record.facts_count, record.answered_at) == (SlotState.ANSWERED, 3, COLLECTED)


def test_a_slot_with_nothing_but_refusals_is_refused(records: RecoverableRecords) -> None:
    settle(records, a_refusal(API, "GetGuardrail g1"), a_refusal(API))

    record = record_of(records, API)
    assert record.state is SlotState.REFUSED
    assert record.refusals == (a_refusal(API), a_refusal(API, "GetGuardrail g1"))


def test_a_refusal_said_again_adds_its_attempts_and_keeps_the_last_message(records: RecoverableRecords) -> None:
    settle(records, a_refusal(API, message="first"))
    settle(records, replace(a_refusal(API, message="last", reason=RefusalReason.TIMEOUT), attempts=4))

    last = replace(a_refusal(API, message="last", reason=RefusalReason.TIMEOUT), attempts=5)
    assert record_of(records, API).refusals == (last,)


def test_a_refusal_never_overwrites_an_answer(records: RecoverableRecords) -> None:
    settle(records, an_answer(API, 3))
    settle(records, a_refusal(API))

    assert record_of(records, API) == SlotRecord(
        slot=API, state=SlotState.ANSWERED, answered_at=COLLECTED, facts_count=3, refusals=()
    )


def test_refusals_beside_an_answer_stand_and_may_be_said_again(records: RecoverableRecords) -> None:
    settle(records, an_answer(API), a_refusal(API, "GetGuardrail g1"))
    settle(records, a_refusal(API, "GetGuardrail g1"), a_refusal(API, "GetGuardrail g2"))

    record = record_of(records, API)
    assert record.state is SlotState.ANSWERED
    assert record.refusals == (replace(a_refusal(API, "GetGuardrail g1"), attempts=2),)


def test_a_new_answer_takes_back_the_refusals_it_does_not_repeat(records: RecoverableRecords) -> None:
    settle(records, a_refusal(API), a_refusal(API, "GetGuardrail g1"))

    settle(records, an_answer(API, 5), a_refusal(API, "GetGuardrail g2"))

    record = record_of(records, API)
    assert (record.state, record.facts_count) == (SlotState.ANSWERED, 5)
    assert record.refusals == (a_refusal(API, "GetGuardrail g2"),)


def test_an_answer_again_replaces_the_count_of_a_call_and_adds_to_that_of_a_log(records: RecoverableRecords) -> None:
    settle(records, an_answer(API, 3), an_answer(LOG, 3), an_answer(LOG, 4))
    settle(records, an_answer(API, 2, minutes=1), an_answer(LOG, 2, minutes=1))

    assert record_of(records, API).facts_count == 2
    assert record_of(records, LOG).facts_count == 9
    assert record_of(records, LOG).answered_at == COLLECTED + timedelta(minutes=1)


def test_a_log_file_is_read_once_it_was_read_without_refusal(records: RecoverableRecords) -> None:
    settle(records, an_answer(LOG), a_refusal(LOG, "bad.gz"), files=(a_file("good.gz"), a_file("bad.gz")))

    assert records.files_read(ASSESSMENT, KEYS) == {"good.gz": "v1"}
    assert record_of(records, LOG).refusals == (a_refusal(LOG, "bad.gz"),)


def test_a_log_file_read_at_last_takes_back_its_refusal_and_no_other(records: RecoverableRecords) -> None:
    settle(records, a_refusal(LOG, "one.gz"), a_refusal(LOG, "two.gz"), a_refusal(LOG))

    settle(records, an_answer(LOG), files=(a_file("one.gz", "v2"),))

    record = record_of(records, LOG)
    assert record.state is SlotState.ANSWERED
    assert record.refusals == (a_refusal(LOG, "two.gz"),)
    assert records.files_read(ASSESSMENT, KEYS) == {"one.gz": "v2"}


def test_a_log_file_that_was_read_cannot_be_refused_in_the_same_version(records: RecoverableRecords) -> None:
    settle(records, an_answer(LOG), files=(a_file("one.gz"),))

    settle(records, a_refusal(LOG, "one.gz"), files=(a_file("one.gz"),))

    assert record_of(records, LOG).refusals == ()
    assert records.files_read(ASSESSMENT, KEYS) == {"one.gz": "v1"}


def test_a_log_file_that_was_read_can_be_refused_in_a_new_version(records: RecoverableRecords) -> None:
    settle(records, an_answer(LOG), files=(a_file("one.gz"),))

    settle(records, a_refusal(LOG, "one.gz"), files=(a_file("one.gz", "v2"),))

    assert record_of(records, LOG).refusals == (a_refusal(LOG, "one.gz"),)
    assert record_of(records, LOG).state is SlotState.ANSWERED
    assert records.files_read(ASSESSMENT, KEYS) == {"one.gz": "v1"}


def test_assessments_do_not_mix(records: RecoverableRecords) -> None:
    records.plan(OTHER, [API])
    settle(records, an_answer(API), files=(a_file("one.gz"),))

    assert records.states(OTHER) == {API.id: SlotState.DUE}
    assert records.files_read(OTHER, KEYS) == {}


def test_a_batch_is_pending_from_its_beginning_to_its_end(records: RecoverableRecords) -> None:
    first = a_batch(an_answer(API), a_refusal(LOG, "bad.gz"), files=(a_file("good.gz"),), id_="first")
    second = a_batch(an_answer(API), id_="second")
    records.begin(first)
    records.begin(second)
    assert records.pending() == [first, second]

    records.finish(first.id)

    assert records.pending() == [second]


def test_a_batch_finished_twice_is_applied_once(records: RecoverableRecords) -> None:
    settle(records, an_answer(LOG, 3))

    records.finish(BatchId("batch"))

    assert record_of(records, LOG).facts_count == 3


def test_a_dropped_batch_changes_nothing(records: RecoverableRecords) -> None:
    records.begin(a_batch(an_answer(API)))

    records.drop(BatchId("batch"))

    assert records.pending() == []
    assert record_of(records, API).state is SlotState.DUE


def test_a_batch_for_a_slot_that_was_not_planned_is_refused_at_once(records: RecoverableRecords) -> None:
    stranger = replace(API, question="s3:ListBuckets")

    with pytest.raises(NotFoundError, match=f"no slot has the id {stranger.id}"):
        records.begin(a_batch(an_answer(stranger)))

    assert records.pending() == []


def test_uses_of_platforms_replace_what_was_known_of_the_same_place(records: RecoverableRecords) -> None:
    bedrock = PlatformUse(
        platform_id=PlatformId("bedrock"), account=ACCOUNT, region=REGION, status=UseStatus.UNKNOWN, because="refused"
    )
    sagemaker = replace(bedrock, platform_id=PlatformId("sagemaker"))
    records.save_uses(ASSESSMENT, [sagemaker, bedrock])
    in_use = replace(bedrock, status=UseStatus.IN_USE, because="bedrock:ListGuardrails found 2")

    records.save_uses(ASSESSMENT, [in_use])
    records.save_uses(ASSESSMENT, [])

    assert list(records.uses(ASSESSMENT)) == [in_use, sagemaker]


UNITS = st.sampled_from(["", "one", "two"])
SLOTS = st.sampled_from([LOG, API])
ANSWERS = st.builds(an_answer, SLOTS, st.integers(0, 3), st.integers(0, 3))
REFUSALS = st.builds(a_refusal, SLOTS, UNITS, st.sampled_from(["no", "never"]))
FILES = st.builds(a_file, st.sampled_from(["one", "two"]), st.sampled_from(["v1", "v2"]))
BATCHES = st.builds(
    lambda said, files: a_batch(*said, files=tuple({file.key: file for file in files}.values())),
    st.lists(ANSWERS | REFUSALS, max_size=4),
    st.lists(FILES, max_size=2),
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(BATCHES, max_size=5))
def test_the_real_records_settle_any_batches_as_the_ones_in_memory(
    batches: list[Batch], database_place: Path | str
) -> None:
    assessment = AssessmentId(f"any-{next(NUMBERS)}")
    real = SqlRecords(database_place)
    memory = MemoryRecords()
    for records in (real, memory):
        records.plan(assessment, [LOG, API])
        for batch in batches:
            records.begin(replace(batch, assessment_id=assessment))
            records.finish(batch.id)

    assert list(real.slots(assessment)) == list(memory.slots(assessment))
    assert real.files_read(assessment, ["one", "two"]) == memory.files_read(assessment, ["one", "two"])
    real.close()
