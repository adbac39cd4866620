"""Who calls: users with access keys, and the sessions that they assume."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from probative_demo.errors import ApiError
from probative_demo.models import Members
from probative_demo.places import ACCOUNTS, ADMIN_KEYS, ADMIN_ROLE, EXTERNAL_ID, MANAGEMENT, ROLE_NAME

_USER: Final = "demo-admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A principal and the account it acts in."""

    account: str
    access_key: str
    arn: str
    principal_id: str
    role: str | None = None
    """The role of an assumed session; None: a user."""
    expires_at: datetime | None = None

    @property
    def reads_only(self) -> bool:
        """Whether the permissions of this principal end at looking."""
        return self.role == ROLE_NAME


class Callers:
    """The access keys that are known, and the one way to get another: AssumeRole."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._by_key: dict[str, Caller] = {key: _user(account, key) for account, key in ADMIN_KEYS.items()}

    def of(self, access_key: str, now: datetime) -> Caller | None:
        """Return who holds `access_key`; None: nobody.

        Raises:
            ApiError: The session is over.
        """
        caller = self._by_key.get(access_key)
        if caller and caller.expires_at and caller.expires_at <= now:
            raise ApiError("ExpiredTokenException", "The security token included in the request is expired", 403)
        return caller

    def assume(self, caller: Caller, given: Members, now: datetime) -> Members:
        """Answer AssumeRole: the reader's role asks for the external id, the administrator's for a user of ours.

        Raises:
            ApiError: There is no such role, or its trust policy does not let `caller` in.
        """
        role_arn, session_name = given["RoleArn"], given["RoleSessionName"]
        account, role = _split(role_arn)
        if caller.role or not _trusts(account, role, given.get("ExternalId"), caller):
            raise ApiError(
                "AccessDenied",
                f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on resource: {role_arn}",
                403,
            )
        expires_at = now + timedelta(seconds=int(given.get("DurationSeconds", 3600)))
        with self._lock:
            digest = hashlib.sha256(f"{role_arn}/{session_name}/{len(self._by_key)}".encode()).hexdigest().upper()
            role_id = f"AROAQHM{hashlib.sha256(role_arn.encode()).hexdigest().upper()[:14]}"
            session = Caller(
                account=account,
                access_key=f"ASIAQHM{digest[:13]}",
                arn=f"arn:aws:sts::{account}:assumed-role/{role}/{session_name}",
                principal_id=f"{role_id}:{session_name}",
                role=role,
                expires_at=expires_at,
            )
            self._by_key[session.access_key] = session
        return {
            "Credentials": {
                "AccessKeyId": session.access_key,
                "SecretAccessKey": digest[:40],
                "SessionToken": f"IQoJb3JpZ2luX2Vj{digest}",
                "Expiration": expires_at,
            },
            "AssumedRoleUser": {"AssumedRoleId": session.principal_id, "Arn": session.arn},
        }


def identity(caller: Caller) -> Members:
    """Answer GetCallerIdentity."""
    return {"UserId": caller.principal_id, "Account": caller.account, "Arn": caller.arn}


def _user(account: str, key: str) -> Caller:
    return Caller(
        account=account,
        access_key=key,
        arn=f"arn:aws:iam::{account}:user/{_USER}",
        principal_id=f"AIDAQHM{account[:4]}DEMOADMIN",
    )


def _split(role_arn: str) -> tuple[str, str]:
    account, _, role = role_arn.removeprefix("arn:aws:iam::").partition(":role/")
    return account, role


def _trusts(account: str, role: str, external_id: str | None, caller: Caller) -> bool:
    if account not in ACCOUNTS.values():
        return False
    if role == ROLE_NAME:
        return external_id == EXTERNAL_ID
    return role == ADMIN_ROLE and caller.account == MANAGEMENT
