"""The change log of the account: who let whom in, took rights away, made or ended keys; nothing in it ever changes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AccountObject(StrEnum):
    """What was changed."""

    USER = "USER"
    ACCESS_KEY = "ACCESS_KEY"


class AccountAction(StrEnum):
    """What was done."""

    CREATE = "CREATE"
    RIGHTS = "RIGHTS"
    """Another standing, other roles or groups, other assessments to audit."""
    PASSWORD = "PASSWORD"  # noqa: S105  a word
    DISABLE = "DISABLE"
    ENABLE = "ENABLE"
    ROTATE = "ROTATE"
    DELETE = "DELETE"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChange:
    """An entry of the change log of the account."""

    id: str
    object_type: AccountObject
    object_id: str
    """The user's id, or the key's."""
    user_name: str
    """Whose account or key it is, as it was called then."""
    action: AccountAction
    detail: str
    """For people: the rights from then on, what a key was replaced by; empty: the action says it all."""
    created_at: datetime
    created_by: str
    """ARN; of the first start, that of the user it made."""
