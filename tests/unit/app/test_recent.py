"""What was read lately is given again, in its edition, as far as there is room."""

import pytest

from probative.app.recent import Recent


def test_what_is_held_is_not_made_again() -> None:
    recent, made = Recent(), []

    def make() -> str:
        made.append(1)
        return "value"

    for edition in (1, 1, 2):
        assert recent.get("key", edition, str, make, weigh=len) == "value"

    assert len(made) == 2
    assert recent.find("key", 2, str) == "value"
    assert recent.find("key", 1, str) is None
    assert recent.find("other", 2, str) is None


def test_what_was_not_used_for_long_makes_room() -> None:
    recent = Recent(limit=10)
    recent.keep("first", 1, "a", 4)
    recent.keep("second", 1, "b", 4)
    recent.find("first", 1, str)

    recent.keep("third", 1, "c", 4)

    assert [recent.find(key, 1, str) for key in ("first", "second", "third")] == ["a", None, "c"]


def test_what_is_replaced_weighs_once() -> None:
    recent = Recent(limit=10)
    for edition in range(5):
        recent.keep("key", edition, "a", 4)
    recent.keep("other", 1, "b", 4)

    assert recent.find("key", 4, str) == "a"


def test_one_thing_is_held_however_heavy_it_is() -> None:
    recent = Recent(limit=10)
    recent.keep("key", 1, "a", 100)

    assert recent.find("key", 1, str) == "a"
    recent.keep("other", 1, "b", 1)
    assert recent.find("key", 1, str) is None


def test_a_value_of_another_type_is_a_mistake() -> None:
    recent = Recent()
    recent.keep("key", 1, "a", 1)

    with pytest.raises(TypeError, match="is a str"):
        recent.find("key", 1, int)
