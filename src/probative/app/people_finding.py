"""People to be named as owners or delegates: users of this server, and the roles that somebody here acts as."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.callers import caller_of
from probative.domain.people import Caller, Standing, User

FIND: Final = "FindPeople"
_NAMED: Final = {Standing.ADMINISTRATOR, Standing.MEMBER}
"""Auditors only read, and collectors are machines: neither owns an assessment."""


class PersonKind(StrEnum):
    """What an ARN stands for."""

    USER = "USER"
    ROLE = "ROLE"
    """An IAM role: whoever acts as it."""


class Person(NamedTuple):
    """Somebody who can be named."""

    arn: str
    name: str
    kind: PersonKind
    members: tuple[str, ...]
    """Names of the users who act as the role; of a user, its groups."""


def find_people(application: Application, caller: Caller, text: str, *, limit: int) -> Sequence[Person]:
    """Return up to `limit` people whose name or ARN has `text` in it, whatever the case; by name, users first.

    Raises:
        ForbiddenError: The caller names nobody.
    """
    check_account(application, caller, FIND)
    users = [
        user
        for user in application.store.read(lambda books: books.users.select())
        if not user.is_disabled and user.standing in _NAMED
    ]
    wanted = text.strip().casefold()
    found = [
        person
        for person in (*_users(application, users), *_roles(users))
        if wanted in person.name.casefold() or wanted in person.arn.casefold()
    ]
    return sorted(found, key=lambda person: (person.kind is PersonKind.ROLE, person.name.casefold()))[:limit]


def _users(application: Application, users: Sequence[User]) -> Iterator[Person]:
    for user in users:
        yield Person(caller_of(application.account, user).arn, user.name, PersonKind.USER, user.groups)


def _roles(users: Sequence[User]) -> Iterator[Person]:
    arns = dict.fromkeys(arn for user in users for arn in user.role_arns if ":role/" in arn)
    for arn in arns:
        members = tuple(sorted(user.name for user in users if arn in user.role_arns))
        yield Person(arn, arn.rpartition("/")[2], PersonKind.ROLE, members)
