"""AWS, asked what is due for one assessment in one account.

One rule holds here: every day since the assessment looks at the account has its slots. Those of a day on which nobody
could ask stay due for ever, so that every report shows the gap.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from probative.app.collecting_turn import (
    FIRST_PAUSE,
    Look,
    Silent,
    Survey,
    Turn,
    last_refused,
    pause_after,
    pause_since,
)
from probative.app.collection import collect_live
from probative.app.planning import days_of, files_by_place, plan_live, plan_logs, questions_in
from probative.app.rhythms import Planned, Rhythm, midnight, next_midnight, rhythms_of
from probative.app.survey import survey
from probative.app.weighing import Weigher
from probative.assess.applicability import Applicability
from probative.domain.assessments import PlatformUse, UseStatus
from probative.domain.errors import InvalidError
from probative.domain.ids import SlotId
from probative.domain.slots import SlotState
from probative.ports.asking import LiveSource, Period
from probative.ports.records import SlotRecord

_DAY: Final = timedelta(days=1)
_ACTIVITY_SPAN: Final = timedelta(days=7)
"""A platform of which no resource is there is in use for as long after its last activity."""


class Asked(NamedTuple):
    """How asking went."""

    day: date
    due_at: datetime
    """When there is something to ask again."""
    refusing: int


def ask_aws(turn: Turn, look: Look, live: LiveSource | None) -> Asked | None:
    """Ask what is due, and return how it went; None: it was broken off."""
    now = turn.collecting.clock()
    asking = _Asking(turn=turn, look=look, live=live, now=now, uses=_uses(turn, look, live, now))
    asking.plan_days_of_log()
    left: list[SlotRecord] = []
    again = [next_midnight(now)]
    for rhythm in rhythms_of(look.framework):
        planned = asking.planned(rhythm)
        asking.ask(rhythm, planned)
        if not turn.goes_on():
            return None
        unanswered = asking.left(planned)
        left += unanswered
        again += [asking.again_at(record, planned) for record in unanswered]
    refused = sum(record.state is SlotState.REFUSED for record in left)
    # What a source says nothing of, though it was asked, must not be asked without a pause.
    soonest = turn.collecting.clock() + FIRST_PAUSE / 5
    return Asked(now.date(), max(min(again), soonest), refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """What is asked for one assessment in one turn."""

    turn: Turn
    look: Look
    live: LiveSource | None
    now: datetime
    uses: Sequence[PlatformUse]

    @property
    def days(self) -> Iterator[date]:
        """The days that were not written down yet, and today; what was written of an earlier day stays as it was."""
        status, today = self.look.status, self.now.date()
        first = min(status.planned_through + _DAY, today) if status.planned_through else status.since.date()
        return days_of(midnight(first), next_midnight(self.now))

    def plan_days_of_log(self) -> None:
        """Write down the days of log, so that they are expected whether or not a file ever comes."""
        look = self.look
        if look.asks_for_events:
            plan_logs(self.turn.collecting.records, look.id, look.scope, days=self.days, files=())

    def planned(self, rhythm: Rhythm) -> dict[SlotId, Planned]:
        """Return the slots of the days."""
        status = self.look.status
        planner, scope = self.turn.collecting.planner, self.look.scope
        return {
            planned.slot.id: planned for day in self.days for planned in rhythm.slots(planner, scope, day, status.since)
        }

    def ask(self, rhythm: Rhythm, planned: Mapping[SlotId, Planned]) -> None:
        """Write the slots down, and ask those that are open and not just refused."""
        look, framework = self.look, rhythm.framework
        slots = [each.slot for each in planned.values()]
        records = plan_live(self.turn.collecting.records, look.id, framework, slots=slots, uses=self.uses)
        due = [record.slot for record in records if self._is_due(record, planned)]
        if self.live is not None and due:
            collect_live(
                due,
                questions_in(framework),
                live=self.live,
                weigher=Weigher(look.id, framework, Applicability(self.uses), now=self.now),
                committer=self.turn.committer(look),
                progress=Silent(),
            )

    def left(self, planned: Mapping[SlotId, Planned]) -> list[SlotRecord]:
        """Return the slots that are open still and have no answer."""
        if self.live is None:
            return []
        open_ids = [id_ for id_, each in planned.items() if each.is_open(self.now)]
        found = self.turn.collecting.records.find_slots(self.look.id, open_ids)
        return [record for record in found.values() if record.state in {SlotState.DUE, SlotState.REFUSED}]

    def again_at(self, record: SlotRecord, planned: Mapping[SlotId, Planned]) -> datetime:
        """Return when to ask again what has no answer."""
        if not record.refusals:
            return self.now + FIRST_PAUSE
        last = last_refused(record.refusals)
        begun = max(planned[record.slot.id].opens_at, self.look.status.since)
        # A slot may have been open for long before it was first asked: then the attempts tell.
        attempts = max(refusal.attempts for refusal in record.refusals)
        return last + min(pause_since(begun, last), pause_after(attempts))

    def _is_due(self, record: SlotRecord, planned: Mapping[SlotId, Planned]) -> bool:
        if not planned[record.slot.id].is_open(self.now):
            return False
        return record.state is SlotState.DUE or self.again_at(record, planned) <= self.now


def _uses(turn: Turn, look: Look, live: LiveSource | None, now: datetime) -> Sequence[PlatformUse]:
    """Return where platforms are in use, found out once a day, and anew when the assessment was changed."""
    records, status = turn.collecting.records, look.status
    if status.surveyed_on == now.date() and status.seen_update == look.engagement.updated_at:
        return [use for use in records.uses(look.id) if use.account == status.account]
    platforms, regions = look.framework.platforms, look.engagement.regions
    for known in turn.surveys:
        if known.platforms == platforms and known.regions == regions:
            uses = known.uses
            break
    else:
        uses = _survey(turn, look, live, now)
        turn.surveys.append(Survey(platforms, regions, uses))
    records.save_uses(look.id, uses)
    return uses


def _survey(turn: Turn, look: Look, live: LiveSource | None, now: datetime) -> list[PlatformUse]:
    logs, today = turn.collecting.logs, midnight(now.date())
    period = Period(today - _ACTIVITY_SPAN, next_midnight(now), now)
    platforms, scope = look.framework.platforms, look.scope
    try:
        files = list(logs.list_files(scope, period.since, period.until)) if logs else []
    except InvalidError:
        # The reading of logs tells what is wrong with them; here it only must not read as "no activity".
        found = survey(platforms, scope, period, live=live, logs=None, progress=Silent())
        return [_in_doubt(use) for use in found]
    known = (logs, files_by_place(files)) if logs else None
    return list(survey(platforms, scope, period, live=live, logs=known, progress=Silent()))


def _in_doubt(use: PlatformUse) -> PlatformUse:
    if use.status is not UseStatus.NOT_IN_USE:
        return use
    return replace(use, status=UseStatus.UNKNOWN, because=f"{use.because}, but the log files could not be listed")
