"""From a credential to who makes a request. What was disabled is refused, after a few seconds at the latest."""

import re
from collections import OrderedDict
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Final, NamedTuple

from probative.app.application import Application
from probative.app.keyring import Keyring, digest_of
from probative.books import Books
from probative.domain.ids import AccountId
from probative.domain.people import AccessKey, Caller, Session, User

KEYS_KEPT_FOR: Final = timedelta(seconds=5)
"""How long a key is answered from memory: a disabled key or user, or a lost right, is refused after that."""
KEYS_RENEWED_AFTER: Final = KEYS_KEPT_FOR / 2
"""How long nobody looks whether a key is still what it was."""
SESSION_IDLE: Final = timedelta(hours=1)
"""A session ends when nothing was asked for so long."""
SESSION_WHOLE: Final = timedelta(hours=12)
"""A session ends so long after signing in."""
_CLOCKS_APART: Final = timedelta(minutes=5)
"""How far the clocks of servers over one database may be apart."""
_SEEN_EVERY: Final = timedelta(minutes=1)
_KEY_ID: Final = re.compile("AKIA[A-Z2-7]{16}")
_KEYS_KEPT: Final = 10_000


class KnownKey(NamedTuple):
    """The secret of an access key that may be used, and who signs with it."""

    secret: str
    caller: Caller

    def __repr__(self) -> str:
        return f"KnownKey({self.caller.arn})"


class SignedIn(NamedTuple):
    """Who is signed in with a browser."""

    session: Session
    user: User
    caller: Caller


class _Kept(NamedTuple):
    at: datetime
    known: KnownKey
    is_being_renewed: bool = False


class KeyCallers:
    """Who signs with which key, kept for `KEYS_KEPT_FOR`; keys that are not known are looked for each time."""

    def __init__(self, application: Application, keyring: Keyring, *, room: int = _KEYS_KEPT) -> None:
        self._application = application
        self._keyring = keyring
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = Lock()
        self._room = room

    def find(self, key_id: str) -> KnownKey | None:
        """Return the secret and the caller of a key that may be used; None: there is none, or it may not.

        Raises:
            StoreError: Its secret was sealed with another server key, or the records cannot be read.
        """
        now = self._application.clock()
        with self._lock:
            kept = self._kept.get(key_id)
        if kept is not None and timedelta(0) <= now - kept.at < KEYS_RENEWED_AFTER:
            return kept.known
        known = caller_of_key(self._application, self._keyring, key_id)
        with self._lock:
            self._kept.pop(key_id, None)
            if known is not None:
                self._kept[key_id] = _Kept(now, known)
            if len(self._kept) > self._room:
                self._kept.popitem(last=False)
        return known

    def at_hand(self, key_id: str) -> KnownKey | None:
        """Return the same from memory, without reading anything; None: `find` has to look for it.

        When it is time to look again, one asks in vain, and all others are served until that one has.
        """
        now = self._application.clock()
        with self._lock:
            kept = self._kept.get(key_id)
            if kept is None or not timedelta(0) <= now - kept.at < KEYS_KEPT_FOR:
                return None
            if not kept.is_being_renewed and now - kept.at >= KEYS_RENEWED_AFTER:
                self._kept[key_id] = kept._replace(is_being_renewed=True)
                return None
        return kept.known


def caller_of_key(application: Application, keyring: Keyring, key_id: str) -> KnownKey | None:
    """Return the secret and the caller of a key that may be used, as the records have it now.

    Raises:
        StoreError: Its secret was sealed with another server key, or the records cannot be read.
    """
    if not _KEY_ID.fullmatch(key_id):
        return None

    def act(books: Books) -> tuple[AccessKey | None, User | None]:
        key = books.keys.find(key_id)
        return key, books.users.find(key.user_id) if key else None

    key, user = application.store.read(act)
    if key is None or user is None or key.is_disabled or user.is_disabled:
        return None
    if key.expires_at is not None and key.expires_at <= application.clock():
        return None
    return KnownKey(keyring.unseal_secret(key.id, key.sealed_secret), caller_of(application.account, user))


def caller_of_session(application: Application, token: str) -> SignedIn | None:
    """Return who is signed in with this token; None: nobody, or no longer. The session is seen."""
    now = application.clock()

    def act(books: Books) -> SignedIn | None:
        session = books.sessions.find(digest_of(token))
        user = books.users.find(session.user_id) if session else None
        if session is None or user is None or user.is_disabled or not is_alive(session, now):
            return None
        return SignedIn(session, user, caller_of(application.account, user))

    signed_in = application.store.read(act)
    if signed_in is not None and now - signed_in.session.seen_at >= _SEEN_EVERY:
        application.store.change(lambda books: _see(books, signed_in.session.id, now))
    return signed_in


def is_alive(session: Session, now: datetime) -> bool:
    """Say whether the session has not ended."""
    # One from ahead was begun while the clock ran ahead, and would live for as long.
    is_begun = session.created_at <= now + _CLOCKS_APART
    return is_begun and now < session.expires_at and now - session.seen_at < SESSION_IDLE


def caller_of(account: AccountId, user: User) -> Caller:
    """Return the user as a caller."""
    return Caller(
        account=account,
        arn=f"arn:aws:iam::{account}:user/{user.name}",
        name=user.name,
        standing=user.standing,
        role_arns=frozenset(user.role_arns),
        auditing=user.auditing,
    )


def _see(books: Books, session_id: str, now: datetime) -> None:
    # Looked for again: it may have been signed out in between, and must not come back.
    session = books.sessions.find(session_id)
    if session is not None:
        books.sessions.put(replace(session, seen_at=max(session.seen_at, now)))
