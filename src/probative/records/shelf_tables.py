"""Where the values of each noun are kept: one table a shelf, with the columns that values are filed by."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Generic, TypeVar

import msgspec
from sqlalchemy import Column, Index, LargeBinary, Table

from probative.domain.account_changes import AccountChange
from probative.domain.collecting import CollectorStatus, Lease, Removal
from probative.domain.custom import CustomControl, CustomFramework, FrameworkShare, Tagged
from probative.domain.drafts import Draft
from probative.domain.engagements import (
    AssessmentReport,
    Change,
    Delegation,
    Engagement,
    Notification,
    Selection,
    Upload,
)
from probative.domain.evidence_searches import SavedQuery
from probative.domain.people import AccessKey, Attempts, Excursion, Session, User
from probative.domain.registration import Registration, Settings
from probative.domain.service_events import ServiceEvent
from probative.records.schema import METADATA, Instant, Text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ShelfTable(Generic[T]):
    """Where the values of a noun are kept: what they are called, and the fields that they are filed by."""

    kind: str
    """For people, in the singular."""
    table: Table
    filed_by: tuple[str, ...]
    at: str
    """The field that holds the instant of making; empty: the noun has none."""
    decode: Callable[[bytes], T]
    """Makes the value of a document."""


def _shelf(
    name: str, kind: str, type_: type[T], *, filed_by: tuple[str, ...] = (), at: str = "created_at", unique: str = ""
) -> ShelfTable[T]:
    table = Table(
        name,
        METADATA,
        Column("id", Text, primary_key=True),
        Column("at", Instant, nullable=False),
        *(Column(field, Text, nullable=False) for field in filed_by),
        Column("document", LargeBinary, nullable=False),
    )
    Index(f"{name}_by_at", table.c.at, table.c.id)
    for field in filed_by:
        Index(f"{name}_by_{field}", table.c[field], table.c.at, table.c.id)
    if unique:
        Index(f"{name}_one_{unique}", table.c[unique], unique=True)
    # Made here: msgspec 0.22 crashes where two threads see a type for the first time at once.
    return ShelfTable(kind, table, filed_by, at, msgspec.json.Decoder(type_).decode)


def _remembering(shelf: ShelfTable[T]) -> ShelfTable[T]:
    """Return the shelf with the values read last in mind, by their documents: for large ones, read often.

    To find a document again takes a tenth of the time that decoding it does; what was decoded must be immutable.
    """
    return replace(shelf, decode=lru_cache(maxsize=256)(shelf.decode))


CONTROLS: Final = _shelf("custom_controls", "control", CustomControl)
FRAMEWORKS: Final = _shelf("custom_frameworks", "framework", CustomFramework)
SHARES: Final = _shelf(
    "framework_shares", "share request", FrameworkShare, filed_by=("source_account", "destination_account")
)
TAGS: Final = _shelf("tags", "resource", Tagged, at="")
ENGAGEMENTS: Final = _remembering(_shelf("engagements", "assessment", Engagement, filed_by=("status",)))
DELEGATIONS: Final = _shelf("delegations", "delegation", Delegation, filed_by=("assessment_id",))
CHANGES: Final = _shelf("changes", "change", Change, filed_by=("assessment_id", "control_set_id", "control_id"))
NOTIFICATIONS: Final = _shelf(
    "notifications", "notification", Notification, filed_by=("recipient_arn", "assessment_id")
)
REPORTS: Final = _shelf("reports", "assessment report", AssessmentReport, filed_by=("assessment_id", "status"))
SELECTIONS: Final = _shelf("selections", "selection", Selection, filed_by=("assessment_id", "folder_id"))
UPLOADS: Final = _shelf("uploads", "evidence file", Upload)
QUERIES: Final = _shelf("saved_queries", "saved query", SavedQuery, filed_by=("owner_arn",))
REGISTRATIONS: Final = _shelf("registrations", "registration", Registration, at="updated_at")
SETTINGS: Final = _shelf("settings", "settings", Settings, at="")
USERS: Final = _shelf("users", "user", User, filed_by=("handle", "subject"), unique="handle")
KEYS: Final = _shelf("access_keys", "access key", AccessKey, filed_by=("user_id",))
ACCOUNT_CHANGES: Final = _shelf(
    "account_changes", "change of the account", AccountChange, filed_by=("object_id", "user_name")
)
DRAFTS: Final = _shelf("drafts", "draft", Draft, filed_by=("owner_arn", "kind"))
SESSIONS: Final = _shelf("sessions", "session", Session, filed_by=("user_id",))
ATTEMPTS: Final = _shelf("sign_in_attempts", "attempt to sign in", Attempts)
EXCURSIONS: Final = _shelf("sign_in_excursions", "sign-in", Excursion)
LEASES: Final = _shelf("leases", "lease", Lease, filed_by=("holder",), at="taken_at")
SERVICE_EVENTS: Final = _shelf("service_events", "service event", ServiceEvent)
REMOVALS: Final = _shelf("removals", "removal", Removal, at="deleted_at")
STATUSES: Final = _shelf(
    "collector_statuses", "collector status", CollectorStatus, filed_by=("assessment_id", "account")
)
