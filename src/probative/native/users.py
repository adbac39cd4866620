"""Users and access keys: the accounts of those who work with the server."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

import msgspec

from probative.app import access_keys, users
from probative.app.access_keys import NewKey
from probative.app.keyring import Keyring
from probative.app.signing_in import change_own_password
from probative.domain.ids import AssessmentId
from probative.domain.people import AccessKey, Auditing, Standing, User
from probative.native.contract import Asked, Endpoint, Input, Nothing, Output, endpoint

_USER: Final = "/v1/users/{user_id}"
_KEY: Final = "/v1/access-keys/{key_id}"
_LONGEST_OVERLAP_HOURS: Final = 365 * 24


class AuditingGiven(Input):
    """Which assessments an auditor may read, and until when; absent: without end."""

    assessments: list[str]
    until: datetime | None = None


class RightsGiven(Input):
    """What a user may do."""

    standing: Standing
    role_arns: list[str] = []  # noqa: RUF012  msgspec copies it
    auditing: AuditingGiven | None = None


class UserGiven(RightsGiven, kw_only=True):
    """A new user; without a password it signs in with access keys only."""

    name: str
    password: str | None = None


class PasswordGiven(Input):
    """A user's new password."""

    password: str


class OwnPasswordGiven(Input):
    """The caller's password, and the one to have instead."""

    current: str
    password: str


class SwitchGiven(Input):
    """Whether it is switched off."""

    is_disabled: bool


class RotationGiven(Input):
    """For how many hours the old key works on beside the new one."""

    overlap_hours: Annotated[int, msgspec.Meta(ge=0, le=_LONGEST_OVERLAP_HOURS)] = 24


class AuditingShown(Output):
    """Which assessments an auditor may read, and until when."""

    assessments: list[str]
    until: datetime | None


class UserShown(Output):
    """A user, without anything secret."""

    id: str
    name: str
    standing: Standing
    role_arns: list[str]
    groups: list[str]
    is_disabled: bool
    signs_in_by_provider: bool
    auditing: AuditingShown | None
    created_at: datetime


class KeyShown(Output):
    """An access key, without its secret."""

    id: str
    is_disabled: bool
    created_at: datetime
    expires_at: datetime | None


class NewKeyShown(Output):
    """A new access key with its secret: it is never shown again."""

    id: str
    secret: str


