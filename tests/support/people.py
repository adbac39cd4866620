"""People to sign in: a keyring with quick hashes and real seals, and users on real records."""

import secrets
from dataclasses import replace
from pathlib import Path

from probative.app.application import Application
from probative.app.keyring import Keyring
from probative.authorization.cedar import CedarAuthorizer
from probative.domain.people import Standing, User
from probative.people.passwords import Argon2Passwords
from probative.people.sealing import AesGcmSealer
from tests.support.serving import SetClock, application

PASSWORD = "correct horse battery"
AUTHORIZER = CedarAuthorizer.load()
PASSWORDS = Argon2Passwords(memory_kib=8, passes=1)


def keyring() -> Keyring:
    """Return a keyring whose hashes take no time."""
    return Keyring(passwords=PASSWORDS, sealer=AesGcmSealer(bytes(32)), random=secrets.token_bytes)


def guarded(folder: Path, clock: SetClock | None = None) -> Application:
    """Return an application over new records in `folder` that is guarded by the shipped policies."""
    return replace(application(folder, clock), authorizer=AUTHORIZER)


def keep_user(
    application: Application, name: str, standing: Standing = Standing.MEMBER, *roles: str, password: str = PASSWORD
) -> User:
    """Keep a user of this name in the records, with the password, and return it."""
    user = User(
        id=application.new_id(),
        name=name,
        standing=standing,
        password_hash=PASSWORDS.hash(password) if password else "",
        groups=(),
        role_arns=roles,
        is_disabled=False,
        created_at=application.clock(),
    )
    application.store.change(lambda books: books.users.add(user))
    return user
