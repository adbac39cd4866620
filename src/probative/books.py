"""What the server keeps of people's work, as the core asks for it: shelves of values, changed whole or not at all.

Who keeps them is decided in `bootstrap` alone. A shelf holds values of one noun by id; it can be filed by some of
their fields, and is walked by the instant of making, oldest or newest first.
"""

from collections.abc import Callable, Collection, Hashable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, TypeVar

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

T = TypeVar("T")
R = TypeVar("R")


class Position(NamedTuple):
    """Where a walk along a shelf stands: the instant and id of the last value taken."""

    at: datetime
    id: str


class Shelf(Protocol[T]):
    """Values of one noun, by id."""

    def find(self, id_: str) -> T | None:
        """Return the value with this id, if there is one."""

    def get(self, id_: str) -> T:
        """Return the value with this id.

        Raises:
            NotFoundError: There is none.
        """

    def add(self, value: T) -> None:
        """Keep a new value.

        Raises:
            WrongStateError: Its id is taken.
        """

    def put(self, value: T) -> None:
        """Keep `value`, in place of what has its id."""

    def remove(self, id_: str) -> None:
        """Forget the value with this id; none there, nothing happens."""

    def count(self, **filed_by: str) -> int:
        """Return how many values have these fields; only fields that the shelf is filed by."""

    def select(
        self,
        *,
        after: Position | None = None,
        limit: int | None = None,
        newest_first: bool = False,
        **filed_by: str | Collection[str],
    ) -> Sequence[T]:
        """Return values with these fields, by instant and id, beginning after `after`.

        Where several values are given for a field, any of them does.
        """

    def position(self, value: T) -> Position:
        """Return where a walk stands that has just taken `value`."""


class Books(Protocol):  # noqa: PLR0904  a shelf for each noun
    """All shelves, as of one transaction."""

    @property
    def controls(self) -> Shelf[CustomControl]:
        """Custom controls."""

    @property
    def frameworks(self) -> Shelf[CustomFramework]:
        """Custom frameworks."""

    @property
    def shares(self) -> Shelf[FrameworkShare]:
        """Share requests; filed by `source_account` and `destination_account`."""

    @property
    def tags(self) -> Shelf[Tagged]:
        """Tags, by ARN."""

    @property
    def engagements(self) -> Shelf[Engagement]:
        """Assessments; filed by `status`."""

    @property
    def delegations(self) -> Shelf[Delegation]:
        """Delegations; filed by `assessment_id`."""

    @property
    def changes(self) -> Shelf[Change]:
        """Change log; filed by `assessment_id`, `control_set_id`, `control_id`."""

    @property
    def notifications(self) -> Shelf[Notification]:
        """Notifications; filed by `recipient_arn` and `assessment_id`."""

    @property
    def reports(self) -> Shelf[AssessmentReport]:
        """Assessment reports; filed by `assessment_id` and `status`."""

    @property
    def selections(self) -> Shelf[Selection]:
        """Evidence chosen for the next report; filed by `assessment_id` and `folder_id`."""

    @property
    def uploads(self) -> Shelf[Upload]:
        """Uploads of manual evidence, by evidence file name."""

    @property
    def queries(self) -> Shelf[SavedQuery]:
        """Saved queries of the evidence finder; filed by `owner_arn`."""

    @property
    def registrations(self) -> Shelf[Registration]:
        """The registration of the account."""

    @property
    def settings(self) -> Shelf[Settings]:
        """The settings of the account."""

    @property
    def users(self) -> Shelf[User]:
        """Users; filed by `handle` and `subject`."""

    @property
    def keys(self) -> Shelf[AccessKey]:
        """Access keys; filed by `user_id`."""

    @property
    def account_changes(self) -> Shelf[AccountChange]:
        """The change log of the account; filed by `object_id` and `user_name`."""

    @property
    def drafts(self) -> Shelf[Draft]:
        """What people have typed and not sent off; filed by `owner_arn` and `kind`."""

    @property
    def sessions(self) -> Shelf[Session]:
        """Sessions; filed by `user_id`."""

    @property
    def attempts(self) -> Shelf[Attempts]:
        """Attempts to sign in."""

    @property
    def excursions(self) -> Shelf[Excursion]:
        """Browsers at an OpenID Connect provider."""

    @property
    def leases(self) -> Shelf[Lease]:
        """Work that somebody holds; filed by `holder`."""

    @property
    def service_events(self) -> Shelf[ServiceEvent]:
        """Events that the bus has not taken yet."""

    @property
    def removals(self) -> Shelf[Removal]:
        """Assessments that are gone, whose evidence is still to be removed."""

    @property
    def statuses(self) -> Shelf[CollectorStatus]:
        """Where collecting stands, by assessment and account; filed by `assessment_id` and `account`."""


class Store(Protocol):
    """Books, read and changed."""

    def read(self, act: Callable[[Books], R]) -> R:
        """Return what `act` makes of the books as they stand at one moment; it must change nothing."""

    def change(self, act: Callable[[Books], R]) -> R:
        """Return what `act` makes of the books; what it changed is kept whole, or not at all if it raises.

        `act` may be run again when another change came in between: it must have no other effect than on the books.
        """

    def edition(self) -> Hashable:
        """Return what is another value after each change of the books, by whichever server; quick to ask."""

    def edition_at_hand(self) -> Hashable | None:
        """Return the edition, where that takes microseconds and waits for nobody; None: ask `edition`."""
