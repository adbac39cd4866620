"""Names of things, and how they are made.

One rule holds here: an id is a function of what it names, so that doing the same work twice
names the same things, and a crash between two steps can never leave two names for one.
"""

import hashlib
import uuid
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, NewType

AccountId = NewType("AccountId", str)
Region = NewType("Region", str)
AssessmentId = NewType("AssessmentId", str)
FrameworkId = NewType("FrameworkId", str)
ControlSetId = NewType("ControlSetId", str)
ControlId = NewType("ControlId", str)
SourceId = NewType("SourceId", str)
PlatformId = NewType("PlatformId", str)
SlotId = NewType("SlotId", str)
FactId = NewType("FactId", str)
EvidenceId = NewType("EvidenceId", str)
BatchId = NewType("BatchId", str)

GLOBAL: Final = Region("aws-global")
"""The region of a service that answers for the whole account, as botocore calls it."""

_NAMESPACE: Final = uuid.UUID("6f0d1d4c-9a77-5c1e-8b0a-3f6f2f1f7a10")
_MILLISECONDS: Final = (1 << 48) - 1
_STAMP_BYTES: Final = 6
_STAMP_HEAD_BYTES: Final = 4
_STAMP_LENGTH: Final = 13
_VARIANT: Final = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""Of the digit that holds the two bits of the variant, the digit with them set."""


def name_based_uuid(*parts: str) -> str:
    """Return the UUID (version 5) that always belongs to `parts`, in this order."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts)))


def time_ordered_uuid(at: datetime, *parts: str) -> str:
    """Return the UUID (version 7) of what `parts` name, sorted by `at` (aware, to the millisecond).

    The bits that version 7 leaves to chance are the head of the SHA-256 of `parts`: two calls with the
    same arguments give the same id.
    Source: RFC 9562 section 5.7.
    """
    return _uuid(stamp_of(at), parts)


def stamped_uuid(stamp: str, *parts: str) -> str:
    """Return the `time_ordered_uuid` of `parts` at the moment whose `stamp_of` is `stamp`."""
    return _uuid(stamp, parts)


def uuid_beside(value: str, *parts: str) -> str:
    """Return the `time_ordered_uuid` of `parts` at the time of `value`, which is one itself."""
    return _uuid(_stamp_again(value[:_STAMP_LENGTH]), parts)


def _uuid(stamp: str, parts: tuple[str, ...]) -> str:
    # Made for every event: hexadecimal digits are put together, since numbers of 128 bits cost several times that.
    chance = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return f"{stamp}-7{chance[1:4]}-{_VARIANT[chance[4]]}{chance[5:8]}-{chance[8:20]}"


def stamp_of(at: datetime) -> str:
    """Return the head of the `time_ordered_uuid`s of a moment: it may be worked out once for many."""
    milliseconds = int(at.timestamp() * 1000) & _MILLISECONDS
    return milliseconds.to_bytes(_STAMP_BYTES, "big").hex("-", -_STAMP_HEAD_BYTES)


@lru_cache(maxsize=1024)
def _stamp_again(stamp: str) -> str:
    if int(stamp[:8] + stamp[9:], 16) % 1000 == 0:
        return stamp
    # By way of the instant, as ids have always been made: that is not the same number for every millisecond.
    return stamp_of(time_of_uuid(stamp))


def time_of_uuid(value: str) -> datetime:
    """Return the instant (aware, UTC, to the millisecond) that a `time_ordered_uuid` sorts by."""
    return datetime.fromtimestamp(int(value[:8] + value[9:13], 16) / 1000, UTC)
