"""The log learns where a fault is, and nothing of what was sent."""

import pytest

from probative.api.faults import told


def fail(sent: str) -> None:
    known: dict[str, str] = {}
    try:
        known[sent]
    except KeyError as error:
        raise RuntimeError(f"cannot read {sent}") from error


def test_kinds_and_places_are_told_and_messages_are_not() -> None:
    with pytest.raises(RuntimeError) as raised:
        fail("hunter" + str(1 + 1))
    text = told(raised.value)

    assert text.startswith("RuntimeError\n")
    assert "\ncaused by KeyError\n" in text
    assert "in fail" in text
    assert "hunter2" not in text
