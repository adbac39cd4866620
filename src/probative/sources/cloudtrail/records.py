"""The records of a log file, and which of them have a wanted name; each as the bytes it was delivered in.

1. One pass over the text checks all of it and takes from each record only its `eventName`, and where its
   `eventVersion` lies: CloudTrail writes that first, so the record begins just before.
2. The few records with a wanted name are cut out there, up to where the next record seems to begin.
3. A cut that is not one whole JSON object (another order of keys, white space, a record inside a record) is not
   trusted: then a second pass splits the text at its records. A beginning that is right and a cut that is whole
   leave no other end, so that both ways give the same.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from probative.sources.cloudtrail.events import Event, read_event
from probative.sources.cloudtrail.inflate import Text
from probative.sources.cloudtrail.offsets import addresses_of
from probative.sources.cloudtrail.unreadable import UnreadableError, malformed

_HEAD: Final = b'{"eventVersion":'
_NEXT: Final = b"," + _HEAD


class _Head(msgspec.Struct, gc=False):
    # In the order of the record: the decoder looks for the next field first, and saves an eighth of the pass.
    eventVersion: msgspec.Raw = msgspec.Raw()  # noqa: N815  as CloudTrail spells it; immutable
    eventName: str | None = None  # noqa: N815  as CloudTrail spells it


class _Heads(msgspec.Struct):
    Records: list[_Head] | None


class _Whole(msgspec.Struct):
    Records: list[msgspec.Raw] | None


_HEADS: Final = msgspec.json.Decoder(_Heads)
_WHOLE: Final = msgspec.json.Decoder(_Whole)


class Record(NamedTuple):
    """A record of a log file: its number in the file, its bytes as delivered, and what they say of the event."""

    number: int
    raw: bytes
    event: Event


class Found(NamedTuple):
    """How many records a file holds, and those that have a wanted name."""

    total: int
    records: Sequence[Record]


def find_records(text: Text, names: frozenset[str]) -> Found:
    """Return the records of `text`, the whole JSON of a log file, whose `eventName` is one of `names`.

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
    return Found(len(heads), _cut(text, heads, wanted) if wanted else ())


def _cut(text: Text, heads: Sequence[_Head], wanted: Sequence[int]) -> Sequence[Record]:
    start, *values = addresses_of((text, *(heads[number].eventVersion for number in wanted)))
    records = []
    for number, value in zip(wanted, values, strict=True):
        record = _cut_one(text, number, value - start - len(_HEAD))
        if record is None:
            return _split(text, wanted)
        records.append(record)
    return records


def _cut_one(text: Text, number: int, start: int) -> Record | None:
    """Return the record that begins at `start`; None: not to be told without splitting the text."""
    if start < 0 or not text.startswith(_HEAD, start):
        return None
    end = text.find(_NEXT, start)
    raw = bytes(memoryview(text)[start : end if end >= 0 else text.rfind(b"]", start)])
    if not raw.endswith(b"}"):
        raw = raw.rstrip()
    try:
        return Record(number, raw, read_event(raw))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _split(text: Text, wanted: Sequence[int]) -> Sequence[Record]:
    raws = _WHOLE.decode(text).Records or ()
    return [_record(number, bytes(raws[number])) for number in wanted]


def _find_carefully(text: Text, names: frozenset[str]) -> Found:
    try:
        raws = _WHOLE.decode(text).Records or ()
    except msgspec.ValidationError as error:
        raise malformed(f'not a log file, which is {{"Records": [...]}}: {error}') from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise _not_json(error) from error
    records = (_record(number, bytes(raw)) for number, raw in enumerate(raws))
    return Found(len(raws), tuple(_named(records, names)))


def _named(records: Iterator[Record], names: frozenset[str]) -> Iterator[Record]:
    return (record for record in records if record.event.name in names)


def _record(number: int, raw: bytes) -> Record:
    if not raw.startswith(b"{"):
        raise malformed(f"Records[{number}] is not an object")
    try:
        return Record(number, raw, read_event(raw))
    except (msgspec.DecodeError, RecursionError) as error:
        raise malformed(f"Records[{number}] cannot be decoded: {error}") from error


def _not_json(error: Exception) -> UnreadableError:
    if isinstance(error, RecursionError):
        return malformed("nested too deeply to be a log file")
    return malformed(f"not whole JSON: {error}")
