"""The first start: an administrator with a password and an access key, so that somebody can begin."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from probative.app.access_keys import draft_key
from probative.app.account_log import AccountDeed, note, note_user, rights_told
from probative.app.application import Application
from probative.app.callers import caller_of
from probative.app.keyring import Keyring
from probative.app.users import check_name
from probative.books import Books
from probative.domain.account_changes import AccountAction, AccountObject
from probative.domain.people import Standing, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Bootstrap:
    """What the first administrator begins with, for the one time that it is shown."""

    username: str
    password: str = field(repr=False)
    access_key_id: str
    secret_access_key: str = field(repr=False)


def bootstrap_administrator(
    application: Application, keyring: Keyring, username: str, deliver: Callable[[Bootstrap], None]
) -> Bootstrap | None:
    """Make the first administrator, if there is no user at all; None: there is one.

    `deliver` is told before the administrator is kept: a server that is killed in between must not leave one whom
    nobody can act as. Of two servers that start at once one is told None after its delivery, which is void then.

    Raises:
        InvalidError: Nobody can be called so.
    """
    check_name(username)
    if application.store.read(lambda books: books.users.count()):
        return None
    new, key = draft_key(application, keyring)
    password = keyring.new_token()
    user = User(
        id=application.new_id(),
        name=username,
        standing=Standing.ADMINISTRATOR,
        password_hash=keyring.passwords.hash(password),
        groups=(),
        role_arns=(),
        is_disabled=False,
        created_at=application.clock(),
    )
    made = Bootstrap(username=username, password=password, access_key_id=new.id, secret_access_key=new.secret)
    deliver(made)

    def act(books: Books) -> bool:
        if books.users.count():
            return False
        books.users.add(user)
        books.keys.add(replace(key, user_id=user.id))
        by = caller_of(application.account, user).arn
        note_user(application, books, by, user, AccountAction.CREATE, rights_told(user))
        deed = AccountDeed(AccountObject.ACCESS_KEY, key.id, user.name, AccountAction.CREATE)
        note(application, books, by, deed)
        return True

    return made if application.store.change(act) else None
