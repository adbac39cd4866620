"""Users: who may make and change them, and what may not be."""

from datetime import timedelta
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.callers import caller_of, caller_of_session
from probative.app.signing_in import SignInError, sign_in
from probative.app.users import (
    change_password,
    create_user,
    get_user,
    list_users,
    set_disabled,
    set_password,
    set_rights,
)
from probative.domain.errors import ForbiddenError, InvalidError, NotFoundError, WrongStateError
from probative.domain.ids import AssessmentId
from probative.domain.people import Auditing, Caller, Standing, User
from tests.support.people import PASSWORD, guarded, keep_user, keyring
from tests.support.serving import NOW, SetClock

KEYRING = keyring()
ROLE = "arn:aws:iam::111122223333:role/Audit"


@pytest.fixture
def app(tmp_path: Path) -> Application:
    return guarded(tmp_path)


@pytest.fixture
def ada(app: Application) -> User:
    return keep_user(app, "Ada", Standing.ADMINISTRATOR)


@pytest.fixture
def by(app: Application, ada: User) -> Caller:
    return caller_of(app.account, ada)


def test_a_user_is_made_as_it_was_asked_for(app: Application, by: Caller) -> None:
    auditing = Auditing(assessments=(AssessmentId("a"),), until=NOW + timedelta(days=1))

    made = create_user(
        app,
        KEYRING,
        by,
        name="Aki.M",
        standing=Standing.AUDITOR,
        password=PASSWORD,
        role_arns=[ROLE],
        auditing=auditing,
    )

    kept = get_user(app, by, made.id)
    assert kept == made
    assert (kept.name, kept.standing, kept.role_arns, kept.auditing) == ("Aki.M", Standing.AUDITOR, (ROLE,), auditing)
    assert PASSWORD not in repr(kept)
    assert sign_in(app, KEYRING, name="aki.m", password=PASSWORD, address="::1").user == kept


def test_a_user_without_a_password_does_not_sign_in(app: Application, by: Caller) -> None:
    create_user(app, KEYRING, by, name="cole", standing=Standing.COLLECTOR)

    with pytest.raises(SignInError):
        sign_in(app, KEYRING, name="cole", password="", address="::1")


@pytest.mark.parametrize("name", ["", "a" * 65, "a b", "a/b", "a:b", "é", "a\n"])
def test_a_name_must_fit_an_arn(app: Application, by: Caller, name: str) -> None:
    with pytest.raises(InvalidError) as refused:
        create_user(app, KEYRING, by, name=name, standing=Standing.MEMBER)

    assert refused.value.findings[0].path == "name"


def test_names_that_differ_in_case_only_are_one(app: Application, by: Caller) -> None:
    with pytest.raises(InvalidError, match="already"):
        create_user(app, KEYRING, by, name="ADA", standing=Standing.MEMBER)


@pytest.mark.parametrize("password", ["short", "x" * 257, "Administrator"])
def test_a_weak_password_is_refused(app: Application, by: Caller, password: str) -> None:
    with pytest.raises(InvalidError) as refused:
        create_user(app, KEYRING, by, name="administrator", standing=Standing.MEMBER, password=password)

    assert refused.value.findings[0].path == "password"
    assert password not in refused.value.findings[0].reason


def test_only_auditors_audit(app: Application, by: Caller) -> None:
    with pytest.raises(InvalidError, match="auditors only"):
        create_user(
            app, KEYRING, by, name="mia", standing=Standing.MEMBER, auditing=Auditing(assessments=(), until=None)
        )


def test_the_end_of_an_auditor_has_a_time_zone(app: Application, by: Caller) -> None:
    auditing = Auditing(assessments=(), until=NOW.replace(tzinfo=None))

    with pytest.raises(InvalidError, match="time zone"):
        create_user(app, KEYRING, by, name="aki", standing=Standing.AUDITOR, auditing=auditing)


@pytest.mark.parametrize("arn", ["", "role/x", "arn:aws:sts::111122223333:assumed-role/x/y", "arn:aws:iam::1:role/x"])
def test_a_role_must_be_an_arn_of_one(app: Application, by: Caller, ada: User, arn: str) -> None:
    with pytest.raises(InvalidError, match="no ARN"):
        set_rights(app, by, ada.id, standing=Standing.ADMINISTRATOR, role_arns=[arn])


