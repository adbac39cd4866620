"""The main job over sources that say what they are told: plan, resume, and a crash between any two steps."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from probative.app.assessing import Job, Sources, Stores, assess, new_assessment
from probative.domain.assessments import Scope, UseStatus
from probative.domain.evidence import Fact, Verdict, fact_id
from probative.domain.evidence_sources import CallStep
from probative.domain.frameworks import Framework
from probative.domain.ids import AccountId, ControlId, Region, SourceId
from probative.domain.slots import RefusalReason, Slot, SlotState, SourceKind, log_slot
from probative.domain.summaries import AssessmentSummary, Coverage, Standing
from probative.ports.asking import Observation, Period
from probative.ports.logs import FileRead, LogFile
from probative.workspace import DataFolder
from tests.support.assessing import (
    ACCOUNT,
    BEDROCK,
    NOW,
    REGION,
    TODAY,
    a_control,
    a_framework,
    a_manual_source,
    a_refusal,
    a_resource,
    a_rule,
    an_answer,
    an_api_source,
    an_event,
    an_event_source,
    bedrock_platform,
)
from tests.support.jobs_fused import Fuse, FusedLake, FusedRecords, KilledError
from tests.support.jobs_scripted import (
    PERIOD,
    SCOPE,
    ScriptedFolder,
    ScriptedLive,
    ScriptedLogs,
    ScriptedPlanner,
    ToldProgress,
    a_log,
    a_read,
)

LIST = "bedrock:ListGuardrails"
MODELS = replace(
    an_api_source("safe-1.2-models", rule=a_rule()),
    chain=(CallStep(service="bedrock", operation="ListCustomModels"),),
)
DAYS_OF_LOG = 3
FRAMEWORK = a_framework(
    a_control(an_api_source(rule=a_rule()), an_event_source(), id_="SAFE-1.1"),
    a_control(MODELS, a_manual_source(), id_="SAFE-1.2"),
)


def finds(slot: Slot) -> Iterator[Observation]:
    yield a_resource(slot, ok=True, arn="a")
    yield a_resource(slot, ok=False, arn="b")
    yield an_answer(slot, 2)


def refuses(slot: Slot) -> Iterator[Observation]:
    yield a_refusal(slot)


def logs(count: int = 3) -> dict[LogFile, FileRead]:
    return {a_log(number): a_read(a_log(number), an_event(event_id=f"e{number}")) for number in range(count)}


def brings(slots: Mapping[ControlId, Mapping[SourceId, Slot]]) -> Iterator[Observation]:
    slot = slots[ControlId("SAFE-1.2")][a_manual_source().id]
    yield a_manual_fact(slot)
    yield an_answer(slot, 1)


def a_manual_fact(slot: Slot) -> Fact:
    return a_resource(slot, part="", note="so")._replace(
        kind=SourceKind.MANUAL,
        event_source="",
        event_name="manual",
        id=fact_id(slot, slot.since, "paper"),
    )


def a_job(lake: Any = None, records: Any = None, framework: Framework = FRAMEWORK, **sources: Any) -> Job:
    said = {"planner": ScriptedPlanner(), "live": None, "logs": None, "manual": None, **sources}
    scope = said.pop("scope", SCOPE)
    return Job(
        assessment=new_assessment("Test", framework, scope, PERIOD),
        framework=framework,
        sources=Sources(**said),
        stores=Stores(lake=lake or FusedLake(), records=records or FusedRecords(), clock=lambda: NOW),
        progress=ToldProgress(),
        commit_every=timedelta(0),
    )


def standings(summary: AssessmentSummary) -> dict[str, str]:
    return {id_: control.standing for id_, control in summary.controls.items()}


# --- the plan


def test_everything_is_collected_weighed_and_summarised() -> None:
    live = ScriptedLive({LIST: finds})
    summary = assess(a_job(live=live, logs=ScriptedLogs(logs()), manual=ScriptedFolder(brings)))

    assert standings(summary) == {"SAFE-1.1": "NON_COMPLIANT", "SAFE-1.2": "NON_COMPLIANT"}
    assert summary.evidence_count == 7
    # The log has one file a day only today: the two days before are seen by nobody.
    assert summary.coverage == Coverage(answered=3, unseen=2)
    assert summary.controls[ControlId("SAFE-1.2")].awaiting_people == ()
    assert summary.refusals == ()


def test_offline_what_aws_would_be_asked_is_unseen() -> None:
    summary = assess(a_job(logs=ScriptedLogs(logs())))

    assert summary.coverage == Coverage(answered=1, unseen=4)
    assert summary.controls[ControlId("SAFE-1.2")].coverage == Coverage(unseen=1)
    assert summary.controls[ControlId("SAFE-1.2")].standing is Standing.NO_EVIDENCE


def test_without_any_source_nothing_is_sound() -> None:
    summary = assess(a_job())
    assert standings(summary) == {"SAFE-1.1": "NO_EVIDENCE", "SAFE-1.2": "NO_EVIDENCE"}
    assert summary.coverage.share == 0


def platform_framework() -> Framework:
    source = an_api_source(rule=a_rule(), platforms=(BEDROCK,))
    watched = a_control(replace(source, chain=MODELS.chain), an_event_source(platforms=(BEDROCK,)))
    return a_framework(watched, platforms=(bedrock_platform(),))


def test_slots_of_a_platform_that_is_not_in_use_do_not_apply_and_are_not_asked() -> None:
    live = ScriptedLive()
    job = a_job(framework=platform_framework(), live=live)
    summary = assess(job)

    assert [use.status for use in summary.uses] == [UseStatus.NOT_IN_USE]
    assert live.asked == {LIST: 1}
    assert summary.coverage == Coverage(not_applicable=1, unseen=DAYS_OF_LOG)
    assert standings(summary) == {"SAFE-1.1": "NOT_APPLICABLE"}


def test_slots_of_a_platform_that_may_be_in_use_are_asked() -> None:
    live = ScriptedLive({LIST: refuses})
    summary = assess(a_job(framework=platform_framework(), live=live))

    assert live.asked["bedrock:ListCustomModels"] == 1
    # Nothing was found, but whether the platform is in use is not known: no verdict.
    assert standings(summary) == {"SAFE-1.1": "INCONCLUSIVE"}


def test_a_platform_that_comes_into_use_makes_its_slots_due() -> None:
    lake, records = FusedLake(), FusedRecords()
    assess(a_job(lake, records, platform_framework(), live=ScriptedLive()))
    live = ScriptedLive({LIST: finds, "bedrock:ListCustomModels": finds})
    summary = assess(a_job(lake, records, platform_framework(), live=live))

    assert summary.coverage == Coverage(answered=1, unseen=DAYS_OF_LOG)
    assert standings(summary) == {"SAFE-1.1": "NON_COMPLIANT"}


def test_days_of_log_are_expected_also_where_no_log_is_at_hand_and_only_where_a_control_asks_for_events() -> None:
    asks = assess(a_job(planner=None))
    asks_not = assess(a_job(planner=None, framework=a_framework(a_control(MODELS))))

    assert (asks.coverage, asks_not.coverage) == (Coverage(unseen=DAYS_OF_LOG), Coverage())
    assert {cell.coverage.unseen for cell in asks.controls[ControlId("SAFE-1.1")].cells} == {1}


def test_places_beyond_the_expected_are_planned_too() -> None:
    beside = AccountId("999900001111")
    unlisted = LogFile(f"exports/{beside}/", beside, REGION, TODAY.date(), 0, "unlisted")
    slot = log_slot(beside, REGION, TODAY.date())
    refusal = a_refusal(slot, unit=unlisted.key)
    summary = assess(a_job(logs=ScriptedLogs({unlisted: FileRead(unlisted, (), 0, refusal)}), planner=None))

    assert [(line.reason, line.unit) for line in summary.refusals] == [("ACCESS_DENIED", unlisted.key)]
    assert summary.coverage == Coverage(refused=1, unseen=3)


def test_the_assessment_stays_as_it_was_created() -> None:
    lake, records = FusedLake(), FusedRecords()
    first = assess(a_job(lake, records))
    later = a_job(lake, records)
    later = replace(later, assessment=replace(later.assessment, created_at=NOW + timedelta(hours=5)))

    assert assess(later).assessment == first.assessment


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Other"},
        {"scope": Scope(accounts=(AccountId("444455556666"),), regions=(REGION,))},
        {"scope": Scope(accounts=(ACCOUNT,), regions=(Region("eu-west-1"),))},
        {"period": Period(PERIOD.since - timedelta(days=1), PERIOD.until, NOW)},
        {"period": Period(PERIOD.since, PERIOD.until + timedelta(hours=1), NOW)},
        {"framework": replace(FRAMEWORK, digest="1" * 64)},
    ],
)
def test_other_arguments_name_another_assessment(other: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"name": "Test", "framework": FRAMEWORK, "scope": SCOPE, "period": PERIOD}
    assert new_assessment(**usual).id == new_assessment(**usual).id
    assert new_assessment(**usual).id != new_assessment(**{**usual, **other}).id


def test_the_moment_of_a_run_names_no_other_assessment() -> None:
    later = Period(PERIOD.since, PERIOD.until, NOW + timedelta(hours=3))
    assert new_assessment("A", FRAMEWORK, SCOPE, later).id == new_assessment("A", FRAMEWORK, SCOPE, PERIOD).id


def test_an_account_list_cannot_pass_for_a_region_list() -> None:
    one = Scope(accounts=(ACCOUNT, AccountId("a")), regions=(REGION,))
    two = Scope(accounts=(ACCOUNT,), regions=(Region("a"), REGION))
    assert new_assessment("A", FRAMEWORK, one, PERIOD).id != new_assessment("A", FRAMEWORK, two, PERIOD).id


# --- going on


def test_a_second_run_asks_only_what_was_refused() -> None:
    lake, records = FusedLake(), FusedRecords()
    denied = assess(a_job(lake, records, live=ScriptedLive({LIST: refuses})))
    live = ScriptedLive({LIST: finds})
    allowed = assess(a_job(lake, records, live=live))
    idle = ScriptedLive({LIST: refuses})
    last = assess(a_job(lake, records, live=idle))

    assert [line.reason for line in denied.refusals] == [RefusalReason.ACCESS_DENIED]
    assert live.asked == {LIST: 1}
    assert allowed.refusals == ()
    assert idle.asked == {}
    assert replace(last, generated_at=allowed.generated_at) == allowed


def test_only_log_files_that_are_new_or_changed_are_read() -> None:
    lake, records = FusedLake(), FusedRecords()
    assess(a_job(lake, records, logs=ScriptedLogs(logs(2))))
    changed = a_log(0, version="2")
    holds = {a_log(1): logs()[a_log(1)], a_log(2): logs()[a_log(2)], changed: a_read(changed, an_event(event_id="new"))}
    second = ScriptedLogs(holds)
    summary = assess(a_job(lake, records, logs=second))

    assert second.read_keys == ["log-2.json.gz", "log-0.json.gz"]
    assert summary.evidence_count == 4


def test_a_log_file_that_is_refused_is_read_again() -> None:
    lake, records = FusedLake(), FusedRecords()
    file = a_log(0)
    refusal = a_refusal(log_slot(ACCOUNT, REGION, TODAY.date()), RefusalReason.MALFORMED, file.key)
    first = assess(a_job(lake, records, logs=ScriptedLogs({file: FileRead(file, (), 0, refusal)})))
    second = assess(a_job(lake, records, logs=ScriptedLogs({file: a_read(file, an_event())})))

    assert [line.unit for line in first.refusals] == [file.key]
    assert second.refusals == ()
    assert second.evidence_count == 1


# --- a crash between any two steps


def all_sources() -> dict[str, Any]:
    return {
        "live": ScriptedLive({LIST: finds}),
        "logs": ScriptedLogs(logs(3)),
        "manual": ScriptedFolder(brings),
    }


def meaning(lake: FusedLake) -> dict[str, Verdict]:
    return {id_: item.verdict for id_, item in lake.kept_evidence.items()}


def test_a_crash_between_any_two_steps_loses_and_doubles_nothing(tmp_path: Path) -> None:
    whole = FusedLake()
    expected = assess(a_job(whole, FusedRecords(), **all_sources()))
    crashes = 0
    for steps in range(1000):
        fuse = Fuse(steps)
        lake, records = FusedLake(fuse=fuse), FusedRecords(fuse=fuse)
        try:
            assess(a_job(lake, records, **all_sources()))
        except KilledError:
            crashes += 1
        else:
            break
        fuse.left = None
        summary = run_again(tmp_path, lake, records)
        assert meaning(lake) == meaning(whole), f"killed at step {steps}"
        assert lake.kept_facts.keys() == whole.kept_facts.keys()
        assert replace(summary, generated_at=expected.generated_at) == expected
        assert not lake.staged_facts
        assert not lake.staged_evidence
        assert not records.pending()
        assert set(records.states(summary.assessment.id).values()) == {SlotState.ANSWERED, SlotState.DUE}
    # Seven batches (a slot each, three files, what was brought), each of some six steps.
    assert crashes > 30


def run_again(path: Path, lake: FusedLake, records: FusedRecords) -> AssessmentSummary:
    folder = DataFolder(path=path, open_lake=lambda _: lake, open_records=lambda _: records, clock=lambda: NOW)
    with folder.open() as (opened_lake, opened_records):
        return assess(a_job(opened_lake, opened_records, **all_sources()))


def test_what_stops_a_run_stops_the_asking() -> None:
    def breaks(slot: Slot) -> Iterable[Observation]:
        yield a_resource(slot, ok=True)
        raise KilledError

    live = ScriptedLive({LIST: breaks})
    with pytest.raises(KilledError):
        assess(a_job(live=live))
    assert live.is_closed


def test_progress_counts_each_stage_to_its_end() -> None:
    job = a_job(**all_sources())
    assess(job)
    progress = job.progress
    assert isinstance(progress, ToldProgress)
    assert progress.stages[-2:] == ["Asking AWS", "Reading CloudTrail logs"]
    assert [progress.steps[stage] for stage in progress.stages[-2:]] == [2, 3]
    assert [progress.totals[stage] for stage in progress.stages[-2:]] == [2, 3]
