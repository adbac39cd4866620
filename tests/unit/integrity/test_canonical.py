"""Canonical JSON is what RFC 8785 says, for what we sign, and refuses the rest."""

import json

import pytest

from probative.integrity.canonical import MAX_INTEGER, NotCanonicalError, canonical_json


def test_names_are_sorted_by_utf_16_unit_as_in_the_example_of_the_rfc() -> None:
    # RFC 8785 section 3.2.3, with strings for values.
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }

    names = list(json.loads(canonical_json(value)))

    assert names == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_strings_are_escaped_as_in_the_example_of_the_rfc() -> None:
    # RFC 8785 section 3.2.2: the string of the sample, and its canonical bytes.
    text = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"

    assert canonical_json(text) == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("\b\t\n\f\r", b'"\\b\\t\\n\\f\\r"'),
        ("\x00\x1f\x7f", b'"\\u0000\\u001f\x7f"'),
        ("</script>", b'"</script>"'),
        (0, b"0"),
        (-1, b"-1"),
        (MAX_INTEGER, b"9007199254740991"),
        (-MAX_INTEGER, b"-9007199254740991"),
        ([], b"[]"),
        ({}, b"{}"),
        ([1, ["a", {}], ()], b'[1,["a",{}],[]]'),
        ({"b": {"d": 1, "c": 2}, "a": "é"}, '{"a":"é","b":{"c":2,"d":1}}'.encode()),
    ],
)
def test_every_value_has_one_spelling(value: str | int | list[object] | dict[str, object], expected: bytes) -> None:
    assert canonical_json(value) == expected  # type: ignore[arg-type]  # lists of anything, on purpose


@pytest.mark.parametrize("value", [1.0, None, True, b"", {1}, [False], {"a": 0.5}, 2**53, -(2**53), "\ud800"])
def test_what_has_no_spelling_here_is_refused(value: object) -> None:
    with pytest.raises(NotCanonicalError):
        canonical_json(value)  # type: ignore[arg-type]  # that is the point


def test_a_refusal_says_what_was_met() -> None:
    with pytest.raises(NotCanonicalError, match="no canonical form for float"):
        canonical_json([1.5])  # type: ignore[list-item]  # that is the point
    with pytest.raises(NotCanonicalError, match=r"9007199254740992 is beyond 2\^53 - 1"):
        canonical_json(MAX_INTEGER + 1)
    with pytest.raises(NotCanonicalError, match="lone surrogate"):
        canonical_json({"a": "\udfff"})
