"""Questions of the evidence finder that users keep, each for itself."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.evidence_sight import QUERY
from probative.books import Books
from probative.domain.errors import Finding, InvalidError, NotFoundError, QuotaError
from probative.domain.evidence_searches import EvidenceCriteria, SavedQuery
from probative.domain.people import Caller

MOST: Final = 200
"""How many queries a user may keep."""
NAME_LENGTH: Final = 300

_KIND: Final = "saved query"


def list_queries(application: Application, caller: Caller) -> Sequence[SavedQuery]:
    """Return the queries that `caller` keeps, oldest first."""
    check_account(application, caller, QUERY)
    return application.store.read(lambda books: books.queries.select(owner_arn=caller.arn.lower()))


def save_query(application: Application, caller: Caller, name: str, criteria: EvidenceCriteria) -> SavedQuery:
    """Keep a query, and return it.

    Raises:
        InvalidError: It has no name, or one that is too long.
        QuotaError: The caller keeps as many as it may.
    """
    check_account(application, caller, QUERY)
    query = SavedQuery(
        id=application.new_id(),
        owner_arn=caller.arn.lower(),
        name=_named(name),
        criteria=criteria,
        created_at=application.clock(),
    )

    def act(books: Books) -> None:
        if books.queries.count(owner_arn=query.owner_arn) >= MOST:
            raise QuotaError("saved queries of yours", MOST)
        books.queries.add(query)

    application.store.change(act)
    return query


def change_query(
    application: Application, caller: Caller, id_: str, *, name: str | None = None, criteria: EvidenceCriteria | None
) -> SavedQuery:
    """Give a query another name, other criteria, or both, and return it.

    Raises:
        NotFoundError: The caller keeps no such query.
        InvalidError: The name is empty or too long.
    """
    check_account(application, caller, QUERY)

    def act(books: Books) -> SavedQuery:
        kept = _own(books, caller, id_)
        changed = replace(
            kept,
            name=kept.name if name is None else _named(name),
            criteria=kept.criteria if criteria is None else criteria,
        )
        books.queries.put(changed)
        return changed

    return application.store.change(act)


def delete_query(application: Application, caller: Caller, id_: str) -> None:
    """Forget a query.

    Raises:
        NotFoundError: The caller keeps no such query.
    """
    check_account(application, caller, QUERY)

    def act(books: Books) -> None:
        books.queries.remove(_own(books, caller, id_).id)

    application.store.change(act)


def _own(books: Books, caller: Caller, id_: str) -> SavedQuery:
    query = books.queries.find(id_)
    if query is None or query.owner_arn != caller.arn.lower():
        raise NotFoundError(_KIND, id_)
    return query


def _named(name: str) -> str:
    if not name.strip() or len(name) > NAME_LENGTH:
        raise InvalidError(Finding("name", f"give 1 to {NAME_LENGTH} characters"))
    return name
