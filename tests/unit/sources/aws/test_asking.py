"""Asking stays bounded and fails loudly: memory, walks begun ahead, threads that end before their time."""

import gc
import json
import threading
import time
import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import ClassVar

import pytest

from probative.domain.assessments import Scope
from probative.domain.evidence import Fact
from probative.domain.ids import AccountId
from probative.domain.slots import Slot
from probative.ports.asking import Observation
from probative.sources.aws.asking import Asker
from probative.sources.aws.caller import Caller
from probative.sources.aws.calls import Call
from probative.sources.aws.pace import Rate
from probative.sources.aws.spool import Spool
from probative.sources.aws.walks import Asked, Outcome, Read
from tests.support.aws_asking import (
    ACCOUNT,
    FAST,
    GUARDRAILS,
    NOW,
    PERIOD,
    REGION,
    SCOPE,
    api,
    collect,
    questions,
    sessions,
    source,
    step,
)
from tests.support.aws_guardrails import guardrails
from tests.support.aws_server import Error, Raw, answering


def asker(url: str) -> Asker:
    return Asker(
        Caller(sessions(url), lambda: NOW), Spool(None), clock=lambda: NOW, rate=FAST.rate, patience=FAST.patience,
        concurrency=4, check=lambda _: None,
    )  # fmt: skip


@dataclass
class OneCall:
    """A walk of one call that does something when the call is answered."""

    slot: Slot
    fails: bool = False
    begun: ClassVar[list[int]] = []

    def begin(self) -> Iterable[Asked]:
        self.begun.append(1)
        return [Asked(Call(ACCOUNT, REGION, "bedrock", "ListGuardrails", {}), 0)]

    def take(self, _asked: Asked, _outcome: Outcome, _read: Read) -> Iterable[Asked]:
        if self.fails:
            raise ArithmeticError("a defect of ours")
        return ()

    def observations(self, _read: Read) -> Iterator[Observation]:
        yield from ()


@pytest.fixture
def slot() -> Slot:
    return next(iter(source("http://127.0.0.1:9").plan([GUARDRAILS], SCOPE, PERIOD)))


def test_a_defect_in_a_thread_ends_the_run_with_its_error(slot: Slot) -> None:
    before = threading.active_count()
    with answering({"bedrock:ListGuardrails": guardrails("a")}) as server:
        with pytest.raises(ArithmeticError, match="a defect of ours"):
            list(asker(server.url).run([OneCall(slot, fails=True)]))
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("probative-ask")]
    assert threading.active_count() <= before + 1


def test_a_slow_reader_holds_the_asking_back(slot: Slot) -> None:
    OneCall.begun.clear()
    with answering({"bedrock:ListGuardrails": guardrails("a")}) as server:
        settled = asker(server.url).run(OneCall(slot) for _ in range(2000))
        assert len(list(islice(settled, 3))) == 3
        assert 3 <= len(OneCall.begun) <= 515
        assert len(list(settled)) == 1997
    assert len(OneCall.begun) == 2000


def test_a_run_of_nothing_is_nothing() -> None:
    assert list(asker("http://127.0.0.1:9").run([])) == []


def test_memory_holds_the_places_of_answers_not_the_answers() -> None:
    listed = [{"id": f"g{number}", "description": "long " * 4_000} for number in range(20)]
    body = json.dumps({"guardrails": listed}).encode()
    scope = Scope(accounts=tuple(AccountId(f"{number:012}") for number in range(150)), regions=(REGION,))
    with answering({"bedrock:ListGuardrails": Raw(200, body)}) as server:
        live = source(server.url)
        collect(live, GUARDRAILS)
        slots = list(live.plan([GUARDRAILS], scope, PERIOD))
        gc.collect()
        tracemalloc.start()
        facts = sum(isinstance(said, Fact) for said in live.collect(slots, questions([GUARDRAILS])))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert facts == 150 * 20
    assert peak < 150 * len(body) / 2, f"{peak / 1e6:.0f} MB at the peak, {150 * len(body) / 1e6:.0f} MB in all"


def test_a_lane_that_stays_dry_is_given_up_as_one() -> None:
    lists = [
        "ListCustomModels",
        "ListEvaluationJobs",
        "ListFoundationModels",
        "ListGuardrails",
        "ListImportedModels",
        "ListInferenceProfiles",
        "ListModelCopyJobs",
        "ListModelCustomizationJobs",
        "ListModelImportJobs",
        "ListPromptRouters",
    ]
    throttled = Error("ThrottlingException", "Rate exceeded")
    slow = replace(FAST, rate=Rate(initial=1, burst=1))
    with answering({f"bedrock:{name}": throttled for name in lists}) as server:
        began = time.monotonic()
        found = collect(source(server.url, limits=slow), *(api(step(f"bedrock:{name}")) for name in lists))
        took = time.monotonic() - began
    assert found.reasons == ["THROTTLED"] * 10
    assert (found.facts, found.answers) == ([], [])
    assert took < 8, "ten calls at half a call a second would take 20 seconds"
    assert sum(refusal.attempts for refusal in found.refusals) == len(server.seen)
