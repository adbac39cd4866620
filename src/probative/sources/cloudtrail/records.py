"""The records of a log file, and which of them have a wanted name; each as the bytes it was delivered in.

1. One pass over the text checks all of it and takes from each record only its `eventName`, and where its
   `eventVersion` lies: CloudTrail writes that first, so the record begins just before.
2. The few records with a wanted name are cut out there, up to where the next record seems to begin.
3. A cut that is not one whole JSON object (another order of keys, white space, a record inside a record) is not
   trusted: then a second pass splits the text at its records. A beginning that is right and a cut that is whole
   leave no other end, so that both ways give the same.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, TypedDict, cast

import msgspec

from probative.sources.cloudtrail.offsets import addresses_of
from probative.sources.cloudtrail.unreadable import UnreadableError, malformed

_HEAD: Final = b'{"eventVersion":'
_NEXT: Final = b"," + _HEAD


class _Head(msgspec.Struct, gc=False):
    eventName: str | None = None  # noqa: N815  as CloudTrail spells it
    eventVersion: msgspec.Raw = msgspec.Raw()  # noqa: N815  as CloudTrail spells it; immutable


class _Heads(msgspec.Struct):
    Records: list[_Head] | None


class _Whole(msgspec.Struct):
    Records: list[msgspec.Raw] | None


class _Named(TypedDict, total=False):
    ARN: str


class _Issuer(TypedDict, total=False):
    arn: str


class _Session(TypedDict, total=False):
    sessionIssuer: _Issuer


class _Identity(TypedDict, total=False):
    arn: str
    principalId: str
    invokedBy: str
    userName: str
    accountId: str
    sessionContext: _Session


class _Brief(TypedDict, total=False):
    """The members that a fact is made of."""

    eventID: str
    eventName: str
    eventSource: str
    eventTime: str
    awsRegion: str
    recipientAccountId: str
    userIdentity: _Identity
    resources: list[_Named]


_HEADS: Final = msgspec.json.Decoder(_Heads)
_WHOLE: Final = msgspec.json.Decoder(_Whole)
_ANY: Final = msgspec.json.Decoder()
_BRIEF: Final = msgspec.json.Decoder(_Brief)


class Record(NamedTuple):
    """A record of a log file: its number in the file, its bytes as delivered, and what they say."""

    number: int
    raw: bytes
    value: dict[str, object]


class Found(NamedTuple):
    """How many records a file holds, and those that have a wanted name."""

    total: int
    records: Sequence[Record]


def find_records(text: bytes, names: frozenset[str], *, is_brief: bool = False) -> Found:
    """Return the records of `text`, the whole JSON of a log file, whose `eventName` is one of `names`.

    `is_brief`: the values need hold only what a fact is made of, which takes a third of the time and memory.

    Raises:
        UnreadableError: It is not JSON, or not the JSON of a log file.
    """
    try:
        heads = _HEADS.decode(text).Records or ()
    except msgspec.ValidationError:
        # An odd type somewhere: an event name that is no string, say, or no log file at all.
        return _find_carefully(text, names)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _not_json(error) from error
    wanted = [number for number, head in enumerate(heads) if head.eventName in names]
    return Found(len(heads), _cut(text, heads, wanted, _brief if is_brief else _whole) if wanted else ())


def _cut(
    text: bytes, heads: Sequence[_Head], wanted: Sequence[int], decode: Callable[[bytes], dict[str, object]]
) -> Sequence[Record]:
    start, *values = addresses_of((text, *(heads[number].eventVersion for number in wanted)))
    records = []
    for number, value in zip(wanted, values, strict=True):
        record = _cut_one(text, number, value - start - len(_HEAD), decode)
        if record is None:
            return _split(text, wanted)
        records.append(record)
    return records


def _whole(raw: bytes) -> dict[str, object]:
    value: dict[str, object] = _ANY.decode(raw)
    return value


def _brief(raw: bytes) -> dict[str, object]:
    try:
        return cast("dict[str, object]", _BRIEF.decode(raw))
    except msgspec.ValidationError:
        return _whole(raw)  # a member of an odd type


def _cut_one(text: bytes, number: int, start: int, decode: Callable[[bytes], dict[str, object]]) -> Record | None:
    """Return the record that begins at `start`; None: not to be told without splitting the text."""
    if start < 0 or not text.startswith(_HEAD, start):
        return None
    end = text.find(_NEXT, start)
    raw = text[start : end if end >= 0 else text.rfind(b"]", start)].rstrip()
    try:
        value = decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return Record(number, raw, value)


def _split(text: bytes, wanted: Sequence[int]) -> Sequence[Record]:
    raws = _WHOLE.decode(text).Records or ()
    return [_record(number, bytes(raws[number])) for number in wanted]


def _find_carefully(text: bytes, names: frozenset[str]) -> Found:
    try:
        raws = _WHOLE.decode(text).Records or ()
    except msgspec.ValidationError as error:
        raise malformed(f'not a log file, which is {{"Records": [...]}}: {error}') from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise _not_json(error) from error
    records = (_record(number, bytes(raw)) for number, raw in enumerate(raws))
    return Found(len(raws), tuple(_named(records, names)))


def _named(records: Iterator[Record], names: frozenset[str]) -> Iterator[Record]:
    for record in records:
        name = record.value.get("eventName")
        if isinstance(name, str) and name in names:
            yield record


def _record(number: int, raw: bytes) -> Record:
    try:
        value = _ANY.decode(raw)
    except (msgspec.DecodeError, RecursionError) as error:
        raise malformed(f"Records[{number}] cannot be decoded: {error}") from error
    if not isinstance(value, dict):
        raise malformed(f"Records[{number}] is not an object")
    return Record(number, raw, value)


def _not_json(error: Exception) -> UnreadableError:
    if isinstance(error, RecursionError):
        return malformed("nested too deeply to be a log file")
    return malformed(f"not whole JSON: {error}")
