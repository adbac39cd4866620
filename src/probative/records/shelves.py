"""The books in a SQL database: one table a shelf, each value a document beside the columns that it is filed by."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import Connection, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.expression import and_

from probative.books import Position
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
from probative.domain.errors import NotFoundError, WrongStateError
from probative.domain.evidence_searches import SavedQuery
from probative.domain.people import AccessKey, Attempts, Excursion, Session, User
from probative.domain.registration import Registration, Settings
from probative.domain.service_events import ServiceEvent
from probative.records.database import Database
from probative.records.schema import EPOCH
from probative.records.shelf_tables import (
    ACCOUNT_CHANGES,
    ATTEMPTS,
    CHANGES,
    CONTROLS,
    DELEGATIONS,
    DRAFTS,
    ENGAGEMENTS,
    EXCURSIONS,
    FRAMEWORKS,
    KEYS,
    LEASES,
    NOTIFICATIONS,
    QUERIES,
    REGISTRATIONS,
    REMOVALS,
    REPORTS,
    SELECTIONS,
    SERVICE_EVENTS,
    SESSIONS,
    SETTINGS,
    SHARES,
    STATUSES,
    TAGS,
    UPLOADS,
    USERS,
    ShelfTable,
)

T = TypeVar("T")
R = TypeVar("R")


class SqlShelf(Generic[T]):
    """A shelf within a transaction."""

    def __init__(self, connection: Connection, kept: ShelfTable[T]) -> None:
        self._connection = connection
        self._kept = kept
        self._table = kept.table.c

    def find(self, id_: str) -> T | None:
        """Return the value with this id, if there is one."""
        question = select(self._table.document).where(self._table.id == id_)
        document = self._connection.execute(question).scalar_one_or_none()
        return None if document is None else self._kept.decode(document)

    def get(self, id_: str) -> T:
        """Return the value with this id.

        Raises:
            NotFoundError: There is none.
        """
        value = self.find(id_)
        if value is None:
            raise NotFoundError(self._kept.kind, id_)
        return value

    def add(self, value: T) -> None:
        """Keep a new value.

        Raises:
            WrongStateError: Its id is taken, or what must be its own.
        """
        row = self._row(value)
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(self._kept.table), row)
        except IntegrityError as error:
            raise WrongStateError(f"{self._kept.kind} {row['id']}", "there already", "be added") from error

    def put(self, value: T) -> None:
        """Keep `value`, in place of what has its id."""
        row = self._row(value)
        changed = self._connection.execute(
            update(self._kept.table).where(self._table.id == row["id"]).values(**row)
        ).rowcount
        if not changed:
            self._connection.execute(insert(self._kept.table), row)

    def remove(self, id_: str) -> None:
        """Forget the value with this id; none there, nothing happens."""
        self._connection.execute(delete(self._kept.table).where(self._table.id == id_))

    def count(self, **filed_by: str) -> int:
        """Return how many values have these fields."""
        question = select(func.count()).select_from(self._kept.table).where(*self._having(filed_by))
        return int(self._connection.execute(question).scalar_one())

    def select(
        self,
        *,
        after: Position | None = None,
        limit: int | None = None,
        newest_first: bool = False,
        **filed_by: str | Collection[str],
    ) -> Sequence[T]:
        """Return values with these fields, by instant and id, beginning after `after`."""
        at, id_ = self._table.at, self._table.id
        question = select(self._table.document).where(*self._having(filed_by))
        if after is not None and newest_first:
            question = question.where(or_(at < after.at, and_(at == after.at, id_ < after.id)))
        elif after is not None:
            question = question.where(or_(at > after.at, and_(at == after.at, id_ > after.id)))
        order = (at.desc(), id_.desc()) if newest_first else (at, id_)
        documents = self._connection.execute(question.order_by(*order).limit(limit)).scalars()
        return [self._kept.decode(document) for document in documents]

    def position(self, value: T) -> Position:
        """Return where a walk stands that has just taken `value`."""
        return Position(self._at(value), str(getattr(value, "id")))  # noqa: B009  every noun has an id

    def _at(self, value: T) -> datetime:
        at: datetime = getattr(value, self._kept.at) if self._kept.at else EPOCH
        return at

    def _row(self, value: T) -> dict[str, Any]:
        id_, at = getattr(value, "id"), self._at(value)  # noqa: B009  every noun has an id
        filed_by = {field: str(getattr(value, field)) for field in self._kept.filed_by}
        return {"id": id_, "at": at, "document": msgspec.json.encode(value), **filed_by}

    def _having(self, filed_by: Mapping[str, str | Collection[str]]) -> list[Any]:
        return [
            self._table[field] == value if isinstance(value, str) else self._table[field].in_(value)
            for field, value in filed_by.items()
        ]


class SqlBooks:  # noqa: PLR0904  one a noun
    """All shelves within a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def controls(self) -> SqlShelf[CustomControl]:
        """Custom controls."""
        return SqlShelf(self._connection, CONTROLS)

    @cached_property
    def frameworks(self) -> SqlShelf[CustomFramework]:
        """Custom frameworks."""
        return SqlShelf(self._connection, FRAMEWORKS)

    @cached_property
    def shares(self) -> SqlShelf[FrameworkShare]:
        """Share requests."""
        return SqlShelf(self._connection, SHARES)

    @cached_property
    def tags(self) -> SqlShelf[Tagged]:
        """Tags, by ARN."""
        return SqlShelf(self._connection, TAGS)

    @cached_property
    def engagements(self) -> SqlShelf[Engagement]:
        """Assessments."""
        return SqlShelf(self._connection, ENGAGEMENTS)

    @cached_property
    def delegations(self) -> SqlShelf[Delegation]:
        """Delegations."""
        return SqlShelf(self._connection, DELEGATIONS)

    @cached_property
    def changes(self) -> SqlShelf[Change]:
        """Change log."""
        return SqlShelf(self._connection, CHANGES)

    @cached_property
    def notifications(self) -> SqlShelf[Notification]:
        """Notifications."""
        return SqlShelf(self._connection, NOTIFICATIONS)

    @cached_property
    def reports(self) -> SqlShelf[AssessmentReport]:
        """Assessment reports."""
        return SqlShelf(self._connection, REPORTS)

    @cached_property
    def selections(self) -> SqlShelf[Selection]:
        """Evidence chosen for the next report."""
        return SqlShelf(self._connection, SELECTIONS)

    @cached_property
    def uploads(self) -> SqlShelf[Upload]:
        """Uploads of manual evidence."""
        return SqlShelf(self._connection, UPLOADS)

    @cached_property
    def queries(self) -> SqlShelf[SavedQuery]:
        """Saved queries of the evidence finder."""
        return SqlShelf(self._connection, QUERIES)

    @cached_property
    def registrations(self) -> SqlShelf[Registration]:
        """The registration of the account."""
        return SqlShelf(self._connection, REGISTRATIONS)

    @cached_property
    def settings(self) -> SqlShelf[Settings]:
        """The settings of the account."""
        return SqlShelf(self._connection, SETTINGS)

    @cached_property
    def users(self) -> SqlShelf[User]:
        """Users."""
        return SqlShelf(self._connection, USERS)

    @cached_property
    def keys(self) -> SqlShelf[AccessKey]:
        """Access keys."""
        return SqlShelf(self._connection, KEYS)

    @cached_property
    def account_changes(self) -> SqlShelf[AccountChange]:
        """The change log of the account."""
        return SqlShelf(self._connection, ACCOUNT_CHANGES)

    @cached_property
    def drafts(self) -> SqlShelf[Draft]:
        """What people have typed and not sent off."""
        return SqlShelf(self._connection, DRAFTS)

    @cached_property
    def sessions(self) -> SqlShelf[Session]:
        """Sessions."""
        return SqlShelf(self._connection, SESSIONS)

    @cached_property
    def attempts(self) -> SqlShelf[Attempts]:
        """Attempts to sign in."""
        return SqlShelf(self._connection, ATTEMPTS)

    @cached_property
    def excursions(self) -> SqlShelf[Excursion]:
        """Browsers at an OpenID Connect provider."""
        return SqlShelf(self._connection, EXCURSIONS)

    @cached_property
    def leases(self) -> SqlShelf[Lease]:
        """Work that somebody holds."""
        return SqlShelf(self._connection, LEASES)

    @cached_property
    def service_events(self) -> SqlShelf[ServiceEvent]:
        """Events that the bus has not taken yet."""
        return SqlShelf(self._connection, SERVICE_EVENTS)

    @cached_property
    def removals(self) -> SqlShelf[Removal]:
        """Assessments that are gone, whose evidence is still to be removed."""
        return SqlShelf(self._connection, REMOVALS)

    @cached_property
    def statuses(self) -> SqlShelf[CollectorStatus]:
        """Where collecting stands."""
        return SqlShelf(self._connection, STATUSES)


class SqlStore:
    """The books in `database`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, act: Callable[[SqlBooks], R]) -> R:
        """Return what `act` makes of the books as they stand at one moment; it must change nothing."""
        with self._database.reading() as connection:
            return act(SqlBooks(connection))

    def change(self, act: Callable[[SqlBooks], R]) -> R:
        """Return what `act` makes of the books; what it changed is kept whole, or not at all if it raises."""
        return self._database.change(lambda connection: act(SqlBooks(connection)))

    def edition(self) -> Hashable:
        """Return what is another value after each change of the books, by whichever server; quick to ask."""
        return self._database.edition()

    def edition_at_hand(self) -> Hashable | None:
        """Return the edition, where that takes microseconds and waits for nobody; None: ask `edition`."""
        return self._database.edition_at_hand()
