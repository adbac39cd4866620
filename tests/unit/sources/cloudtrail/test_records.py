"""Which records of a text are found: the same, byte for byte, as splitting all of it would give."""

import json

import pytest

from probative.sources.cloudtrail.records import find_records
from probative.sources.cloudtrail.unreadable import UnreadableError
from tests.support.cloudtrail import INVOKE_MODEL, STOP_LOGGING, an_event, log_text

NAMES = frozenset({STOP_LOGGING.name})


def spell(event: object) -> bytes:
    return json.dumps(event, separators=(",", ":")).encode()


def found_ids(text: bytes) -> list[object]:
    return [record.event.id for record in find_records(text, NAMES).records]


def test_a_wanted_record_is_found_with_the_bytes_it_was_delivered_in() -> None:
    events = [an_event(0, INVOKE_MODEL), an_event(1), an_event(2, INVOKE_MODEL), an_event(3)]
    found = find_records(log_text(events), NAMES)
    assert found.total == 4
    assert [(record.number, record.raw, record.event.id) for record in found.records] == [
        (1, spell(events[1]), events[1]["eventID"]),
        (3, spell(events[3]), events[3]["eventID"]),
    ]


@pytest.mark.parametrize("style", [{"indent": 2}, {"separators": (", ", ": ")}, {"separators": (" ,\n", " :\t")}])
def test_white_space_changes_nothing(style: dict[str, object]) -> None:
    events = [an_event(0), an_event(1, INVOKE_MODEL), an_event(2)]
    found = find_records(log_text(events, **style) + b"\n", NAMES)
    assert found.total == 3
    assert [json.loads(record.raw) for record in found.records] == [events[0], events[2]]
    assert all(record.raw.startswith(b"{") and record.raw.endswith(b"}") for record in found.records)


def test_another_order_of_members_changes_nothing() -> None:
    shuffled = dict(reversed(an_event(0).items()))
    found = find_records(log_text([shuffled, an_event(1)]), NAMES)
    assert [record.raw for record in found.records] == [spell(shuffled), spell(an_event(1))]


def test_a_record_without_a_version_is_found() -> None:
    event = an_event(0)
    del event["eventVersion"]
    assert [record.raw for record in find_records(log_text([an_event(1), event]), NAMES).records] == [
        spell(an_event(1)),
        spell(event),
    ]


def test_a_version_named_twice_does_not_shift_the_cut() -> None:
    text = spell(an_event(0))[:-1] + b',"eventVersion":"1.12"}'
    found = find_records(b'{"Records":[' + text + b"]}", NAMES)
    assert [record.raw for record in found.records] == [text]


def test_members_around_the_records_are_passed_over() -> None:
    text = b'{"a":[1],"Records":[' + spell(an_event(0)) + b'],"b":[{"eventVersion":"1","eventName":"StopLogging"}]}'
    found = find_records(text, NAMES)
    assert (found.total, [record.raw for record in found.records]) == (1, [spell(an_event(0))])


def test_names_inside_parameters_are_no_events() -> None:
    decoys = [
        an_event(0, INVOKE_MODEL, requestParameters={"eventName": "StopLogging", "eventSource": STOP_LOGGING.source}),
        an_event(1, INVOKE_MODEL, requestParameters={"pattern": '{"eventName":"StopLogging"}'}),
        an_event(2, INVOKE_MODEL, requestParameters={"Records": [{"eventName": "StopLogging"}]}),
    ]
    assert found_ids(log_text(decoys)) == []


@pytest.mark.parametrize("outer", [INVOKE_MODEL, STOP_LOGGING])
@pytest.mark.parametrize("place", ["alone", "list", "mixed list", "end"])
def test_records_inside_a_record_are_no_records(outer: object, place: str) -> None:
    inner = {"eventVersion": "1.0", "eventName": "StopLogging", "eventSource": STOP_LOGGING.source, "eventID": "inner"}
    values: dict[str, dict[str, object]] = {
        "alone": {"requestParameters": inner},
        "list": {"requestParameters": {"auditEvents": [inner, inner, inner]}},
        "mixed list": {"requestParameters": [{"a": 1}, inner, inner]},
        "end": {"zzz": [inner]},
    }
    event = an_event(0, outer, **values[place])  # type: ignore[arg-type]  # parametrised
    found = find_records(log_text([event, an_event(1)]), NAMES)
    expected = [spell(event)] if outer == STOP_LOGGING else []
    assert [record.raw for record in found.records] == [*expected, spell(an_event(1))]


def test_a_name_spelled_with_escapes_is_the_same_name() -> None:
    text = log_text([an_event(0)]).replace(b'"eventName":"StopLogging"', b'"event\\u004eame":"Stop\\u004cogging"')
    assert found_ids(text) == [an_event(0)["eventID"]]


def test_text_beyond_ascii_stays_as_it_was_delivered() -> None:
    event = an_event(0, userAgent="Équipe données \u2014 \U0001f600")
    raw = json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()
    assert [record.raw for record in find_records(b'{"Records":[' + raw + b"]}", NAMES).records] == [raw]


@pytest.mark.parametrize(
    "text", [b'{"Records":[]}', b'{"Records":null}', b'{"Records":[],"x":1}', b' {"Records" : [ ] } ']
)
def test_a_log_file_may_hold_no_records(text: bytes) -> None:
    assert find_records(text, NAMES) == (0, ())


def test_a_name_that_is_no_text_is_not_wanted_and_hides_nothing() -> None:
    odd_names: list[object] = [7, None, ["StopLogging"], {}, True]
    events = [an_event(0, INVOKE_MODEL) | {"eventName": name} for name in odd_names]
    found = find_records(log_text([*events, an_event(1)]), NAMES)
    assert (found.total, [record.number for record in found.records]) == (6, [5])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "not whole JSON"),
        (b"not json", "not whole JSON"),
        (log_text([an_event(0)])[:-1], "not whole JSON"),
        (log_text([an_event(0)])[:200], "not whole JSON"),
        (log_text([an_event(0)]) * 2, "not whole JSON: JSON is malformed: trailing characters"),
        (log_text([an_event(0)]).replace(b'"readOnly":false', b'"readOnly":fals'), "not whole JSON"),
        (b"[]", "not a log file"),
        (b'"Records"', "not a log file"),
        (b"{}", "missing required field `Records`"),
        (b'{"Records":{}}', "Expected `array | null`, got `object`"),
        (b'{"Records":"x"}', "not a log file"),
        (b'{"Records":[7]}', r"Records\[0\] is not an object"),
        (b'{"Records":[{"eventName":"x"},null]}', r"Records\[1\] is not an object"),
        (b'{"Records":[' + b"[" * 5000 + b"]" * 5000 + b"]}", "nested too deeply"),
    ],
)
def test_what_is_no_log_file_is_told_with_the_place(text: bytes, told: str) -> None:
    with pytest.raises(UnreadableError, match=told):
        find_records(text, NAMES)
