"""The organization itself: its state, its callers, its trail, and how a call is answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Final, TypeAlias

from probative_demo.answers import Asked, answer
from probative_demo.buckets import answer_log_bucket, seed_buckets
from probative_demo.callers import Callers
from probative_demo.catalogue import Collection, load_catalogue, seed
from probative_demo.errors import ApiError, NotHereError
from probative_demo.history import write_history
from probative_demo.inventory import seed_config, seed_findings
from probative_demo.models import Members, is_read, operation
from probative_demo.places import start_of_day
from probative_demo.refusals import Refusals, denied
from probative_demo.routing import Call
from probative_demo.state import State
from probative_demo.trail import Delivery, LogStore, fill


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """All that a call can read or change."""

    clock: Callable[[], datetime]
    start: datetime
    """The midnight that the day began with, on which the organization was made."""
    state: State
    callers: Callers
    logs: LogStore
    delivery: Delivery
    refusals: Refusals = field(default_factory=Refusals)


Handler: TypeAlias = Callable[[Simulation, Call], Members]


def make_simulation(clock: Callable[[], datetime]) -> Simulation:
    """Return the organization as it stands on the day that `clock` tells."""
    start = start_of_day(clock())
    state = State()
    seed(state, start)
    seed_config(state, start)
    seed_findings(state, start)
    seed_buckets(start)
    logs = LogStore()
    fill(logs, write_history(start))
    return Simulation(
        clock=clock, start=start, state=state, callers=Callers(), logs=logs, delivery=Delivery(logs, clock)
    )


@cache
def answerers() -> Mapping[tuple[str, str], tuple[Collection, str]]:
    """Return, for each operation that the catalogue answers, its collection and the way."""
    return {
        (collection.service, name): (collection, way)
        for collection in load_catalogue()
        for name, way in collection.operations()
    }


def answer_call(simulation: Simulation, call: Call, handlers: Mapping[tuple[str, str], Handler]) -> Members:
    """Answer `call`.

    Raises:
        ApiError: AWS would refuse it.
        NotHereError: Neither a handler nor the catalogue knows the operation.
    """
    if call.caller.reads_only and not is_read(call.target.operation) and call.target.service != "sts":
        raise denied(call)
    simulation.refusals.check(call)
    if call.target.service == "s3":
        return answer_log_bucket(simulation.logs, call)
    if handler := handlers.get(call.name):
        return handler(simulation, call)
    if found := answerers().get(call.name):
        collection, way = found
        asked = Asked(
            state=simulation.state,
            place=call.place,
            collection=collection,
            operation=call.target.operation,
            given=call.given,
            now=simulation.clock(),
        )
        return answer(asked, way)
    raise NotHereError(":".join(call.name))


def empty_answer(call: Call) -> Members:
    """Return the answer of a place where nothing of this kind was ever made.

    Raises:
        ApiError: The operation is not one that lists things.
    """
    model = operation(*call.name)
    lists = [name for name, shape in model.output_shape.members.items() if shape.type_name == "list"]
    if is_read(call.target.operation) and lists:
        return {lists[0]: []}
    raise ApiError(_UNKNOWN, f"{':'.join(call.name)} is not part of this simulated organization.", 501)


_UNKNOWN: Final = "NotImplemented"
