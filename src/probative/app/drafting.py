"""Drafts: forms that somebody left midway, kept for that person alone, for a while."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from probative.app.access import check_account
from probative.app.application import Application
from probative.books import Books
from probative.domain.drafts import Draft
from probative.domain.errors import NotFoundError, QuotaError
from probative.domain.people import Caller

KEEP: Final = "KeepDrafts"
LASTS: Final = timedelta(days=30)
MOST: Final = 50
"""How many drafts one person may have."""


def list_drafts(application: Application, caller: Caller, kind: str | None = None) -> Sequence[Draft]:
    """Return the caller's drafts, of one kind if it is named, the latest first.

    Raises:
        ForbiddenError: The caller has no forms to fill in.
    """
    check_account(application, caller, KEEP)
    own = application.store.read(lambda books: _own(application, books, caller))
    return sorted(
        (draft for draft in own if kind in {None, draft.kind}), key=lambda draft: draft.updated_at, reverse=True
    )


def get_draft(application: Application, caller: Caller, draft_id: str) -> Draft:
    """Return a draft of the caller's.

    Raises:
        ForbiddenError: The caller has no forms to fill in.
        NotFoundError: It has none with this id, or no longer.
    """
    check_account(application, caller, KEEP)
    return application.store.read(lambda books: _find(application, books, caller, draft_id))


def create_draft(application: Application, caller: Caller, *, kind: str, name: str, content: str) -> Draft:
    """Keep what was typed, and return it with its id; drafts whose time is over go.

    Raises:
        ForbiddenError: The caller has no forms to fill in.
        QuotaError: It has as many drafts as it may.
    """
    check_account(application, caller, KEEP)
    now = application.clock()
    draft = Draft(
        id=application.new_id(),
        owner_arn=caller.arn.lower(),
        kind=kind,
        name=name,
        content=content,
        created_at=now,
        updated_at=now,
        expires_at=now + LASTS,
    )

    def act(books: Books) -> Draft:
        for each in books.drafts.select():
            if each.expires_at <= now:
                books.drafts.remove(each.id)
        if books.drafts.count(owner_arn=draft.owner_arn) >= MOST:
            raise QuotaError("drafts", MOST)
        books.drafts.add(draft)
        return draft

    return application.store.change(act)


def update_draft(application: Application, caller: Caller, draft_id: str, *, name: str, content: str) -> Draft:
    """Put what was typed in place of what was kept; its time begins anew.

    Raises:
        ForbiddenError: The caller has no forms to fill in.
        NotFoundError: It has no draft with this id, or no longer.
    """
    check_account(application, caller, KEEP)
    now = application.clock()

    def act(books: Books) -> Draft:
        found = _find(application, books, caller, draft_id)
        changed = replace(found, name=name, content=content, updated_at=now, expires_at=now + LASTS)
        books.drafts.put(changed)
        return changed

    return application.store.change(act)


def delete_draft(application: Application, caller: Caller, draft_id: str) -> None:
    """Forget a draft of the caller's; none there, nothing happens.

    Raises:
        ForbiddenError: The caller has no forms to fill in.
    """
    check_account(application, caller, KEEP)

    def act(books: Books) -> None:
        draft = books.drafts.find(draft_id)
        if draft is not None and draft.owner_arn == caller.arn.lower():
            books.drafts.remove(draft_id)

    application.store.change(act)


def _own(application: Application, books: Books, caller: Caller) -> Sequence[Draft]:
    now = application.clock()
    return [draft for draft in books.drafts.select(owner_arn=caller.arn.lower()) if draft.expires_at > now]


def _find(application: Application, books: Books, caller: Caller, draft_id: str) -> Draft:
    for draft in _own(application, books, caller):
        if draft.id == draft_id:
            return draft
    raise NotFoundError("draft", draft_id)
