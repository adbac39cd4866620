"""Passwords as hashes: matched, never in clear, no quicker where there is nobody."""

from time import perf_counter

from probative.people.passwords import Argon2Passwords

PASSWORDS = Argon2Passwords(memory_kib=8, passes=1)


def test_a_password_matches_its_hash_only() -> None:
    kept = PASSWORDS.hash("correct horse battery")

    assert PASSWORDS.match(kept, "correct horse battery")
    assert not PASSWORDS.match(kept, "correct horse batterz")


def test_the_same_password_is_kept_differently_each_time() -> None:
    assert PASSWORDS.hash("correct horse battery") != PASSWORDS.hash("correct horse battery")


def test_the_hash_is_argon2id_with_the_parameters_of_owasp() -> None:
    assert Argon2Passwords().hash("x").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_nobody_has_no_password() -> None:
    assert not PASSWORDS.match("", "nobody has this password")
    assert not PASSWORDS.match("no hash at all", "x")


def test_nobody_takes_as_long_as_somebody() -> None:
    slow = Argon2Passwords()
    kept = slow.hash("correct horse battery")

    somebody = min(_time_of(slow, kept) for _ in range(3))
    nobody = min(_time_of(slow, "") for _ in range(3))

    assert nobody > somebody / 3


def _time_of(passwords: Argon2Passwords, kept: str) -> float:
    began = perf_counter()
    passwords.match(kept, "wrong")
    return perf_counter() - began
