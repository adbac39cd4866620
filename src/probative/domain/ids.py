"""Names of things, and how they are made.

One rule holds here: an id is a function of what it names, so that doing the same work twice
names the same things, and a crash between two steps can never leave two names for one.
"""

import hashlib
import uuid
from datetime import UTC, datetime
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
_MILLISECONDS_BITS: Final = 48


def name_based_uuid(*parts: str) -> str:
    """Return the UUID (version 5) that always belongs to `parts`, in this order."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts)))


def time_ordered_uuid(at: datetime, *parts: str) -> str:
    """Return the UUID (version 7) of what `parts` name, sorted by `at` (aware, to the millisecond).

    The bits that version 7 leaves to chance are the head of the SHA-256 of `parts`: two calls with the
    same arguments give the same id.
    Source: RFC 9562 section 5.7.
    """
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    milliseconds = int(at.timestamp() * 1000)
    chance = int.from_bytes(digest[:10], "big")
    value = (milliseconds & ((1 << _MILLISECONDS_BITS) - 1)) << 80 | chance
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def time_of_uuid(value: str) -> datetime:
    """Return the instant (aware, UTC, to the millisecond) that a `time_ordered_uuid` sorts by."""
    return datetime.fromtimestamp(int(value[:8] + value[9:13], 16) / 1000, UTC)
