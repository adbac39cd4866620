"""Reports are made once, whoever is killed on the way."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.report_making import CLAIM_LASTS, make_next_report
from probative.app.reporting import create_report
from probative.domain.engagements import AssessmentReport, Engagement, ReportStatus
from tests.support.assessed import ASSESSMENT, engagement, keep_engagement, keep_some
from tests.support.serving import MemoryObjects, SetClock, application, caller


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def server(tmp_path: Path, clock: SetClock) -> Application:
    server = application(tmp_path, clock)
    whole = engagement()
    keep_engagement(server, replace(whole, control_sets=whole.control_sets[:1]))
    return server


def asked(server: Application, name: str = "r") -> str:
    return create_report(server, caller(), ASSESSMENT, name=name, description=None, query=None).id


def kept(server: Application, id_: str) -> AssessmentReport:
    return server.store.read(lambda books: books.reports.get(id_))


class Killed(BaseException):
    """What ends a maker in the midst of its work."""


@dataclass
class Meddling(MemoryObjects):
    """Does something just before a zip is put."""

    meddle: Callable[[], None] = lambda: None
    puts: list[str] = field(default_factory=list)

    def put(self, key: str, content: bytes | Path) -> None:
        self.puts.append(key)
        self.meddle()
        super().put(key, content)


def kill() -> None:
    raise Killed


def test_a_claim_of_a_clock_that_ran_ahead_holds_nothing_up(server: Application, clock: SetClock) -> None:
    id_ = asked(server)
    clock.advance(days=365)
    objects = Meddling(meddle=kill)
    with pytest.raises(Killed):
        make_next_report(replace(server, objects=objects))

    clock.advance(days=-365)

    assert make_next_report(server)
    assert kept(server, id_).status is ReportStatus.COMPLETE


@pytest.mark.parametrize("days", [-365, 365])
def test_a_clock_that_jumps_while_a_report_is_made_stops_nothing(
    server: Application, clock: SetClock, days: int
) -> None:
    id_ = asked(server)
    objects = Meddling(meddle=lambda: clock.advance(days=days))

    assert make_next_report(replace(server, objects=objects))

    assert kept(server, id_).status is ReportStatus.COMPLETE


def test_the_longest_waiting_report_is_made_first(server: Application, clock: SetClock) -> None:
    first = asked(server)
    clock.advance(seconds=1)
    second = asked(server)

    assert make_next_report(server)

    assert [kept(server, id_).status for id_ in (first, second)] == [ReportStatus.COMPLETE, ReportStatus.IN_PROGRESS]
    assert make_next_report(server)
    assert not make_next_report(server)


def test_a_report_whose_maker_was_killed_is_made_anew_and_is_one(server: Application, clock: SetClock) -> None:
    id_ = asked(server)
    objects = Meddling(meddle=kill)
    server = replace(server, objects=objects)
    with pytest.raises(Killed):
        make_next_report(server)

    assert not make_next_report(server)  # as long as its maker may be alive
    clock.advance(minutes=31)
    objects.meddle = lambda: None
    assert make_next_report(server)

    assert kept(server, id_).status is ReportStatus.COMPLETE
    assert len(set(objects.puts)) == 1
    assert list(objects.kept) == [kept(server, id_).place.removeprefix("s3://")]


def test_nobody_makes_what_another_is_making(server: Application) -> None:
    id_ = asked(server)
    others: list[bool] = []
    objects = Meddling(meddle=lambda: others.append(make_next_report(server)))

    assert make_next_report(replace(server, objects=objects))

    assert others == [False]
    assert kept(server, id_).attempts == 1


def test_a_maker_that_took_too_long_leaves_it_to_the_next(server: Application, clock: SetClock) -> None:
    id_ = asked(server)

    def overtake() -> None:
        clock.advance(minutes=31)
        assert make_next_report(server)

    assert make_next_report(replace(server, objects=Meddling(meddle=overtake)))

    made = kept(server, id_)
    assert (made.status, made.attempts, made.claim) == (ReportStatus.COMPLETE, 2, "")


def test_a_claim_is_renewed_while_work_goes_on(server: Application, clock: SetClock) -> None:
    keep_some(server, _control(server), 3)
    id_ = asked(server)

    @dataclass
    class Slow:
        """A clock on which a minute passes at each look."""

        def __call__(self) -> object:
            clock.advance(seconds=20)
            return clock()

    others: list[bool] = []
    objects = Meddling(meddle=lambda: others.append(make_next_report(server)))

    assert make_next_report(replace(server, clock=Slow(), objects=objects))  # type: ignore[arg-type]

    assert others == [False]
    made = kept(server, id_)
    assert (made.status, made.attempts) == (ReportStatus.COMPLETE, 1)


def test_a_maker_that_lost_its_report_midway_stops(server: Application, clock: SetClock) -> None:
    keep_some(server, _control(server), 3)
    id_ = asked(server)
    objects = Meddling()
    taken: list[str] = []

    def stealing() -> object:
        if kept(server, id_).claim and not taken:
            taken.append(id_)
            clock.advance(seconds=CLAIM_LASTS.total_seconds())
            server.store.change(lambda books: books.reports.put(replace(books.reports.get(id_), claim="another")))
        return clock()

    assert make_next_report(replace(server, clock=stealing, objects=objects))  # type: ignore[arg-type]

    assert objects.puts == []
    assert (kept(server, id_).status, kept(server, id_).claim) == (ReportStatus.IN_PROGRESS, "another")


def test_a_report_that_kills_its_makers_fails_in_the_end(server: Application, clock: SetClock) -> None:
    id_ = asked(server)
    server = replace(server, objects=Meddling(meddle=kill))
    for _ in range(3):
        with pytest.raises(Killed):
            make_next_report(server)
        clock.advance(minutes=31)

    assert make_next_report(server)

    assert kept(server, id_).status is ReportStatus.FAILED
    assert "3 times" in kept(server, id_).failure
    assert not make_next_report(server)


def test_a_report_of_an_assessment_that_is_gone_fails(server: Application) -> None:
    id_ = asked(server)
    server.store.change(lambda books: books.engagements.remove(ASSESSMENT))

    assert make_next_report(server)

    assert kept(server, id_).status is ReportStatus.FAILED
    assert "assessment" in kept(server, id_).failure


def test_what_comes_in_while_it_is_made_is_for_the_next(server: Application, clock: SetClock) -> None:
    control = _control(server)
    keep_some(server, control, 2)
    id_ = asked(server)
    came: list[int] = []

    def collecting() -> object:
        # Evidence comes at every look at the clock, as it does while an assessment collects.
        keep_some(server, control, 1, first=100 + len(came))
        came.append(1)
        return clock()

    assert make_next_report(replace(server, clock=collecting))  # type: ignore[arg-type]

    assert kept(server, id_).status is ReportStatus.COMPLETE
    assert len(came) > 2


def test_the_same_report_made_twice_is_the_same_zip(server: Application) -> None:
    keep_some(server, _control(server), 2)
    id_ = asked(server)
    assert isinstance(server.objects, MemoryObjects)
    make_next_report(server)
    first = dict(server.objects.kept)
    server.objects.kept.clear()
    again = replace(kept(server, id_), status=ReportStatus.IN_PROGRESS, place="")
    server.store.change(lambda books: books.reports.put(again))

    make_next_report(server)

    assert server.objects.kept == first


def _control(server: Application) -> str:
    held: Engagement = server.store.read(lambda books: books.engagements.get(ASSESSMENT))
    return held.control_sets[0].controls[0].id
