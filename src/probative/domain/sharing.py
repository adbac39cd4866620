"""The life of a share request: what it is at a moment, and what may become of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from probative.domain.custom import FrameworkShare, ShareStatus
from probative.domain.errors import Finding, InvalidError, WrongStateError

LIFE: Final = timedelta(days=120)
"""How long a request waits for an answer."""
_LAST_DAYS: Final = timedelta(days=30)


class ShareSide(StrEnum):
    """From which side a request is looked at; values as on the wire."""

    SENT = "SENT"
    RECEIVED = "RECEIVED"


class ShareAction(StrEnum):
    """What is done to a request; values as on the wire."""

    ACCEPT = "ACCEPT"
    DECLINE = "DECLINE"
    REVOKE = "REVOKE"


_BY: Final[Mapping[ShareAction, ShareSide]] = {
    ShareAction.ACCEPT: ShareSide.RECEIVED,
    ShareAction.DECLINE: ShareSide.RECEIVED,
    ShareAction.REVOKE: ShareSide.SENT,
}
_BECOMES: Final[Mapping[ShareAction, ShareStatus]] = {
    # What is accepted is copied within the same transaction, so that nobody ever sees it being copied.
    ShareAction.ACCEPT: ShareStatus.SHARED,
    ShareAction.DECLINE: ShareStatus.DECLINED,
    ShareAction.REVOKE: ShareStatus.REVOKED,
}
OPEN: Final = frozenset({ShareStatus.ACTIVE, ShareStatus.EXPIRING})
"""A request that waits for an answer."""


def as_of(share: FrameworkShare, now: datetime) -> FrameworkShare:
    """Return `share` as it stands at `now`: a request that waits is expiring in its last 30 days, then expired."""
    if share.status is not ShareStatus.ACTIVE:
        return share
    if now >= share.expires_at:
        return replace(share, status=ShareStatus.EXPIRED)
    if share.expires_at - now <= _LAST_DAYS:
        return replace(share, status=ShareStatus.EXPIRING)
    return share


def moved(share: FrameworkShare, action: ShareAction, side: ShareSide, *, now: datetime) -> FrameworkShare:
    """Return `share` as it stands once `action` is done to it from `side`.

    Raises:
        InvalidError: It is not for this side to do.
        WrongStateError: The request waits no more.
    """
    if _BY[action] is not side:
        raise InvalidError(Finding("action", f"{action} is for whoever has the request as {_BY[action]}"))
    if as_of(share, now).status not in OPEN:
        raise WrongStateError("share request", as_of(share, now).status, action.lower())
    return replace(share, status=_BECOMES[action], updated_at=now)


def renewed(share: FrameworkShare, new: FrameworkShare) -> FrameworkShare:
    """Return the request `share`, sent again with what `new` has in it.

    Raises:
        WrongStateError: It is being copied.
    """
    if share.status is ShareStatus.REPLICATING:
        raise WrongStateError("share request", share.status, "be sent again")
    return replace(new, id=share.id, created_at=share.created_at)


def check_removable(share: FrameworkShare, now: datetime) -> None:
    """Return if the request may be deleted.

    Raises:
        WrongStateError: It waits for an answer, or is being copied.
    """
    status = as_of(share, now).status
    if status in OPEN | {ShareStatus.REPLICATING}:
        raise WrongStateError("share request", status, "be deleted")
