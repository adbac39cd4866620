"""Users: made, changed, disabled; the last administrator who can act always stays one."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from probative.app.access import check_account
from probative.app.account_log import MANAGE, note_user, rights_told
from probative.app.application import Application
from probative.app.keyring import Keyring
from probative.books import Books, Position
from probative.domain.account_changes import AccountAction
from probative.domain.errors import Finding, InvalidError, NotFoundError, WrongStateError
from probative.domain.people import Auditing, Caller, Standing, User

_NAME: Final = re.compile(r"[A-Za-z0-9_+=,.@-]{1,64}")
_ROLE: Final = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:(?:role|user)/[!-~]{1,512}")
_SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 256


def create_user(  # noqa: PLR0913  what a user is made of
    application: Application,
    keyring: Keyring,
    caller: Caller,
    *,
    name: str,
    standing: Standing,
    password: str | None = None,
    role_arns: Sequence[str] = (),
    auditing: Auditing | None = None,
) -> User:
    """Make a user; without a password it signs in with access keys only.

    Raises:
        ForbiddenError: The caller does not manage users.
        InvalidError: The name is taken or none, the password is too weak, or the standing does not fit `auditing`.
    """
    check_account(application, caller, MANAGE)
    check_name(name)
    _check_rights(standing, role_arns, auditing)
    if password is not None:
        check_password(name, password)
    user = User(
        id=application.new_id(),
        name=name,
        standing=standing,
        password_hash="" if password is None else keyring.passwords.hash(password),
        groups=(),
        role_arns=tuple(role_arns),
        is_disabled=False,
        created_at=application.clock(),
        auditing=auditing,
    )

    def act(books: Books) -> None:
        add_user(books, user)
        note_user(application, books, caller.arn, user, AccountAction.CREATE, rights_told(user))

    application.store.change(act)
    return user


def add_user(books: Books, user: User) -> None:
    """Keep a new user.

    Raises:
        InvalidError: There is one of its name, whatever the case.
    """
    if books.users.count(handle=user.handle):
        raise InvalidError(Finding("name", f"there is a user called {user.name} already"))
    books.users.add(user)


def list_users(
    application: Application, caller: Caller, *, after: Position | None = None, limit: int | None = None
) -> Sequence[User]:
    """Return users, oldest first.

    Raises:
        ForbiddenError: The caller does not manage users.
    """
    check_account(application, caller, MANAGE)
    return application.store.read(lambda books: books.users.select(after=after, limit=limit))


def get_user(application: Application, caller: Caller, user_id: str) -> User:
    """Return a user.

    Raises:
        ForbiddenError: The caller does not manage users.
        NotFoundError: There is none with this id.
    """
    check_account(application, caller, MANAGE)
    return application.store.read(lambda books: books.users.get(user_id))


def set_rights(
    application: Application,
    caller: Caller,
    user_id: str,
    *,
    standing: Standing,
    role_arns: Sequence[str] = (),
    auditing: Auditing | None = None,
) -> User:
    """Give a user another standing, other roles, other assessments to audit; it acts within seconds.

    Raises:
        ForbiddenError: The caller does not manage users.
        NotFoundError: There is none with this id.
        InvalidError: The standing does not fit `auditing`, or a role is no ARN of one.
        WrongStateError: It is the last administrator who can act.
    """
    check_account(application, caller, MANAGE)
    _check_rights(standing, role_arns, auditing)

    def act(books: Books) -> User:
        before = books.users.get(user_id)
        user = replace(before, standing=standing, role_arns=tuple(role_arns), auditing=auditing)
        if user != before:
            note_user(application, books, caller.arn, user, AccountAction.RIGHTS, rights_told(user))
        return _keep(books, user, "lose its standing")

    return application.store.change(act)


def set_disabled(application: Application, caller: Caller, user_id: str, *, is_disabled: bool) -> User:
    """Disable a user, or enable it again; its sessions end at once, its keys are refused within seconds.

    Raises:
        ForbiddenError: The caller does not manage users.
        NotFoundError: There is none with this id.
        WrongStateError: It is the last administrator who can act.
    """
    check_account(application, caller, MANAGE)

    def act(books: Books) -> User:
        if is_disabled:
            end_sessions(books, user_id)
        user = books.users.get(user_id)
        if user.is_disabled is not is_disabled:
            action = AccountAction.DISABLE if is_disabled else AccountAction.ENABLE
            note_user(application, books, caller.arn, user, action)
        return _keep(books, replace(user, is_disabled=is_disabled), "be disabled")

    return application.store.change(act)


def set_password(application: Application, keyring: Keyring, caller: Caller, *, user_id: str, password: str) -> None:
    """Give another user a password; its sessions end.

    Raises:
        ForbiddenError: The caller does not manage users.
        NotFoundError: There is none with this id.
        InvalidError: The password is too weak.
        WrongStateError: The user signs in with OpenID Connect.
    """
    user = get_user(application, caller, user_id)
    _replace_password(application, keyring, caller, user, password)


def change_password(application: Application, keyring: Keyring, caller: Caller, *, current: str, password: str) -> None:
    """Change the caller's own password; all its sessions end.

    Raises:
        InvalidError: The current one is another, or the new one is too weak.
        WrongStateError: The user signs in with OpenID Connect.
    """
    user = application.store.read(lambda books: own_user(books, caller))
    if not keyring.passwords.match(user.password_hash, current):
        raise InvalidError(Finding("current", "is not your password"))
    _replace_password(application, keyring, caller, user, password)


def own_user(books: Books, caller: Caller) -> User:
    """Return the user that the caller is.

    Raises:
        NotFoundError: It is none, or no longer.
    """
    for user in books.users.select(handle=caller.name.lower(), limit=1):
        return user
    raise NotFoundError("user", caller.name)


def end_sessions(books: Books, user_id: str) -> None:
    """Sign a user out everywhere."""
    for session in books.sessions.select(user_id=user_id):
        books.sessions.remove(session.id)


def is_name(name: str) -> bool:
    """Say whether a user may be called so."""
    return _NAME.fullmatch(name) is not None


def is_role(arn: str) -> bool:
    """Say whether this is the ARN of an IAM role or user."""
    return _ROLE.fullmatch(arn) is not None


def check_name(name: str) -> None:
    """Return if a user may be called so.

    Raises:
        InvalidError: It may not.
    """
    if not is_name(name):
        raise InvalidError(Finding("name", "must be 1 to 64 letters, digits and characters of _+=,.@-"))


def check_password(name: str, password: str) -> None:
    """Return if the user may have this password.

    Raises:
        InvalidError: It is too short, too long, or the user's name.
    """
    if not _SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        reason = f"must have {_SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters"
        raise InvalidError(Finding("password", reason))
    if password.lower() == name.lower():
        raise InvalidError(Finding("password", "must not be the name"))


def _check_rights(standing: Standing, role_arns: Sequence[str], auditing: Auditing | None) -> None:
    if auditing is not None and standing is not Standing.AUDITOR:
        raise InvalidError(Finding("auditing", "is for auditors only"))
    if auditing is not None and auditing.until is not None:
        _check_end(auditing.until)
    findings = [Finding("roleArns", f"{arn} is no ARN of an IAM role") for arn in role_arns if not is_role(arn)]
    if findings:
        raise InvalidError(*findings)


def _check_end(until: datetime) -> None:
    if until.utcoffset() is None:
        raise InvalidError(Finding("until", "must say in which time zone it is"))
    try:
        until.astimezone(UTC)
    except OverflowError as error:
        # Before the first year, or after the last: no right could be decided by it.
        raise InvalidError(Finding("until", "is no time that can be told")) from error


def _keep(books: Books, user: User, wanted: str) -> User:
    books.users.put(user)
    check_administered(books, wanted)
    return user


def check_administered(books: Books, wanted: str) -> None:
    """Return if there is an administrator who can act.

    Raises:
        WrongStateError: There is none: the one that is `wanted` to change was the last.
    """
    if not any(other.standing is Standing.ADMINISTRATOR and not other.is_disabled for other in books.users.select()):
        raise WrongStateError("user", "the last administrator", wanted)


def _replace_password(  # noqa: PLR0917  who gives whom which password
    application: Application, keyring: Keyring, caller: Caller, user: User, password: str
) -> None:
    if user.subject:
        raise WrongStateError("user", "signed in by its provider", "have a password here")
    check_password(user.name, password)
    password_hash = keyring.passwords.hash(password)

    def act(books: Books) -> None:
        books.users.put(replace(books.users.get(user.id), password_hash=password_hash))
        note_user(application, books, caller.arn, user, AccountAction.PASSWORD)
        end_sessions(books, user.id)

    application.store.change(act)
