"""AWS Config and Security Hub, asked again on the day on which they have something new to say.

A look says which of the day's answered slots have news; those are asked again, and what they said before is not kept
twice, since equal facts have equal ids. What nobody looks at here is asked once a day, whatever happens.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from probative.app.collecting_turn import Look, Silent, Turn
from probative.app.collection import collect_live
from probative.app.planning import automated_in
from probative.app.rhythms import midnight, next_midnight, rhythms_of
from probative.app.weighing import Weigher
from probative.assess.applicability import Applicability
from probative.domain.evidence_sources import ConfigRuleSource, Frequency, SecurityHubSource
from probative.domain.ids import SlotId
from probative.domain.slots import Refusal, Slot, SlotState
from probative.ports.asking import Change, ContinuousLiveSource, Period
from probative.ports.records import SlotRecord

_OVERLAP: Final = timedelta(minutes=10)
"""How long after its time a change may come to be seen."""
_SKEW: Final = timedelta(minutes=1)
"""How much the clocks of AWS and of this machine may differ."""


class Looked(NamedTuple):
    """What came of a look."""

    refused: str
    """Why it is not known of everything, or not everything that changed was asked; empty: it is, and was."""


def has_checks(look: Look) -> bool:
    """Say whether the assessment asks AWS Config or Security Hub for anything."""
    return any(isinstance(source, ConfigRuleSource | SecurityHubSource) for source in automated_in(look.framework))


def look_for_changes(turn: Turn, look: Look, live: ContinuousLiveSource, now: datetime) -> Looked | None:
    """Ask again what has something new to say since it was asked; None: it was broken off."""
    answered = _answered(turn, look, now)
    if not answered:
        return Looked("")
    refusals: list[Refusal] = []
    changed: dict[SlotId, datetime] = {}
    for said in live.changes([record.slot for record in answered.values()], _since(look, answered)):
        match said:
            case Change():
                changed[said.slot_id] = said.at
            case Refusal():
                refusals.append(said)
        if not turn.goes_on():
            return None
    due = [record.slot for id_, record in answered.items() if id_ in changed and _is_news(record, changed[id_])]
    if due:
        _ask_again(turn, look, live, due)
    if not turn.goes_on():
        return None
    return Looked(_told(refusals) or _unanswered(turn, look, due, now))


def _answered(turn: Turn, look: Look, now: datetime) -> Mapping[SlotId, SlotRecord]:
    """Return the slots of today that were answered: all others are asked by and by in any case."""
    sources = [
        source for source in automated_in(look.framework) if isinstance(source, ConfigRuleSource | SecurityHubSource)
    ]
    period = Period(midnight(now.date()), next_midnight(now), now)
    slots = turn.collecting.planner.plan(sources, look.scope, period)
    found = turn.collecting.records.find_slots(look.id, [slot.id for slot in slots])
    return {id_: record for id_, record in found.items() if record.state is SlotState.ANSWERED and record.answered_at}


def _since(look: Look, answered: Mapping[SlotId, SlotRecord]) -> datetime:
    first = min(record.answered_at for record in answered.values() if record.answered_at) - _SKEW
    checked_at = look.status.checked_at
    return first if checked_at is None else max(first, checked_at - _OVERLAP)


def _is_news(record: SlotRecord, changed_at: datetime) -> bool:
    return record.answered_at is not None and changed_at > record.answered_at - _SKEW


def _ask_again(turn: Turn, look: Look, live: ContinuousLiveSource, due: list[Slot]) -> None:
    uses = [use for use in turn.collecting.records.uses(look.id) if use.account == turn.account]
    (daily,) = (rhythm.framework for rhythm in rhythms_of(look.framework) if rhythm.frequency is Frequency.DAILY)
    collect_live(
        due,
        {},
        live=live,
        weigher=Weigher(look.id, daily, Applicability(uses), now=turn.collecting.clock()),
        committer=turn.committer(look),
        progress=Silent(),
    )


def _unanswered(turn: Turn, look: Look, due: list[Slot], now: datetime) -> str:
    """Return what was asked again and did not answer: its old answer stands, so that no refusal is kept of it."""
    found = turn.collecting.records.find_slots(look.id, [slot.id for slot in due])
    silent = sorted(_silent(found, now))
    return f"asked again, {silent[0]} did not answer" if silent else ""


def _silent(found: Mapping[SlotId, SlotRecord], now: datetime) -> Iterator[str]:
    for record in found.values():
        if record.answered_at is None or record.answered_at < now:
            yield f"{record.slot.question} in {record.slot.region}"


def _told(refusals: list[Refusal]) -> str:
    return f"{refusals[0].unit}: {refusals[0].message}" if refusals else ""
