"""From bytes to text: every member, checksums proven, never more than is allowed."""

import gzip
import os
import tracemalloc
import zlib

import pytest

from probative.sources.cloudtrail.inflate import inflate
from probative.sources.cloudtrail.unreadable import UnreadableError

TEXT = b'{"Records":[]}' * 5000


def test_gzip_and_plain_text_are_both_read() -> None:
    assert inflate(gzip.compress(TEXT)) == TEXT
    assert inflate(TEXT) == TEXT


def test_every_member_of_a_file_is_read() -> None:
    members = [TEXT[start : start + 7000] for start in range(0, len(TEXT), 7000)]
    assert inflate(b"".join(map(gzip.compress, members))) == TEXT
    assert inflate(gzip.compress(b"") + gzip.compress(TEXT) + gzip.compress(b"")) == TEXT


@pytest.mark.parametrize("level", [0, 1, 9])
def test_members_of_one_size_are_all_read(level: int) -> None:
    members = [bytes([first]) + TEXT for first in b"abc"]
    assert inflate(b"".join(gzip.compress(member, level) for member in members)) == b"".join(members)


def test_what_looks_like_the_beginning_of_a_member_is_none() -> None:
    packed = gzip.compress(TEXT, mtime=0)
    named = packed[:3] + b"\x08" + packed[4:10] + b"\x1f\x8b\x08\x00" + packed[10:]
    assert inflate(named) == TEXT


@pytest.mark.parametrize("size", [0, 1, 3, 4999, 5001, 2**31, 2**32 - 1])
def test_a_trailer_that_lies_of_the_size_is_damage(size: int) -> None:
    packed = gzip.compress(b"x" * 5000)
    with pytest.raises(UnreadableError, match="MALFORMED: the gzip data is damaged"):
        inflate(packed[:-4] + size.to_bytes(4, "little"))


def test_a_byte_order_mark_is_taken_off() -> None:
    assert inflate(gzip.compress(b"\xef\xbb\xbf{}")) == b"{}"


def test_text_beyond_ascii_is_left_as_it_is() -> None:
    assert inflate("données".encode()) == "données".encode()


@pytest.mark.parametrize("kept", [3, 12, 40, -9, -5, -1])
def test_a_file_that_was_cut_short_is_told(kept: int) -> None:
    with pytest.raises(UnreadableError, match=r"MALFORMED: the gzip data ends early, after .* bytes"):
        inflate(gzip.compress(TEXT)[:kept])


@pytest.mark.parametrize("at", [-8, -5, -4, -1, 20])
def test_a_damaged_byte_is_told(at: int) -> None:
    packed = bytearray(gzip.compress(os.urandom(300).hex().encode()))
    packed[at] ^= 0x55
    with pytest.raises(UnreadableError, match="MALFORMED: the gzip data"):
        inflate(bytes(packed))


def test_damage_in_a_later_member_is_told() -> None:
    packed = gzip.compress(TEXT) + gzip.compress(TEXT)[:-3]
    with pytest.raises(UnreadableError, match="ends early"):
        inflate(packed)


def test_what_is_not_utf8_is_told_with_its_place() -> None:
    with pytest.raises(UnreadableError, match="MALFORMED: not UTF-8 at byte 13"):
        inflate(gzip.compress(b'{"Records":["\xff"]}'))


@pytest.mark.parametrize("copies", [1, 3])
def test_a_file_up_to_the_limit_is_read_and_one_beyond_it_is_not(copies: int) -> None:
    packed = gzip.compress(b"x" * 1000) * copies
    assert inflate(packed, 1000 * copies) == b"x" * 1000 * copies
    with pytest.raises(UnreadableError, match="MALFORMED: holds more than"):
        inflate(packed, 1000 * copies - 1)


def test_plain_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(UnreadableError, match="holds more than 9 bytes"):
        inflate(b"0123456789", 9)


def test_a_bomb_is_stopped_at_the_limit_whatever_its_trailer_says() -> None:
    limit = 2**20
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(200)) + packer.flush()
    for trailer in (bomb[-4:], bytes(4), b"\xff" * 4):
        tracemalloc.start()
        with pytest.raises(UnreadableError):
            inflate(bomb[:-4] + trailer, limit)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 8 * limit
