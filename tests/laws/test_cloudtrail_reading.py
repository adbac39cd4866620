"""The fast reader finds what the plainest one finds, byte for byte, whatever the file looks like."""

import gzip
import json
import random
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from probative.domain.evidence_sources import EventName
from probative.ports.logs import FileRead
from probative.sources.cloudtrail.facts import to_sought
from probative.sources.cloudtrail.reading import read_file
from tests.support.cloudtrail import (
    ACCOUNT,
    NOW,
    OTHER_ACCOUNT,
    OTHER_REGION,
    REGION,
    STOP_LOGGING,
    Event,
    a_file,
    an_event,
    log_text,
    wanted,
)
from tests.support.cloudtrail_naive import NoLogFileError, all_events, wanted_events

DELETE_TRAIL = EventName(source="cloudtrail.amazonaws.com", name="DeleteTrail")
WANTED = wanted(STOP_LOGGING, DELETE_TRAIL)
FILE = a_file()

names = st.sampled_from(["StopLogging", "DeleteTrail", "InvokeModel", "StopLoggingNot", "Stop", ""])
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
decoys = st.sampled_from(
    [
        {"eventName": "StopLogging", "eventSource": "cloudtrail.amazonaws.com"},
        {"eventVersion": "1.08", "eventName": "StopLogging", "eventSource": "cloudtrail.amazonaws.com"},
        '{"eventVersion":"1.08","eventName":"StopLogging"}',
        '},{"eventVersion":',
        '"eventName":"StopLogging"',
        '\\",{"eventVersion":',
        "]}",
    ]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts | decoys,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts | st.just("eventVersion"), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def events(draw: st.DrawFn) -> Event:
    changes: dict[str, Any] = {
        "eventName": draw(names),
        "requestParameters": draw(values),
        "responseElements": draw(values),
        "userAgent": draw(texts),
        "awsRegion": draw(st.sampled_from([REGION, OTHER_REGION, None])),
        "recipientAccountId": draw(st.sampled_from([ACCOUNT, OTHER_ACCOUNT, None])),
        "eventTime": draw(st.sampled_from(["2026-11-07T00:00:00Z", "2026-11-06T23:59:59Z", "2026-11-08T00:00:00Z"])),
    }
    event = an_event(draw(st.integers(0, 10**6)), **changes)
    for name in draw(st.lists(st.sampled_from(["eventVersion", "resources", "userIdentity"]), max_size=1)):
        del event[name]
    members = list(event.items())
    if draw(st.booleans()):
        random.Random(draw(st.integers(0, 99))).shuffle(members)
    return dict(members)


styles = st.fixed_dictionaries(
    {
        "ensure_ascii": st.booleans(),
        "separators": st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : ")]),
        "indent": st.sampled_from([None, None, 1]),
    }
)


def read(packed: bytes) -> FileRead:
    return read_file(FILE, packed, to_sought(WANTED), NOW)


def squeezed(packed: bytes) -> bytes:
    return gzip.compress(packed, 1, mtime=0)


@given(st.lists(events(), max_size=6), styles)
def test_the_fast_reader_finds_what_the_plainest_one_finds(records: list[Event], style: dict[str, object]) -> None:
    packed = squeezed(log_text(records, **style))
    found = read(packed)
    assert found.refusal is None
    assert found.events_count == len(records)
    assert [fact.value for fact in found.facts] == wanted_events(packed, FILE, WANTED)
    assert [json.loads(fact.content) for fact in found.facts] == [fact.value for fact in found.facts]


@given(st.lists(events(), max_size=6), styles)
def test_a_fact_is_the_same_whether_a_rule_looks_into_it_or_not(records: list[Event], style: dict[str, object]) -> None:
    packed = squeezed(log_text(records, **style))
    judged = read_file(FILE, packed, to_sought(WANTED._replace(judged=frozenset({STOP_LOGGING}))), NOW)
    assert judged.facts == tuple(
        fact if fact.event_name == "StopLogging" else fact._replace(value=None) for fact in read(packed).facts
    )


odd_identities = st.recursive(
    st.none() | st.integers() | texts,
    lambda inner: (
        st.dictionaries(
            st.sampled_from(["arn", "sessionContext", "sessionIssuer", "userName", "principalId", "ARN"]), inner
        )
        | st.lists(inner, max_size=2)
    ),
    max_leaves=5,
)


@given(odd_identities, odd_identities, st.sampled_from(["eventID", "awsRegion", "recipientAccountId"]), odd_identities)
def test_members_of_odd_types_are_told_alike(identity: object, resources: object, name: str, odd: object) -> None:
    changes: dict[str, Any] = {"userIdentity": identity, "resources": resources, name: odd}
    packed = squeezed(log_text([an_event(1, **changes)]))
    unjudged = read_file(FILE, packed, to_sought(WANTED._replace(judged=frozenset())), NOW)
    assert unjudged.facts == tuple(fact._replace(value=None) for fact in read(packed).facts)
    assert unjudged.refusal == read(packed).refusal


@given(st.lists(events(), max_size=6), styles)
def test_what_is_kept_of_a_record_is_the_bytes_of_the_file(records: list[Event], style: dict[str, object]) -> None:
    text = log_text(records, **style)
    at = 0
    for fact in read(squeezed(text)).facts:
        at = text.index(fact.content, at) + len(fact.content)


@given(st.lists(events(), min_size=1, max_size=4), st.data())
def test_a_changed_byte_is_read_as_the_plainest_reader_reads_it(records: list[Event], data: st.DataObject) -> None:
    text = bytearray(log_text(records))
    at = data.draw(st.integers(0, len(text) - 1))
    text[at] = data.draw(st.sampled_from(b'"{}[],:\\ x0\x00\xff'))
    agree(bytes(text))


@given(st.lists(events(), min_size=1, max_size=4), st.data())
def test_text_cut_short_is_never_taken_for_whole(records: list[Event], data: st.DataObject) -> None:
    text = log_text(records)
    agree(text[: data.draw(st.integers(0, len(text) - 1))])


@given(st.binary(max_size=200) | st.text(max_size=60).map(str.encode))
@example(b'{"Records":[{}]}')
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    agree(content)


@given(st.lists(events(), min_size=1, max_size=4), st.data())
def test_gzip_cut_short_is_refused_whole(records: list[Event], data: st.DataObject) -> None:
    packed = squeezed(log_text(records))
    found = read(packed[: data.draw(st.integers(2, len(packed) - 1))])
    assert found.refusal is not None
    assert found.facts == ()


def agree(text: bytes) -> None:
    """Check that both readers find the same in `text`, or both nothing that can be trusted."""
    packed = squeezed(text)
    try:
        naive = all_events(packed)
        expected = wanted_events(packed, FILE, WANTED)
    except (NoLogFileError, ValueError, KeyError, TypeError):
        assert read(packed).refusal is not None
        return
    found = read(packed)
    if found.refusal is not None:
        # `json` also takes what no JSON is: NaN, Infinity, half of a surrogate pair.
        assert any(odd in text for odd in (b"NaN", b"Infinity", b"\\ud", b"\\uD"))
        return
    assert found.events_count == len(naive)
    assert [fact.value for fact in found.facts] == expected
