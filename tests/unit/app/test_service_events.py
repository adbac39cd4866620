"""Service events: kept with what they tell of, and sent until the bus has taken them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.change_log import Act, Deed, record
from probative.app.delegating import Request, create_delegations
from probative.app.engagements import (
    AssessmentEdits,
    create_assessment,
    delete_assessment,
    update_assessment,
    update_status,
)
from probative.app.evidence_folders import ControlAddress
from probative.app.leasing import Leases
from probative.app.registering import deregister_account
from probative.app.reviewing import SetReview, review_control_set, update_control
from probative.app.service_events import SENT_FOR, EventSending
from probative.books import Books
from probative.domain.engagements import (
    AssessmentStatus,
    ChangeAction,
    ChangedObject,
    ControlSetStatus,
    ControlStatus,
)
from probative.domain.errors import BusError
from probative.domain.people import RoleType
from probative.domain.registration import Settings
from probative.domain.service_events import EventType, ServiceEvent
from tests.support.engaging import DAN, FIRST, OLIVIA, engage, new_assessment, serving, standard_controls
from tests.support.serving import ACCOUNT, SetClock


@dataclass
class Bus:
    """Takes events, but those of the types that it refuses; out of order, it takes none."""

    refuses: set[EventType] = field(default_factory=set)
    is_down: bool = False
    taken: list[ServiceEvent] = field(default_factory=list)
    calls: int = 0
    told: list[str] = field(default_factory=list)

    def send(self, events: Sequence[ServiceEvent]) -> Iterator[str]:
        self.calls += 1
        if self.is_down:
            raise BusError("audit: EndpointConnectionError")
        for event in events:
            if event.type not in self.refuses:
                self.taken.append(event)
                yield event.id
        if self.refuses:
            raise BusError("audit refused 1 events: InternalFailure")

    def tell(self, what: str, error: Exception) -> None:
        self.told.append(f"{what}: {error}")


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def server(tmp_path: Path, clock: SetClock) -> Application:
    return replace(serving(tmp_path, clock), has_bus=True)


@pytest.fixture
def bus() -> Bus:
    return Bus()


@pytest.fixture
def sending(server: Application, bus: Bus) -> EventSending:
    return EventSending(application=server, bus=bus, tell=bus.tell)


def waiting(server: Application) -> list[str]:
    return [event.type.value for event in server.store.read(lambda books: books.service_events.select())]


def test_the_bus_is_told_of_all_that_happens_to_an_assessment(
    server: Application, sending: EventSending, bus: Bus, clock: SetClock
) -> None:
    made = engage(server).engagement
    clock.advance(minutes=1)
    create_delegations(server, OLIVIA, made.id, [Request(FIRST, DAN.arn, RoleType.RESOURCE_OWNER, None)])
    clock.advance(minutes=1)
    control = ControlAddress(made.id, FIRST, standard_controls(1)[0])
    update_control(server, DAN, control, status=ControlStatus.REVIEWED, comment="sound")
    update_control(server, DAN, control, status=None, comment="no status, no event")
    clock.advance(minutes=1)
    review_control_set(server, DAN, SetReview(made.id, FIRST, ControlSetStatus.UNDER_REVIEW, ""))
    clock.advance(minutes=1)
    review_control_set(server, OLIVIA, SetReview(made.id, FIRST, ControlSetStatus.REVIEWED, ""))
    clock.advance(minutes=1)
    update_assessment(server, OLIVIA, made.id, AssessmentEdits(name="Renamed"))
    clock.advance(minutes=1)
    delete_assessment(server, OLIVIA, made.id)

    assert sending()

    assert [event.type.value for event in bus.taken] == [
        "Assessment Created",
        "Assessment ControlSet Delegation Created",
        "Assessment Control Reviewed",
        "Assessment ControlSet Under Review",
        "Assessment ControlSet Reviewed",
        "Assessment Updated",
        "Assessment Deleted",
    ]
    first, last = bus.taken[0], bus.taken[-1]
    assert (first.assessment_name, last.assessment_name) == (made.name, "Renamed")
    assert {event.assessment_arn for event in bus.taken} == {server.arn(f"assessment/{made.id}")}
    assert {event.account for event in bus.taken} == {ACCOUNT}
    assert [event.change.created_by for event in bus.taken[1:4]] == [OLIVIA.arn, DAN.arn, DAN.arn]
    assert bus.taken[2].change.control_id == control.control_id
    assert len({event.id for event in bus.taken}) == len(bus.taken)
    assert waiting(server) == []
    assert not sending(), "there is nothing more to send"
    assert bus.calls == 1


def test_the_end_of_an_assessment_is_the_end_of_its_reviews(
    server: Application, sending: EventSending, bus: Bus
) -> None:
    made = engage(server).engagement
    update_status(server, OLIVIA, made.id, AssessmentStatus.INACTIVE)
    while sending():
        pass

    types = [event.type for event in bus.taken]
    assert types.count(EventType.CONTROL_SET_REVIEWED) == len(made.control_sets)
    assert types.count(EventType.CONTROL_REVIEWED) == sum(len(each.controls) for each in made.control_sets)
    assert types.count(EventType.ASSESSMENT_UPDATED) == 1


def test_who_deletes_everything_deletes_each_assessment(server: Application, sending: EventSending, bus: Bus) -> None:
    server.store.change(lambda books: books.settings.put(Settings(id=ACCOUNT, delete_resources="ALL")))
    for name in ("one", "two"):
        create_assessment(server, OLIVIA, new_assessment(name))
    deregister_account(server, OLIVIA)
    sending()

    deleted = [event.assessment_name for event in bus.taken if event.type is EventType.ASSESSMENT_DELETED]
    assert sorted(deleted) == ["one", "two"]


def test_without_a_bus_nothing_waits_for_one(tmp_path: Path) -> None:
    server = serving(tmp_path)
    delete_assessment(server, OLIVIA, engage(server).engagement.id)
    assert waiting(server) == []


def test_what_was_not_done_is_not_told(server: Application) -> None:
    made = engage(server).engagement

    def change(books: Books) -> None:
        deed = Deed(ChangedObject.ASSESSMENT, made.name, ChangeAction.UPDATE_METADATA)
        record(server, books, Act(OLIVIA, server.clock(), made.id), [deed])
        assert books.service_events.count() == 2
        raise RuntimeError

    with pytest.raises(RuntimeError):
        server.store.change(change)
    assert waiting(server) == ["Assessment Created"]


def test_a_bus_out_of_reach_misses_nothing_and_is_left_alone_for_a_while(
    server: Application, sending: EventSending, bus: Bus, clock: SetClock
) -> None:
    bus.is_down = True
    engage(server)
    assert not sending()
    assert not sending()
    assert bus.calls == 1
    assert bus.told == ["sending events to the bus: audit: EndpointConnectionError"]
    assert waiting(server) == ["Assessment Created"]

    clock.advance(seconds=11)
    sending()
    clock.advance(seconds=11)
    sending()
    assert bus.calls == 2, "it waits longer each time"

    bus.is_down = False
    clock.advance(hours=3)
    assert sending()
    assert [event.type for event in bus.taken] == [EventType.ASSESSMENT_CREATED]
    assert waiting(server) == []


def test_what_is_refused_alone_waits_alone_and_is_given_up_after_a_day(
    server: Application, sending: EventSending, bus: Bus, clock: SetClock
) -> None:
    bus.refuses = {EventType.ASSESSMENT_CREATED}
    made = engage(server).engagement
    update_assessment(server, OLIVIA, made.id, AssessmentEdits(name="Renamed"))

    assert sending()
    assert [event.type for event in bus.taken] == [EventType.ASSESSMENT_UPDATED]
    assert waiting(server) == ["Assessment Created"]

    clock.advance(hours=23)
    sending()
    assert waiting(server) == ["Assessment Created"]
    clock.advance(hours=2)
    assert clock() - made.created_at > SENT_FOR
    sending()
    assert waiting(server) == []
    assert "given up" in bus.told[-1]
    assert "Assessment Created" in bus.told[-1]


def test_one_server_sends_at_a_time(server: Application, sending: EventSending, bus: Bus, clock: SetClock) -> None:
    leases = Leases(store=server.store, clock=clock, new_id=server.new_id, length=timedelta(seconds=60))
    engage(server)
    assert leases.take("service events") is not None
    assert not sending()
    assert bus.calls == 0

    clock.advance(minutes=2)
    assert sending(), "who took the lease has died"


def test_more_than_fits_at_once_is_sent_in_turns(server: Application, sending: EventSending, bus: Bus) -> None:
    for number in range(60):
        create_assessment(server, OLIVIA, new_assessment(f"Number {number}"))
    assert sending()
    assert len(bus.taken) == 50
    assert sending()
    assert len({event.id for event in bus.taken}) == 60
