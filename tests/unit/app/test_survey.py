"""Which platforms are in use: found, active, silent, unknown."""

from collections.abc import Iterable, Iterator, Mapping

import pytest

from probative.app.survey import Place, survey
from probative.domain.assessments import PlatformUse, Scope, UseStatus
from probative.domain.evidence_sources import CallStep, EventName
from probative.domain.frameworks import Platform, Probe
from probative.domain.ids import AccountId, PlatformId, Region
from probative.domain.slots import RefusalReason, Slot, log_slot
from probative.ports.asking import Observation
from probative.ports.logs import FileRead, LogFile
from tests.support.assessing import ACCOUNT, BEDROCK, REGION, a_refusal, a_resource, an_answer, an_event
from tests.support.jobs_scripted import PERIOD, SCOPE, Say, ScriptedLive, ScriptedLogs, ToldProgress, a_log, a_read

OTHER = Region("eu-west-1")
TWO = Scope(accounts=(ACCOUNT, AccountId("444455556666")), regions=(REGION, OTHER))
GUARDRAILS, MODELS, ROLES = "bedrock:ListGuardrails", "bedrock:ListCustomModels", "iam:ListRoles"
INVOKED = EventName(source="bedrock.amazonaws.com", name="InvokeModel")


def platform(*calls: str, id_: PlatformId = BEDROCK) -> Platform:
    steps = [CallStep(service=call.partition(":")[0], operation=call.partition(":")[2]) for call in calls]
    probes = tuple(Probe(chain=(step,), each="guardrails") for step in steps)
    return Platform(id=id_, name="Amazon Bedrock", probes=probes, events=(INVOKED,))


def surveyed(
    of: Platform, says: Mapping[str, Say] | None, logs: Mapping[LogFile, FileRead] | None = None, scope: Scope = SCOPE
) -> list[PlatformUse]:
    by_place: dict[Place, list[LogFile]] = {}
    for file in logs or {}:
        by_place.setdefault(Place(file.account, file.region), []).append(file)
    return list(
        survey(
            (of,),
            scope,
            PERIOD,
            live=None if says is None else ScriptedLive(says),
            logs=None if logs is None else (ScriptedLogs(logs), by_place),
            progress=ToldProgress(),
        )
    )


def finds(slot: Slot) -> Iterator[Observation]:
    yield a_resource(slot, name="one")
    yield a_resource(slot, name="two")
    yield an_answer(slot, 2)


def refuses(slot: Slot) -> Iterator[Observation]:
    yield a_refusal(slot)


def unavailable(slot: Slot) -> Iterator[Observation]:
    yield a_refusal(slot, RefusalReason.REGION_UNAVAILABLE)


def says_nothing(slot: Slot) -> Iterable[Observation]:
    del slot
    return ()


def finds_part(slot: Slot) -> Iterator[Observation]:
    yield a_resource(slot, name="one")
    yield a_refusal(slot, unit="page 2")


def silent_log() -> dict[LogFile, FileRead]:
    return {a_log(1): a_read(a_log(1), an_event("DeleteGuardrail"))}


def unreadable_log() -> dict[LogFile, FileRead]:
    return {a_log(1): FileRead(a_log(1), (), 0, a_refusal(log_slot(*a_log(1)[1:4]), RefusalReason.MALFORMED))}


def active_log() -> dict[LogFile, FileRead]:
    return {a_log(1): a_read(a_log(1), an_event("DeleteGuardrail"), an_event("InvokeModel"))}


@pytest.mark.parametrize(
    ("says", "logs", "status", "because"),
    [
        ({GUARDRAILS: finds}, None, "IN_USE", "bedrock:ListGuardrails found 2"),
        ({GUARDRAILS: finds, MODELS: refuses}, None, "IN_USE", "bedrock:ListGuardrails found 2"),
        ({GUARDRAILS: finds_part}, None, "IN_USE", "bedrock:ListGuardrails found 1"),
        ({MODELS: refuses}, None, "UNKNOWN", "bedrock:ListCustomModels (ACCESS_DENIED)"),
        ({MODELS: refuses}, "silent", "UNKNOWN", "bedrock:ListCustomModels (ACCESS_DENIED)"),
        ({MODELS: refuses}, "active", "IN_USE", "InvokeModel in the CloudTrail log"),
        ({MODELS: says_nothing}, None, "UNKNOWN", "bedrock:ListCustomModels (not asked)"),
        ({MODELS: unavailable}, None, "NOT_IN_USE", "none of 2 probes found a resource"),
        ({}, None, "NOT_IN_USE", "none of 2 probes found a resource"),
        ({}, "silent", "NOT_IN_USE", "and no activity in 1 days of CloudTrail log"),
        ({}, "unreadable", "UNKNOWN", "could not be read"),
        ({}, "active", "IN_USE", "InvokeModel in the CloudTrail log"),
        (None, "active", "IN_USE", "InvokeModel in the CloudTrail log"),
        (None, "silent", "UNKNOWN", "resources were not asked for"),
        (None, None, "UNKNOWN", "resources were not asked for"),
    ],
)
def test_a_platform_is_in_use_where_something_shows_it(
    says: Mapping[str, Say] | None, logs: str | None, status: str, because: str
) -> None:
    held = {"silent": silent_log(), "unreadable": unreadable_log(), "active": active_log(), None: None}[logs]
    (use,) = surveyed(platform(GUARDRAILS, MODELS), says, held)
    assert use.status == status
    assert because in use.because


def test_a_platform_without_probes_or_logs_is_unknown() -> None:
    (use,) = surveyed(platform(), {})
    assert use.status is UseStatus.UNKNOWN
    assert use.because


def test_every_place_is_told_of_by_account_and_region() -> None:
    def finds_in_europe(slot: Slot) -> Iterable[Observation]:
        return finds(slot) if slot.region == OTHER and slot.account == ACCOUNT else (an_answer(slot, 0),)

    uses = surveyed(platform(GUARDRAILS), {GUARDRAILS: finds_in_europe}, scope=TWO)

    assert [(use.account, use.region, use.status) for use in uses] == [
        (ACCOUNT, REGION, "NOT_IN_USE"),
        (ACCOUNT, OTHER, "IN_USE"),
        (TWO.accounts[1], REGION, "NOT_IN_USE"),
        (TWO.accounts[1], OTHER, "NOT_IN_USE"),
    ]


def test_what_a_global_probe_finds_counts_in_every_region() -> None:
    uses = surveyed(platform(ROLES), {ROLES: finds}, scope=TWO)
    assert {use.status for use in uses} == {UseStatus.IN_USE}


def test_a_refused_global_probe_leaves_every_region_unknown() -> None:
    uses = surveyed(platform(GUARDRAILS, ROLES), {ROLES: refuses}, scope=TWO)
    assert {use.status for use in uses} == {UseStatus.UNKNOWN}


def test_activity_counts_where_it_was_logged() -> None:
    uses = surveyed(platform(GUARDRAILS), {}, active_log(), scope=TWO)
    assert [use.status for use in uses] == ["IN_USE", "NOT_IN_USE", "NOT_IN_USE", "NOT_IN_USE"]


def test_platforms_that_probe_alike_ask_once() -> None:
    live = ScriptedLive({GUARDRAILS: finds})
    platforms = (platform(GUARDRAILS), platform(GUARDRAILS, id_=PlatformId("other")))
    uses = list(survey(platforms, SCOPE, PERIOD, live=live, logs=None, progress=ToldProgress()))

    assert [use.status for use in uses] == ["IN_USE", "IN_USE"]
    assert live.asked == {GUARDRAILS: 1}
    assert live.is_closed
