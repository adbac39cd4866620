"""CBOR as smithy's rpc-v2 protocol uses it: what CloudWatch and the tagging API speak; moto does not.

Source: RFC 8949, the subset that https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html allows.
"""

import struct
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

_INDEFINITE: Final = 31
_BREAK: Final = 0xFF
_EPOCH_TAG: Final = 1


def _head(major: int, value: int) -> bytes:
    if value < 24:
        return bytes([major << 5 | value])
    for extra, (size, form) in enumerate(((1, ">B"), (2, ">H"), (4, ">I"), (8, ">Q"))):
        if value < 1 << (8 * size):
            return bytes([major << 5 | (24 + extra)]) + struct.pack(form, value)
    raise OverflowError(value)


def _double(value: float) -> bytes:
    return b"\xfb" + struct.pack(">d", value)


def _integer(value: int) -> bytes:
    return _head(0, value) if value >= 0 else _head(1, -1 - value)


def _text(value: str) -> bytes:
    raw = value.encode()
    return _head(3, len(raw)) + raw


def _list(value: list[object]) -> bytes:
    return _head(4, len(value)) + b"".join(map(encode, value))


def _map(value: dict[str, object]) -> bytes:
    return _head(5, len(value)) + b"".join(_text(key) + encode(item) for key, item in value.items())


_ENCODERS: Final[dict[type, Callable[[Any], bytes]]] = {
    bool: lambda value: b"\xf5" if value else b"\xf4",
    int: _integer,
    float: _double,
    str: _text,
    bytes: lambda value: _head(2, len(value)) + value,
    datetime: lambda value: _head(6, _EPOCH_TAG) + _double(value.timestamp()),
    list: _list,
    tuple: lambda value: _list(list(value)),
    dict: _map,
    type(None): lambda _: b"\xf6",
}


def encode(value: object) -> bytes:
    """Return `value` (JSON's types, bytes and aware times) in CBOR."""
    return _ENCODERS[type(value)](value)


def decode(raw: bytes) -> Any:  # noqa: ANN401  whatever was sent
    """Return the one value that `raw` holds."""
    return _Reader(raw).value()


class _Reader:
    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.at = 0

    def take(self, count: int) -> bytes:
        piece = self.raw[self.at : self.at + count]
        self.at += count
        return piece

    def argument(self, info: int) -> int:
        if info < 24:
            return info
        return int.from_bytes(self.take(1 << (info - 24)), "big")

    def at_break(self) -> bool:
        if self.raw[self.at] != _BREAK:
            return False
        self.at += 1
        return True

    def value(self) -> Any:  # noqa: ANN401  whatever was sent
        first = self.take(1)[0]
        major, info = first >> 5, first & 31
        if major == 7:
            return self.simple(info)
        if info == _INDEFINITE:
            return self.open_ended(major)
        return _DECODERS[major](self, self.argument(info))

    def open_ended(self, major: int) -> Any:  # noqa: ANN401  whatever was sent
        items = []
        while not self.at_break():
            items.append(self.value())
        if major == 5:
            return dict(zip(items[::2], items[1::2], strict=True))
        if major == 4:
            return items
        return (b"" if major == 2 else "").join(items)

    def tagged(self, tag: int) -> object:
        value = self.value()
        return datetime.fromtimestamp(value, UTC) if tag == _EPOCH_TAG else value

    def simple(self, info: int) -> object:
        forms = {25: (2, ">e"), 26: (4, ">f"), 27: (8, ">d")}
        if info in forms:
            size, form = forms[info]
            return struct.unpack(form, self.take(size))[0]
        return {20: False, 21: True}.get(info)


_DECODERS: Final[tuple[Callable[[_Reader, int], object], ...]] = (
    lambda _, count: count,
    lambda _, count: -1 - count,
    _Reader.take,
    lambda reader, count: reader.take(count).decode(),
    lambda reader, count: [reader.value() for _ in range(count)],
    lambda reader, count: {reader.value(): reader.value() for _ in range(count)},
    _Reader.tagged,
)
"""By major type, given the argument of the head."""
