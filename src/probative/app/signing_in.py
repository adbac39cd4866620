"""Signing in with a browser: how often it may be tried, and the sessions that come of it.

Attempts are counted in the records before a password is looked at, so that neither two servers nor many requests at
once get more of them. Whoever knows a name can use up the attempts of its owner; access keys and a provider's sign-in
still work then.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from probative.app.application import Application
from probative.app.callers import SESSION_WHOLE, caller_of
from probative.app.keyring import Keyring, digest_of
from probative.app.users import LONGEST_PASSWORD, change_password, is_name
from probative.books import Books
from probative.domain.errors import DomainError, ThrottledError
from probative.domain.people import Attempts, Caller, Session, User

ATTEMPTS_SPAN: Final = timedelta(minutes=5)
ATTEMPTS_PER_NAME: Final = 10
ATTEMPTS_PER_ADDRESS: Final = 100
_SWEPT_AT_ONCE: Final = 20


class SignInError(DomainError):
    """Nobody signs in like this; which part is wrong is not told."""

    def __str__(self) -> str:
        return "the name or the password is wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session that has just begun; both tokens are told this once."""

    token: str = field(repr=False)
    csrf_token: str = field(repr=False)
    session: Session
    user: User
    caller: Caller


def sign_in(application: Application, keyring: Keyring, *, name: str, password: str, address: str) -> NewSession:
    """Begin a session for a local user; `address` is where it is tried from.

    Raises:
        ThrottledError: It was tried too often, by this name or from this address.
        SignInError: Name and password are no enabled user's.
    """
    handle = name.lower()
    take_turn(application, {_by_name(handle): ATTEMPTS_PER_NAME, by_address("password", address): ATTEMPTS_PER_ADDRESS})
    if len(password) > LONGEST_PASSWORD:
        raise SignInError
    user = application.store.read(lambda books: _find_user(books, handle)) if is_name(name) else None
    is_match = keyring.passwords.match(user.password_hash if user else "", password)
    if user is None or user.is_disabled or not is_match:
        raise SignInError
    return begin_session(application, keyring, user)


def begin_session(application: Application, keyring: Keyring, user: User) -> NewSession:
    """Begin a session for a user that is proven to be there; sessions that have ended are swept.

    Raises:
        SignInError: The user was disabled, or got another password, in between.
    """
    token, csrf_token = keyring.new_token(), keyring.new_token()
    now = application.clock()
    session = Session(
        id=digest_of(token),
        user_id=user.id,
        csrf_digest=digest_of(csrf_token),
        created_at=now,
        seen_at=now,
        expires_at=now + SESSION_WHOLE,
    )

    def act(books: Books) -> None:
        current = books.users.get(user.id)
        if current.is_disabled or current.password_hash != user.password_hash:
            raise SignInError
        _sweep(books, now)
        books.attempts.remove(_by_name(user.handle))
        books.sessions.add(session)

    application.store.change(act)
    return NewSession(
        token=token, csrf_token=csrf_token, session=session, user=user, caller=caller_of(application.account, user)
    )


def change_own_password(
    application: Application, keyring: Keyring, caller: Caller, *, current: str, password: str
) -> None:
    """Change the caller's own password; all its sessions end. Whoever took over a session has no more guesses at it.

    Raises:
        ThrottledError: It was tried too often.
        InvalidError: The current one is another, or the new one is too weak.
        WrongStateError: The user signs in with OpenID Connect.
    """
    # No name has a blank: it is counted beside attempts to sign in.
    take_turn(application, {_by_name(f"{caller.name.lower()} change"): ATTEMPTS_PER_NAME})
    change_password(application, keyring, caller, current=current, password=password)


def sign_out(application: Application, token: str) -> None:
    """End the session of this token; none there, nothing happens."""
    application.store.change(lambda books: books.sessions.remove(digest_of(token)))


def take_turn(application: Application, limits: Mapping[str, int]) -> None:
    """Count one more of each of `limits`, which says how many there may be in `ATTEMPTS_SPAN`.

    Raises:
        ThrottledError: There were as many; nothing is counted this time.
    """
    now = application.clock()

    def act(books: Books) -> None:
        for id_, limit in limits.items():
            _count(books, id_, limit, now)

    application.store.change(act)


def _count(books: Books, id_: str, limit: int, now: datetime) -> None:
    kept = books.attempts.find(id_)
    if kept is None or not _is_recent(kept.created_at, now):
        books.attempts.put(Attempts(id=id_, count=1, created_at=now))
        return
    if kept.count >= limit:
        raise ThrottledError(kept.created_at + ATTEMPTS_SPAN - now)
    books.attempts.put(replace(kept, count=kept.count + 1))


def _is_recent(at: datetime, now: datetime) -> bool:
    return timedelta(0) <= now - at < ATTEMPTS_SPAN


def _sweep(books: Books, now: datetime) -> None:
    """Forget what has ended; a few at a time, oldest first, so that a sign-in stays quick."""
    for session in books.sessions.select(limit=_SWEPT_AT_ONCE):
        if session.expires_at <= now:
            books.sessions.remove(session.id)
    for attempts in books.attempts.select(limit=_SWEPT_AT_ONCE):
        if not _is_recent(attempts.created_at, now):
            books.attempts.remove(attempts.id)


def _find_user(books: Books, handle: str) -> User | None:
    return next(iter(books.users.select(handle=handle, limit=1)), None)


def _by_name(handle: str) -> str:
    return "name:" + hashlib.sha256(handle.encode(errors="replace")).hexdigest()


def by_address(what: str, address: str) -> str:
    """Return what attempts at `what` from an address are counted under."""
    return f"{what}:" + hashlib.sha256(address.encode(errors="replace")).hexdigest()
