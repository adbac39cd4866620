"""Raw content can be read, and got back byte for byte."""

import base64
import hashlib
import json

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from probative.domain.evidence import Fact
from probative.reports.contents import content_member, member_ids
from tests.support.reports import Size, made

SUMMARY, LAKE = made(Size(items=1))
ITEM = next(iter(LAKE.evidence(SUMMARY.assessment.id, SUMMARY.framework.controls[0].id)))
FACT = next(iter(LAKE.facts([ITEM.fact_id])))


def with_content(content: bytes) -> Fact:
    return FACT._replace(content=content, content_sha256=hashlib.sha256(content).hexdigest())


def raw_of(content: dict[str, object]) -> bytes:
    """Do what README.txt tells a reader to do."""
    match content:
        case {"base64": str(text)}:
            return base64.b64decode(text)
        case {"text": str(text)}:
            return text.encode()
        case _:
            return json.dumps(content["value"], separators=(",", ":"), ensure_ascii=False).encode()


def written(content: bytes) -> dict[str, object]:
    spelled = msgspec.json.format(msgspec.json.encode({"content": content_member(with_content(content))}), indent=2)
    read = json.loads(spelled)["content"]
    assert isinstance(read, dict)
    return read


@pytest.mark.parametrize(
    ("content", "members"),
    [
        (b'{"a":1}', {"value"}),
        ('{"a":"é\\n"}'.encode(), {"value"}),
        (b'{"a": 1}', {"value", "text"}),
        (b'{"a":1.10}', {"value", "text"}),
        (b'{"a":"\\u00e9"}', {"value", "text"}),
        (b'{"a":1,"a":2}', {"value", "text"}),
        (b"plain words", {"text"}),
        (b"", {"text"}),
        (b"NaN", {"text"}),
        (b'{"a":1', {"text"}),
        (b"[" * 5000, {"text"}),
        (b"\xff\xfe", {"base64"}),
        (b"a\x00b", {"base64"}),
    ],
)
def test_content_is_shown_as_what_it_is_and_comes_back_as_it_was(content: bytes, members: set[str]) -> None:
    shown = written(content)

    assert set(shown) == {"sha256", "size", "encoding"} | members
    assert raw_of(shown) == content
    assert shown["sha256"] == hashlib.sha256(content).hexdigest()
    assert shown["size"] == len(content)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()) | st.text().map(str.encode))
@example(b'"\\ud800"')
@example(b"1e999")
@example(b" {} ")
def test_any_content_comes_back_as_it_was(content: bytes) -> None:
    assert raw_of(written(content)) == content


def test_a_collection_is_known_by_its_members_and_nothing_else() -> None:
    assert member_ids(with_content(b'{"members":["a","b"]}')) == ("a", "b")
    assert member_ids(with_content(b'{ "members" : [] }')) == ()
    for other in (b'{"members":["a"],"more":1}', b'{"members":[1]}', b'{"members":"a"}', b'["members"]', b'"members"x'):
        assert member_ids(with_content(other)) == ()
