"""The change log of the account: who let whom in, took rights away, made or ended keys.

Entries are written within the transaction that does what they tell of. No use case changes or removes one.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from probative.app.access import check_account
from probative.app.application import Application
from probative.books import Books, Position
from probative.domain.account_changes import AccountAction, AccountChange, AccountObject
from probative.domain.people import Caller, User

MANAGE: Final = "ManageUsers"
"""The action of whoever manages users other than itself."""


class AccountDeed(NamedTuple):
    """What was done to which user or key."""

    object_type: AccountObject
    object_id: str
    user_name: str
    action: AccountAction
    detail: str = ""


def note(application: Application, books: Books, by_arn: str, deed: AccountDeed) -> None:
    """Write down what is done."""
    books.account_changes.add(
        AccountChange(
            id=application.new_id(),
            object_type=deed.object_type,
            object_id=deed.object_id,
            user_name=deed.user_name,
            action=deed.action,
            detail=deed.detail,
            created_at=application.clock(),
            created_by=by_arn,
        )
    )


def note_user(  # noqa: PLR0917  who does what to whom
    application: Application, books: Books, by_arn: str, user: User, action: AccountAction, detail: str = ""
) -> None:
    """Write down what is done to `user`."""
    note(application, books, by_arn, AccountDeed(AccountObject.USER, user.id, user.name, action, detail))


def rights_told(user: User) -> str:
    """Return the rights of `user` for people."""
    told: list[str] = [user.standing]
    if user.groups:
        told.append(f"groups {', '.join(user.groups)}")
    if user.role_arns:
        told.append(f"acts as {', '.join(user.role_arns)}")
    if user.auditing is not None:
        until = "" if user.auditing.until is None else f" until {user.auditing.until.isoformat()}"
        told.append(f"audits {', '.join(user.auditing.assessments) or 'nothing'}{until}")
    return "; ".join(told)


def list_account_changes(
    application: Application,
    caller: Caller,
    *,
    object_id: str | None = None,
    user_name: str | None = None,
    after: Position | None,
    limit: int,
) -> Sequence[AccountChange]:
    """Return up to `limit` changes, newest first, beginning behind `after`; of one user or key, if it is named.

    Raises:
        ForbiddenError: The caller does not manage users.
    """
    check_account(application, caller, MANAGE)
    given = {"object_id": object_id, "user_name": user_name}
    filed_by = {name: value for name, value in given.items() if value is not None}
    return application.store.read(
        lambda books: books.account_changes.select(after=after, limit=limit, newest_first=True, **filed_by)
    )
