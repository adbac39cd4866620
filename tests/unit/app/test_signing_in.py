"""Signing in: sessions that end, attempts that run out, nothing told about who exists."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from probative.app.application import Application
from probative.app.callers import SESSION_IDLE, SESSION_WHOLE, caller_of_session
from probative.app.keyring import Keyring, digest_of, is_of_digest
from probative.app.signing_in import (
    ATTEMPTS_PER_ADDRESS,
    ATTEMPTS_PER_NAME,
    ATTEMPTS_SPAN,
    NewSession,
    SignInError,
    begin_session,
    sign_in,
    sign_out,
)
from probative.domain.errors import ThrottledError
from probative.domain.people import Standing
from probative.records.database import Database
from probative.records.shelves import SqlStore
from tests.support.people import PASSWORD, guarded, keep_user, keyring
from tests.support.serving import SetClock

KEYRING = keyring()


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Application:
    app = guarded(tmp_path, clock)
    keep_user(app, "Olivia", Standing.ADMINISTRATOR)
    return app


def enter(app: Application, name: str = "Olivia", password: str = PASSWORD, address: str = "192.0.2.1") -> NewSession:
    return sign_in(app, KEYRING, name=name, password=password, address=address)


def fail(app: Application, times: int, name: str = "Olivia", address: str = "192.0.2.1") -> None:
    for _ in range(times):
        with pytest.raises(SignInError):
            enter(app, name, "wrong", address)


def test_a_session_leads_to_its_user(app: Application) -> None:
    session = enter(app)

    signed_in = caller_of_session(app, session.token)

    assert signed_in is not None
    assert signed_in.caller == session.caller
    assert signed_in.caller.arn == "arn:aws:iam::111122223333:user/Olivia"
    assert is_of_digest(session.csrf_token, signed_in.session.csrf_digest)
    assert not is_of_digest(session.token, signed_in.session.csrf_digest)


def test_tokens_lie_nowhere_in_clear(app: Application, tmp_path: Path) -> None:
    session = enter(app)

    assert session.token not in repr(session)
    assert session.csrf_token not in repr(session)
    for path in tmp_path.glob("records.db*"):
        assert session.token.encode() not in path.read_bytes()
        assert session.csrf_token.encode() not in path.read_bytes()


def test_no_two_sessions_share_a_token(app: Application) -> None:
    one, two = enter(app), enter(app)

    assert len({one.token, two.token, one.csrf_token, two.csrf_token}) == 4


@pytest.mark.parametrize(
    ("name", "password"),
    [("Olivia", "wrong"), ("nobody", PASSWORD), ("", ""), ("a\0b", PASSWORD), ("Olivia", "x" * 10_000)],
)
def test_whatever_is_wrong_the_answer_is_the_same(app: Application, name: str, password: str) -> None:
    with pytest.raises(SignInError) as refused:
        enter(app, name, password)

    assert str(refused.value) == "the name or the password is wrong"


def test_a_password_is_tried_where_there_is_no_user(app: Application) -> None:
    tried: list[str] = []

    class Watched:
        def hash(self, password: str) -> str:
            return password

        def match(self, kept: str, password: str) -> bool:
            del password
            tried.append(kept)
            return False

    watching = replace(KEYRING, passwords=Watched())
    for name in ("nobody", "a\0b"):
        with pytest.raises(SignInError):
            sign_in(app, watching, name=name, password="x", address="::1")

    assert tried == ["", ""]


def test_signing_out_ends_the_session_and_no_other(app: Application) -> None:
    one, two = enter(app), enter(app)

    sign_out(app, one.token)
    sign_out(app, "nobody's")

    assert caller_of_session(app, one.token) is None
    assert caller_of_session(app, two.token)


def test_a_session_ends_when_nothing_is_asked(app: Application, clock: SetClock) -> None:
    session = enter(app)

    clock.advance(seconds=SESSION_IDLE.total_seconds() - 1)
    assert caller_of_session(app, session.token)
    clock.advance(seconds=SESSION_IDLE.total_seconds() - 1)
    assert caller_of_session(app, session.token)
    clock.advance(seconds=SESSION_IDLE.total_seconds())
    assert caller_of_session(app, session.token) is None


def test_who_signs_out_while_being_seen_stays_signed_out(app: Application, clock: SetClock) -> None:
    session = enter(app)
    clock.advance(minutes=2)

    class Leaving:
        """Signs out between reading and writing, as another request may."""

        read = staticmethod(app.store.read)
        edition = staticmethod(app.store.edition)
        edition_at_hand = staticmethod(app.store.edition_at_hand)

        def change(self, act: Callable[[Any], Any]) -> Any:
            sign_out(app, session.token)
            return app.store.change(act)

    assert caller_of_session(replace(app, store=Leaving()), session.token)

    assert caller_of_session(app, session.token) is None


def test_a_session_ends_even_when_it_is_used(app: Application, clock: SetClock) -> None:
    session = enter(app)

    for _ in range(int(SESSION_WHOLE / timedelta(minutes=30)) - 1):
        clock.advance(minutes=30)
        assert caller_of_session(app, session.token)
    clock.advance(minutes=30)

    assert caller_of_session(app, session.token) is None


def test_a_session_of_a_clock_that_ran_ahead_does_not_outlive_its_correction(app: Application, clock: SetClock) -> None:
    clock.advance(days=365)
    session = enter(app)
    assert caller_of_session(app, session.token)

    clock.advance(days=-365)

    assert caller_of_session(app, session.token) is None
    assert enter(app).user.name == "Olivia"


def test_a_clock_that_goes_back_a_little_signs_nobody_out(app: Application, clock: SetClock) -> None:
    session = enter(app)

    clock.advance(minutes=-4)

    assert caller_of_session(app, session.token)


def test_attempts_of_a_clock_that_ran_ahead_lock_nobody_out(app: Application, clock: SetClock) -> None:
    clock.advance(days=365)
    fail(app, ATTEMPTS_PER_NAME)

    clock.advance(days=-365)

    assert enter(app).user.name == "Olivia"


def test_sessions_that_have_ended_are_swept(app: Application, clock: SetClock) -> None:
    enter(app)
    clock.advance(hours=13)
    enter(app)

    assert app.store.read(lambda books: books.sessions.count()) == 1


def test_a_name_has_so_many_attempts_and_then_waits(app: Application, clock: SetClock) -> None:
    fail(app, ATTEMPTS_PER_NAME)

    clock.advance(minutes=1)
    with pytest.raises(ThrottledError) as refused:
        enter(app, "OLIVIA", address="192.0.2.2")
    assert refused.value.retry_after == ATTEMPTS_SPAN - timedelta(minutes=1)

    clock.advance(minutes=4)
    enter(app)


def test_a_name_that_is_nobodys_runs_out_just_so(app: Application) -> None:
    fail(app, ATTEMPTS_PER_NAME, "nobody")

    with pytest.raises(ThrottledError):
        enter(app, "nobody")


def test_an_address_has_so_many_attempts_whatever_the_name(app: Application) -> None:
    for number in range(ATTEMPTS_PER_ADDRESS):
        fail(app, 1, f"name-{number}")

    with pytest.raises(ThrottledError):
        enter(app)
    enter(app, address="192.0.2.2")


def test_signing_in_gives_the_name_its_attempts_back(app: Application) -> None:
    fail(app, ATTEMPTS_PER_NAME - 1)
    enter(app)
    fail(app, ATTEMPTS_PER_NAME - 1)

    enter(app)


def test_two_servers_count_together(app: Application, tmp_path: Path) -> None:
    other = replace(app, store=SqlStore(Database(tmp_path / "records.db")))

    fail(app, ATTEMPTS_PER_NAME // 2)
    fail(other, ATTEMPTS_PER_NAME // 2)

    with pytest.raises(ThrottledError):
        enter(other)


def test_many_attempts_at_once_are_no_more_attempts(app: Application) -> None:
    def attempt(_: int) -> str:
        try:
            enter(app, password="wrong")
        except (SignInError, ThrottledError) as error:
            return type(error).__name__
        raise AssertionError

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(ATTEMPTS_PER_NAME * 2)))

    assert outcomes.count("SignInError") == ATTEMPTS_PER_NAME


def test_attempts_that_are_over_are_swept(app: Application, clock: SetClock) -> None:
    fail(app, 1, "nobody")
    clock.advance(seconds=ATTEMPTS_SPAN.total_seconds())
    enter(app)

    assert app.store.read(lambda books: books.attempts.count()) == 1


def test_who_was_disabled_in_between_gets_no_session(app: Application) -> None:
    (olivia,) = app.store.read(lambda books: books.users.select(handle="olivia"))
    app.store.change(lambda books: books.users.put(replace(olivia, is_disabled=True)))

    with pytest.raises(SignInError):
        begin_session(app, KEYRING, olivia)


def test_a_digest_is_the_sha_256_of_the_token() -> None:
    assert digest_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_chance_is_drawn_from_where_it_was_given() -> None:
    counted = Keyring(passwords=KEYRING.passwords, sealer=KEYRING.sealer, random=bytes)

    assert counted.new_token() == "A" * 43
    assert counted.new_key_id() == "AKIA" + "A" * 16
    assert counted.new_secret() == "A" * 40
