"""Access keys of API clients: their secrets are shown once, and kept sealed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final, NamedTuple

from probative.app.access import check_account
from probative.app.account_log import MANAGE, AccountDeed, note
from probative.app.application import Application
from probative.app.keyring import Keyring
from probative.app.users import own_user
from probative.books import Books
from probative.domain.access import AccountResource
from probative.domain.account_changes import AccountAction, AccountObject
from probative.domain.errors import NotFoundError, QuotaError, StoreError
from probative.domain.people import AccessKey, Caller

_KEYS_PER_USER: Final = 2
"""As in IAM: one in use, one to change over to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """An access key with its secret, for the one time that it is shown."""

    id: str
    secret: str = field(repr=False)


def create_key(application: Application, keyring: Keyring, caller: Caller, user_id: str | None = None) -> NewKey:
    """Make an access key for the caller, or for the user that is named.

    Raises:
        ForbiddenError: The user is another, and the caller does not manage users.
        NotFoundError: There is no such user.
        QuotaError: The user has two keys already.
    """
    new, key = draft_key(application, keyring)

    def act(books: Books) -> NewKey:
        owner = _owner(application, books, caller, user_id)
        _add(application, books, replace(key, user_id=owner))
        _note(application, books, caller, replace(key, user_id=owner), AccountAction.CREATE)
        return new

    return application.store.change(act)


def draft_key(application: Application, keyring: Keyring) -> tuple[NewKey, AccessKey]:
    """Return a new key as it is shown, and as it is kept; it is nobody's yet."""
    new = NewKey(id=keyring.new_key_id(), secret=keyring.new_secret())
    kept = AccessKey(
        id=new.id,
        user_id="",
        sealed_secret=keyring.seal_secret(new.id, new.secret),
        is_disabled=False,
        created_at=application.clock(),
    )
    return new, kept


def list_keys(application: Application, caller: Caller, user_id: str | None = None) -> Sequence[AccessKey]:
    """Return the access keys of the caller, or of the user that is named.

    Raises:
        ForbiddenError: The user is another, and the caller does not manage users.
        NotFoundError: There is no such user.
    """

    def act(books: Books) -> Sequence[AccessKey]:
        return books.keys.select(user_id=_owner(application, books, caller, user_id))

    return application.store.read(act)


def rotate_key(
    application: Application, keyring: Keyring, caller: Caller, key_id: str, *, overlap: timedelta
) -> NewKey:
    """Make a key in place of `key_id`, which works on for `overlap`, so that clients can change over.

    Raises:
        NotFoundError: The caller has no such key, and does not manage users.
        QuotaError: The user has another key beside this one.
    """
    new, key = draft_key(application, keyring)

    def act(books: Books) -> NewKey:
        old = _own_key(application, books, caller, key_id)
        _add(application, books, replace(key, user_id=old.user_id))
        books.keys.put(replace(old, expires_at=application.clock() + overlap))
        _note(application, books, caller, old, AccountAction.ROTATE, f"replaced by {new.id}")
        return new

    return application.store.change(act)


def set_key_disabled(application: Application, caller: Caller, key_id: str, *, is_disabled: bool) -> AccessKey:
    """Disable an access key, or enable it again; a disabled one is refused within seconds.

    Raises:
        NotFoundError: The caller has no such key, and does not manage users.
    """

    def act(books: Books) -> AccessKey:
        before = _own_key(application, books, caller, key_id)
        key = replace(before, is_disabled=is_disabled)
        if key != before:
            action = AccountAction.DISABLE if is_disabled else AccountAction.ENABLE
            _note(application, books, caller, key, action)
        books.keys.put(key)
        return key

    return application.store.change(act)


def delete_key(application: Application, caller: Caller, key_id: str) -> None:
    """Forget an access key.

    Raises:
        NotFoundError: The caller has no such key, and does not manage users.
    """

    def act(books: Books) -> None:
        key = _own_key(application, books, caller, key_id)
        books.keys.remove(key.id)
        _note(application, books, caller, key, AccountAction.DELETE)

    application.store.change(act)


class Resealed(NamedTuple):
    """What became of access keys that an older key of the server had sealed, by id."""

    sealed: tuple[str, ...]
    unreadable: tuple[str, ...]
    """None of the keys that the server has opens them: left as they are."""


def reseal_keys(application: Application, keyring: Keyring) -> Resealed:
    """Seal with the server's present key whatever another one sealed; done already, nothing happens."""
    if all(
        keyring.is_sealed_now(key.sealed_secret) for key in application.store.read(lambda books: books.keys.select())
    ):
        return Resealed((), ())

    def act(books: Books) -> Resealed:
        sealed, unreadable = [], []
        for key in books.keys.select():
            if keyring.is_sealed_now(key.sealed_secret):
                continue
            try:
                secret = keyring.unseal_secret(key.id, key.sealed_secret)
            except StoreError:
                unreadable.append(key.id)
                continue
            books.keys.put(replace(key, sealed_secret=keyring.seal_secret(key.id, secret)))
            sealed.append(key.id)
        return Resealed(tuple(sealed), tuple(unreadable))

    return application.store.change(act)


def _note(  # noqa: PLR0917  who does what to which key
    application: Application, books: Books, caller: Caller, key: AccessKey, action: AccountAction, detail: str = ""
) -> None:
    name = books.users.get(key.user_id).name
    note(application, books, caller.arn, AccountDeed(AccountObject.ACCESS_KEY, key.id, name, action, detail))


def _add(application: Application, books: Books, key: AccessKey) -> None:
    now = application.clock()
    for other in books.keys.select(user_id=key.user_id):
        if other.expires_at is not None and other.expires_at <= now:
            books.keys.remove(other.id)
    if books.keys.count(user_id=key.user_id) >= _KEYS_PER_USER:
        raise QuotaError("access keys of a user", _KEYS_PER_USER)
    books.keys.add(key)


def _owner(application: Application, books: Books, caller: Caller, user_id: str | None) -> str:
    own = own_user(books, caller)
    if user_id in {None, own.id}:
        return own.id
    check_account(application, caller, MANAGE)
    return books.users.get(str(user_id)).id


def _own_key(application: Application, books: Books, caller: Caller, key_id: str) -> AccessKey:
    key = books.keys.get(key_id)
    if key.user_id == own_user(books, caller).id or manages(application, caller):
        return key
    raise NotFoundError("access key", key_id)


def manages(application: Application, caller: Caller) -> bool:
    """Say whether the caller manages users."""
    return application.authorizer.allows(caller, MANAGE, AccountResource(), application.clock())