@dataclass(frozen=True, slots=True)
class UserEndpoints:
    """The endpoints of users, with what secrets are made by."""

    keyring: Keyring

    def endpoints(self) -> Sequence[Endpoint[Any, Any]]:
        """Return all of them."""
        return (
            endpoint("GET", "/v1/users", "List the users.", self._list),
            endpoint("POST", "/v1/users", "Make a user.", self._create),
            endpoint("GET", _USER, "Show a user.", self._get),
            endpoint("PUT", f"{_USER}/rights", "Give a user other rights.", self._set),
            endpoint("PUT", f"{_USER}/state", "Disable or enable a user.", self._switch),
            endpoint("PUT", f"{_USER}/password", "Give a user a password.", self._reset),
            endpoint("GET", f"{_USER}/access-keys", "List its keys.", self._keys),
            endpoint("POST", f"{_USER}/access-keys", "Make it a key.", self._new_key),
            endpoint("PUT", "/v1/password", "Change your own password.", self._change),
            endpoint("GET", "/v1/access-keys", "List your own keys.", self._keys),
            endpoint("POST", "/v1/access-keys", "Make yourself a key.", self._new_key),
            endpoint("POST", f"{_KEY}/rotation", "Replace a key.", self._rotate),
            endpoint("PUT", f"{_KEY}/state", "Disable or enable a key.", self._switch_key),
            endpoint("DELETE", _KEY, "Delete a key.", self._delete_key),
        )

    def _list(self, asked: Asked, _query: Nothing, _body: Nothing) -> list[UserShown]:
        return [_shown(user) for user in users.list_users(asked.application, asked.caller)]

    def _create(self, asked: Asked, _query: Nothing, given: UserGiven) -> UserShown:
        user = users.create_user(
            asked.application,
            self.keyring,
            asked.caller,
            name=given.name,
            standing=given.standing,
            password=given.password,
            role_arns=given.role_arns,
            auditing=_auditing(given.auditing),
        )
        return _shown(user)

    def _get(self, asked: Asked, _query: Nothing, _body: Nothing) -> UserShown:
        return _shown(users.get_user(asked.application, asked.caller, asked.path["user_id"]))

    def _set(self, asked: Asked, _query: Nothing, given: RightsGiven) -> UserShown:
        user = users.set_rights(
            asked.application,
            asked.caller,
            asked.path["user_id"],
            standing=given.standing,
            role_arns=given.role_arns,
            auditing=_auditing(given.auditing),
        )
        return _shown(user)

    def _switch(self, asked: Asked, _query: Nothing, given: SwitchGiven) -> UserShown:
        user_id = asked.path["user_id"]
        return _shown(users.set_disabled(asked.application, asked.caller, user_id, is_disabled=given.is_disabled))

    def _reset(self, asked: Asked, _query: Nothing, given: PasswordGiven) -> None:
        user_id = asked.path["user_id"]
        users.set_password(asked.application, self.keyring, asked.caller, user_id=user_id, password=given.password)

    def _change(self, asked: Asked, _query: Nothing, given: OwnPasswordGiven) -> None:
        change_own_password(
            asked.application, self.keyring, asked.caller, current=given.current, password=given.password
        )

    def _keys(self, asked: Asked, _query: Nothing, _body: Nothing) -> list[KeyShown]:
        return [
            _key_shown(key) for key in access_keys.list_keys(asked.application, asked.caller, asked.path.get("user_id"))
        ]

    def _new_key(self, asked: Asked, _query: Nothing, _body: Nothing) -> NewKeyShown:
        user_id = asked.path.get("user_id")
        return _new_key_shown(access_keys.create_key(asked.application, self.keyring, asked.caller, user_id))

    def _rotate(self, asked: Asked, _query: Nothing, given: RotationGiven) -> NewKeyShown:
        overlap = timedelta(hours=given.overlap_hours)
        key_id = asked.path["key_id"]
        return _new_key_shown(
            access_keys.rotate_key(asked.application, self.keyring, asked.caller, key_id, overlap=overlap)
        )

    def _switch_key(self, asked: Asked, _query: Nothing, given: SwitchGiven) -> KeyShown:
        key_id = asked.path["key_id"]
        return _key_shown(
            access_keys.set_key_disabled(asked.application, asked.caller, key_id, is_disabled=given.is_disabled)
        )

    def _delete_key(self, asked: Asked, _query: Nothing, _body: Nothing) -> None:
        access_keys.delete_key(asked.application, asked.caller, asked.path["key_id"])


def _auditing(given: AuditingGiven | None) -> Auditing | None:
    if given is None:
        return None
    return Auditing(assessments=tuple(map(AssessmentId, given.assessments)), until=given.until)


def _shown(user: User) -> UserShown:
    auditing = user.auditing
    return UserShown(
        id=user.id,
        name=user.name,
        standing=user.standing,
        role_arns=list(user.role_arns),
        groups=list(user.groups),
        is_disabled=user.is_disabled,
        signs_in_by_provider=bool(user.subject),
        auditing=AuditingShown(assessments=list(auditing.assessments), until=auditing.until) if auditing else None,
        created_at=user.created_at,
    )


def _key_shown(key: AccessKey) -> KeyShown:
    return KeyShown(id=key.id, is_disabled=key.is_disabled, created_at=key.created_at, expires_at=key.expires_at)


def _new_key_shown(key: NewKey) -> NewKeyShown:
    return NewKeyShown(id=key.id, secret=key.secret)
