"""How many slots stand the same by place and day, and how many refusals there are: counted by the database."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, and_, exists, func, select, type_coerce

from probative.domain.ids import AccountId, AssessmentId, Region
from probative.domain.slots import RefusalReason, SlotState, SourceKind
from probative.ports.records import RefusalTally, SlotTallies, SlotTally
from probative.records.schema import REFUSALS, SLOTS

_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_MICROSECONDS_A_DAY: Final = 86_400_000_000
_PLACE: Final = (SLOTS.c.account, SLOTS.c.region)
# A slot that spans several days counts on its last.
_DAY: Final = ((type_coerce(SLOTS.c.until, BigInteger) - 1) // _MICROSECONDS_A_DAY).label("day")
_SAME_SLOT: Final = and_(REFUSALS.c.assessment_id == SLOTS.c.assessment_id, REFUSALS.c.slot_id == SLOTS.c.slot_id)


def tallies_of(
    connection: Connection, assessment_ids: Collection[AssessmentId], since: date, until: date
) -> SlotTallies:
    """Return what there is on days from `since` up to, but without, `until`."""
    wanted = and_(SLOTS.c.assessment_id.in_(sorted(assessment_ids)), _on_days(since, until))
    return SlotTallies(
        tuple(
            SlotTally(AccountId(account), Region(region), _day(day), SlotState(state), bool(is_refused), count)
            for account, region, day, state, is_refused, count in connection.execute(_slots(wanted))
        ),
        tuple(
            RefusalTally(AccountId(account), Region(region), RefusalReason(reason), count)
            for account, region, reason, count in connection.execute(_refusals(wanted))
        ),
    )


def _on_days(since: date, until: date) -> ColumnElement[bool]:
    first, end = ((day.toordinal() - _EPOCH_DAY) * _MICROSECONDS_A_DAY for day in (since, until))
    last_moment = type_coerce(SLOTS.c.until, BigInteger) - 1
    return and_(last_moment >= first, last_moment < end)


def _slots(wanted: ColumnElement[bool]) -> Select[Any]:
    is_refused = exists().where(_SAME_SLOT).correlate(SLOTS).label("is_refused")
    each = select(*_PLACE, _DAY, SLOTS.c.state, is_refused)
    asked = each.where(wanted, SLOTS.c.kind != SourceKind.MANUAL).subquery()
    return select(asked, func.count()).group_by(*asked.c)


def _refusals(wanted: ColumnElement[bool]) -> Select[Any]:
    by: Sequence[ColumnElement[Any]] = (*_PLACE, REFUSALS.c.reason)
    return select(*by, func.count()).join_from(SLOTS, REFUSALS, _SAME_SLOT).where(wanted).group_by(*by)


def _day(number: int) -> date:
    return date.fromordinal(_EPOCH_DAY + int(number))
