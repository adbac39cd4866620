from datetime import UTC, datetime

import pytest

from probative.api.protocol.model import ListOf, Location, Member, Operation, Scalar, ScalarType, Structure, service
from probative.api.protocol.parse import Misfit, parse_input
from probative.api.protocol.refusals import CannotParseError

CREATE = service().operations["CreateControl"]
LIST = service().operations["ListControls"]


def taking(type_: ScalarType, location: Location) -> Operation:
    """Return an operation whose one member is a scalar."""
    member = Member(
        name="value", wire_name="v", location=location, is_required=False, shape=Scalar(name="S", type=type_)
    )
    shape = Structure(name="In", members={"value": member})
    empty = Structure(name="Out", members={})
    return Operation(name="Op", method="GET", path="/", input=shape, output=empty, errors=frozenset())


@pytest.mark.parametrize("body", [b"", b" \r\n\t", b"{}", b'{"name": null, "tags": null}', b'{"unheardOf": [1]}'])
def test_what_is_absent_null_or_unknown_leaves_nothing(body: bytes) -> None:
    assert parse_input(CREATE, {}, "", body) == {}


def test_inside_an_object_null_and_unknown_members_leave_nothing_too() -> None:
    body = b'{"controlMappingSources": [{"sourceName": null, "x": {}, "sourceKeyword": {"keywordValue": null}}]}'

    assert parse_input(CREATE, {}, "", body) == {"controlMappingSources": [{"sourceKeyword": {}}]}


@pytest.mark.parametrize(
    "body",
    [
        b"x",
        b"{",
        b'{"name": "x"} {}',
        b"[]",
        b"null",
        b'"x"',
        b"1",
        b'{"name": "\xff"}',
        b'{"name": "\\ud800"}',
        b'{"name": "\\udc00"}',
        b"\xef\xbb\xbf{}",
        b'{"name": NaN}',
        b'{"name": 1e999}',
        b'{"name": ' + b"9" * 10_000 + b"}",
        b'{"name": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        b'{"a":' * 200_000,
        b"<xml/>",
        b"name=x",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_is_no_json_object_cannot_be_parsed(body: bytes) -> None:
    with pytest.raises(CannotParseError, match="the body is not"):
        parse_input(CREATE, {}, "", body)


def test_a_name_given_twice_counts_as_it_was_given_last() -> None:
    assert parse_input(CREATE, {}, "", b'{"name": 1, "name": "b"}') == {"name": "b"}


def test_the_body_of_an_operation_that_takes_none_is_ignored() -> None:
    assert parse_input(LIST, {}, "controlType=Core", b"not JSON") == {"controlType": "Core"}


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("tagKeys=a&tagKeys=b", ["a", "b"]),
        ("tagKeys=a%26b%3D&x=1", ["a&b="]),
        ("tagKeys=", [""]),
        ("tagKeys", [""]),
        ("tagKeys=a+b&tagKeys=%2B", ["a b", "+"]),
        ("&&tagKeys=a&", ["a"]),
        ("tagKeys=a;tagKeys=b", ["a;tagKeys=b"]),
        ("tagKeys=%C3%A4", ["ä"]),
    ],
)
def test_a_repeated_parameter_is_a_list(query: str, keys: list[str]) -> None:
    untag = service().operations["UntagResource"]

    assert parse_input(untag, {"resourceArn": "r"}, query, b"") == {"resourceArn": "r", "tagKeys": keys}


@pytest.mark.parametrize("query", ["controlType=%FF", "controlType=%ED%A0%80", "&".join(["x=1"] * 1001)])
def test_a_query_that_is_no_utf_8_or_endless_cannot_be_parsed(query: str) -> None:
    with pytest.raises(CannotParseError, match="the query"):
        parse_input(LIST, {}, query, b"")


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        (ScalarType.INTEGER, "-5", -5),
        (ScalarType.INTEGER, "0007", 7),
        (ScalarType.INTEGER, "2147483647", 2147483647),
        (ScalarType.INTEGER, "2147483648", Misfit(2147483648, "Member must be an integer")),
        (ScalarType.INTEGER, "+5", Misfit(" 5", "Member must be an integer")),
        (ScalarType.INTEGER, "1_0", Misfit("1_0", "Member must be an integer")),
        (ScalarType.BOOLEAN, "true", True),
        (ScalarType.BOOLEAN, "false", False),
        (ScalarType.BOOLEAN, "True", Misfit("True", "Member must be a boolean")),
    ],
)
def test_text_becomes_what_the_shape_asks_for(type_: ScalarType, text: str, value: object) -> None:
    assert parse_input(taking(type_, Location.QUERY), {}, f"v={text}", b"") == {"value": value}


@pytest.mark.parametrize(
    ("type_", "json", "value"),
    [
        (ScalarType.INTEGER, b"5", 5),
        (ScalarType.INTEGER, b"-2147483648", -(2**31)),
        (ScalarType.INTEGER, b"-2147483649", Misfit(-(2**31) - 1, "Member must be an integer")),
        (ScalarType.INTEGER, b"5.0", Misfit(5.0, "Member must be an integer")),
        (ScalarType.INTEGER, b"true", Misfit(True, "Member must be an integer")),  # noqa: FBT003
        (ScalarType.BOOLEAN, b"false", False),
        (ScalarType.BOOLEAN, b"0", Misfit(0, "Member must be a boolean")),
        (ScalarType.TIMESTAMP, b"1690418289.068", datetime(2023, 7, 27, 0, 38, 9, 68_000, tzinfo=UTC)),
        (ScalarType.TIMESTAMP, b"-1", datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (ScalarType.TIMESTAMP, b"1e300", Misfit(1e300, "Member must be a timestamp")),
        (ScalarType.TIMESTAMP, b"true", Misfit(True, "Member must be a timestamp")),  # noqa: FBT003
        (ScalarType.TIMESTAMP, b'"2023"', Misfit("2023", "Member must be a timestamp")),
    ],
)
def test_json_becomes_what_the_shape_asks_for(type_: ScalarType, json: bytes, value: object) -> None:
    assert parse_input(taking(type_, Location.BODY), {}, "", b'{"v": ' + json + b"}") == {"value": value}


def test_a_structure_cannot_travel_in_a_label() -> None:
    wrong = taking(ScalarType.STRING, Location.LABEL)
    members = {
        name: Member(
            name=name,
            wire_name=member.wire_name,
            location=member.location,
            is_required=True,
            shape=ListOf(name="L", member=member.shape),
        )
        for name, member in wrong.input.members.items()
    }
    listed = Operation(
        name="Op",
        method="GET",
        path="/{v}",
        input=Structure(name="In", members=members),
        output=wrong.output,
        errors=frozenset(),
    )

    with pytest.raises(TypeError, match="cannot travel as text"):
        parse_input(listed, {"v": "x"}, "", b"")