@pytest.mark.parametrize("standing", [Standing.MEMBER, Standing.AUDITOR, Standing.COLLECTOR])
def test_only_administrators_manage_users(app: Application, ada: User, standing: Standing) -> None:
    other = caller_of(app.account, keep_user(app, "other", standing))

    for act in (
        lambda: create_user(app, KEYRING, other, name="x", standing=Standing.ADMINISTRATOR),
        lambda: list_users(app, other),
        lambda: get_user(app, other, ada.id),
        lambda: set_rights(app, other, ada.id, standing=Standing.MEMBER),
        lambda: set_disabled(app, other, ada.id, is_disabled=True),
        lambda: set_password(app, KEYRING, other, user_id=ada.id, password=PASSWORD),
    ):
        with pytest.raises(ForbiddenError):
            act()


def test_users_are_listed_in_pages_oldest_first(tmp_path: Path) -> None:
    clock = SetClock()
    app = guarded(tmp_path, clock)
    users = []
    for name in ("c", "a", "b"):
        users.append(keep_user(app, name, Standing.ADMINISTRATOR))
        clock.advance(seconds=1)
    by = caller_of(app.account, users[0])

    first = list_users(app, by, limit=2)
    rest = list_users(app, by, after=app.store.read(lambda books: books.users.position(first[-1])))

    assert [*first, *rest] == users


def test_other_rights_act_at_once(app: Application, by: Caller) -> None:
    mia = keep_user(app, "mia")

    changed = set_rights(app, by, mia.id, standing=Standing.COLLECTOR, role_arns=[ROLE])

    assert get_user(app, by, mia.id) == changed
    assert (changed.standing, changed.role_arns) == (Standing.COLLECTOR, (ROLE,))


def test_the_last_administrator_stays_one(app: Application, by: Caller, ada: User) -> None:
    disabled = keep_user(app, "bob", Standing.ADMINISTRATOR)
    set_disabled(app, by, disabled.id, is_disabled=True)

    with pytest.raises(WrongStateError):
        set_rights(app, by, ada.id, standing=Standing.MEMBER)
    with pytest.raises(WrongStateError):
        set_disabled(app, by, ada.id, is_disabled=True)

    assert get_user(app, by, ada.id) == ada


def test_who_is_disabled_is_signed_out_and_cannot_come_back(app: Application, by: Caller) -> None:
    mia = keep_user(app, "mia")
    session = sign_in(app, KEYRING, name="mia", password=PASSWORD, address="::1")

    set_disabled(app, by, mia.id, is_disabled=True)

    assert caller_of_session(app, session.token) is None
    with pytest.raises(SignInError):
        sign_in(app, KEYRING, name="mia", password=PASSWORD, address="::1")

    set_disabled(app, by, mia.id, is_disabled=False)
    assert caller_of_session(app, session.token) is None
    sign_in(app, KEYRING, name="mia", password=PASSWORD, address="::1")


def test_changing_ones_password_needs_the_current_one_and_ends_sessions(app: Application, ada: User) -> None:
    session = sign_in(app, KEYRING, name="Ada", password=PASSWORD, address="::1")
    with pytest.raises(InvalidError, match="not your password"):
        change_password(app, KEYRING, session.caller, current="wrong", password="another password")

    change_password(app, KEYRING, session.caller, current=PASSWORD, password="another password")

    assert caller_of_session(app, session.token) is None
    with pytest.raises(SignInError):
        sign_in(app, KEYRING, name="Ada", password=PASSWORD, address="::1")
    assert sign_in(app, KEYRING, name="Ada", password="another password", address="::1").user.id == ada.id


def test_an_administrator_gives_a_password(app: Application, by: Caller) -> None:
    mia = keep_user(app, "mia")
    session = sign_in(app, KEYRING, name="mia", password=PASSWORD, address="::1")

    set_password(app, KEYRING, by, user_id=mia.id, password="another password")

    assert caller_of_session(app, session.token) is None
    sign_in(app, KEYRING, name="mia", password="another password", address="::1")


def test_a_weak_new_password_is_refused(app: Application, by: Caller, ada: User) -> None:
    with pytest.raises(InvalidError):
        set_password(app, KEYRING, by, user_id=ada.id, password="short")
    with pytest.raises(InvalidError):
        change_password(app, KEYRING, by, current=PASSWORD, password="short")


def test_nobody_is_not_found(app: Application, by: Caller) -> None:
    with pytest.raises(NotFoundError):
        set_password(app, KEYRING, by, user_id="nobody", password=PASSWORD)
    with pytest.raises(NotFoundError):
        set_disabled(app, by, "nobody", is_disabled=False)
