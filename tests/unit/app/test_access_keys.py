"""Access keys: shown once, kept sealed, rotated, refused when they should be."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from probative.app.access_keys import (
    NewKey,
    create_key,
    delete_key,
    list_keys,
    reseal_keys,
    rotate_key,
    set_key_disabled,
)
from probative.app.application import Application
from probative.app.callers import KEYS_KEPT_FOR, KEYS_RENEWED_AFTER, KeyCallers, KnownKey, caller_of, caller_of_key
from probative.app.users import set_disabled
from probative.domain.errors import ForbiddenError, NotFoundError, QuotaError, StoreError
from probative.domain.people import Caller, Standing
from probative.people.sealing import AesGcmSealer
from tests.support.people import guarded, keep_user, keyring
from tests.support.serving import SetClock, caller

KEYRING = keyring()


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Application:
    return guarded(tmp_path, clock)


@pytest.fixture
def ada(app: Application) -> Caller:
    return caller_of(app.account, keep_user(app, "Ada", Standing.ADMINISTRATOR))


@pytest.fixture
def mia(app: Application) -> Caller:
    return caller_of(app.account, keep_user(app, "mia"))


def found(app: Application, key: NewKey) -> KnownKey | None:
    return caller_of_key(app, KEYRING, key.id)


def user_id(app: Application, caller: Caller) -> str:
    return app.store.read(lambda books: books.users.select(handle=caller.name.lower()))[0].id


def test_a_key_looks_like_one_of_aws_and_leads_to_its_user(app: Application, mia: Caller) -> None:
    key = create_key(app, KEYRING, mia)

    assert re.fullmatch("AKIA[A-Z2-7]{16}", key.id)
    assert re.fullmatch("[A-Za-z0-9+/]{40}", key.secret)
    assert found(app, key) == (key.secret, mia)


def test_a_secret_lies_nowhere_in_clear(app: Application, mia: Caller, tmp_path: Path) -> None:
    key = create_key(app, KEYRING, mia)

    assert key.secret not in repr(key)
    assert key.secret not in repr(found(app, key))
    (kept,) = list_keys(app, mia)
    assert key.secret.encode() not in kept.sealed_secret
    assert all(key.secret.encode() not in path.read_bytes() for path in tmp_path.glob("records.db*"))


def test_the_secret_of_one_key_opens_for_no_other(app: Application, mia: Caller) -> None:
    one, two = create_key(app, KEYRING, mia), create_key(app, KEYRING, mia)

    kept = {key.id: key for key in list_keys(app, mia)}
    with pytest.raises(StoreError):
        KEYRING.unseal_secret(one.id, kept[two.id].sealed_secret)


def test_a_user_has_two_keys_at_most(app: Application, mia: Caller) -> None:
    create_key(app, KEYRING, mia)
    create_key(app, KEYRING, mia)

    with pytest.raises(QuotaError):
        create_key(app, KEYRING, mia)


def test_an_administrator_makes_keys_for_others(app: Application, ada: Caller, mia: Caller) -> None:
    key = create_key(app, KEYRING, ada, user_id(app, mia))

    assert found(app, key) == (key.secret, mia)
    assert [kept.id for kept in list_keys(app, ada, user_id(app, mia))] == [key.id]
    assert list_keys(app, ada) == []


def test_nobody_else_touches_keys_of_others(app: Application, ada: Caller, mia: Caller) -> None:
    key = create_key(app, KEYRING, ada)

    with pytest.raises(ForbiddenError):
        create_key(app, KEYRING, mia, user_id(app, ada))
    with pytest.raises(ForbiddenError):
        list_keys(app, mia, user_id(app, ada))
    for act in (
        lambda: rotate_key(app, KEYRING, mia, key.id, overlap=timedelta(0)),
        lambda: set_key_disabled(app, mia, key.id, is_disabled=True),
        lambda: delete_key(app, mia, key.id),
        lambda: delete_key(app, mia, "AKIANOBODY"),
    ):
        with pytest.raises(NotFoundError):
            act()
    assert found(app, key)


def test_a_user_that_is_none_has_no_keys(app: Application, ada: Caller) -> None:
    with pytest.raises(NotFoundError):
        create_key(app, KEYRING, ada, "nobody")


def test_a_rotated_key_works_on_until_its_overlap_is_over(app: Application, mia: Caller, clock: SetClock) -> None:
    old = create_key(app, KEYRING, mia)

    new = rotate_key(app, KEYRING, mia, old.id, overlap=timedelta(hours=1))

    assert found(app, new)
    clock.advance(minutes=59)
    assert found(app, old)
    clock.advance(minutes=1)
    assert found(app, old) is None
    assert found(app, new)
    create_key(app, KEYRING, mia)
    assert old.id not in {key.id for key in list_keys(app, mia)}


def test_without_overlap_a_rotated_key_ends_at_once(app: Application, mia: Caller) -> None:
    old = create_key(app, KEYRING, mia)

    rotate_key(app, KEYRING, mia, old.id, overlap=timedelta(0))

    assert found(app, old) is None


def test_a_disabled_key_is_refused_until_it_is_enabled(app: Application, mia: Caller) -> None:
    key = create_key(app, KEYRING, mia)

    set_key_disabled(app, mia, key.id, is_disabled=True)
    assert found(app, key) is None

    set_key_disabled(app, mia, key.id, is_disabled=False)
    assert found(app, key)


def test_a_deleted_key_is_gone(app: Application, ada: Caller, mia: Caller) -> None:
    key = create_key(app, KEYRING, mia)

    delete_key(app, ada, key.id)

    assert found(app, key) is None
    assert list_keys(app, mia) == []


@pytest.mark.parametrize("key_id", ["", "AKIA", "AKIA" + "A" * 16, "AKIA\0", "akia" + "a" * 16])
def test_an_unknown_key_is_nobodys(app: Application, key_id: str) -> None:
    assert caller_of_key(app, KEYRING, key_id) is None


def test_a_key_is_remembered_for_a_few_seconds_and_no_longer(
    app: Application, ada: Caller, mia: Caller, clock: SetClock
) -> None:
    callers = KeyCallers(app, KEYRING)
    key = create_key(app, KEYRING, mia)
    known = callers.find(key.id)
    set_disabled(app, ada, user_id(app, mia), is_disabled=True)

    clock.advance(seconds=KEYS_RENEWED_AFTER.total_seconds() - 1)
    assert callers.find(key.id) is known
    clock.advance(seconds=1)
    assert callers.find(key.id) is None
    set_disabled(app, ada, user_id(app, mia), is_disabled=False)
    assert callers.find(key.id) == known


def test_one_looks_again_while_all_others_are_served_from_memory(
    app: Application, ada: Caller, mia: Caller, clock: SetClock
) -> None:
    callers = KeyCallers(app, KEYRING)
    key = create_key(app, KEYRING, mia)
    assert callers.at_hand(key.id) is None, "nobody looked for it yet"
    known = callers.find(key.id)
    assert callers.at_hand(key.id) is known

    clock.advance(seconds=KEYS_RENEWED_AFTER.total_seconds())
    assert [callers.at_hand(key.id) for _ in range(3)] == [None, known, known]
    set_disabled(app, ada, user_id(app, mia), is_disabled=True)
    assert callers.find(key.id) is None
    assert callers.at_hand(key.id) is None


def test_whoever_was_to_look_again_and_did_not_makes_no_key_live_longer(
    app: Application, mia: Caller, clock: SetClock
) -> None:
    callers = KeyCallers(app, KEYRING)
    key = create_key(app, KEYRING, mia)
    callers.find(key.id)
    clock.advance(seconds=KEYS_RENEWED_AFTER.total_seconds())
    assert callers.at_hand(key.id) is None

    clock.advance(seconds=(KEYS_KEPT_FOR - KEYS_RENEWED_AFTER).total_seconds() - 0.001)
    assert callers.at_hand(key.id) is not None
    clock.advance(seconds=0.001)
    assert callers.at_hand(key.id) is None


def test_a_clock_that_goes_back_keeps_nothing(app: Application, mia: Caller, clock: SetClock) -> None:
    callers = KeyCallers(app, KEYRING)
    key = create_key(app, KEYRING, mia)
    callers.find(key.id)
    set_key_disabled(app, mia, key.id, is_disabled=True)

    clock.advance(hours=-1)

    assert callers.find(key.id) is None


def test_no_more_keys_are_remembered_than_there_is_room_for(app: Application, mia: Caller) -> None:
    callers = KeyCallers(app, KEYRING, room=1)
    one, two = create_key(app, KEYRING, mia), create_key(app, KEYRING, mia)
    first = callers.find(one.id)
    callers.find(two.id)

    again = callers.find(one.id)
    assert again == first
    assert again is not first


def test_whoever_is_no_user_has_no_keys(app: Application) -> None:
    with pytest.raises(NotFoundError, match="nobody"):
        create_key(app, KEYRING, caller("nobody"))


def test_what_an_older_key_sealed_is_sealed_anew_and_works_without_it(app: Application, mia: Caller) -> None:
    key = create_key(app, KEYRING, mia)
    both = replace(KEYRING, sealer=AesGcmSealer(b"n" * 32, bytes(32)))
    new = replace(KEYRING, sealer=AesGcmSealer(b"n" * 32))

    assert reseal_keys(app, both) == ((key.id,), ())
    assert caller_of_key(app, new, key.id) == (key.secret, mia)

    edition = app.store.edition()
    assert reseal_keys(app, new) == ((), ())
    assert app.store.edition() == edition


def test_what_no_key_opens_is_left_as_it_is(app: Application, mia: Caller) -> None:
    key = create_key(app, KEYRING, mia)

    assert reseal_keys(app, replace(KEYRING, sealer=AesGcmSealer(b"n" * 32))) == ((), (key.id,))
    assert found(app, key) == (key.secret, mia)
