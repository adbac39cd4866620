"""Secrets sealed: they open with their key, in their context, unchanged, and not otherwise."""

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probative.domain.errors import InvalidError, StoreError
from probative.people.sealing import AesGcmSealer, open_key_file, parse_key

KEY = bytes(range(32))
OTHER = bytes(range(1, 33))


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_is_sealed_opens_in_its_context(secret: bytes, context: str) -> None:
    sealer = AesGcmSealer(KEY)

    assert sealer.unseal(sealer.seal(secret, context), context) == secret


@given(st.data())
def test_a_changed_byte_is_refused(data: st.DataObject) -> None:
    sealed = bytearray(AesGcmSealer(KEY).seal(b"secret", "here"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))

    with pytest.raises(StoreError):
        AesGcmSealer(KEY).unseal(bytes(sealed), "here")


@pytest.mark.parametrize("length", [0, 4, 5, 17, 20])
def test_a_cut_seal_is_refused(length: int) -> None:
    with pytest.raises(StoreError):
        AesGcmSealer(KEY).unseal(AesGcmSealer(KEY).seal(b"secret", "here")[:length], "here")


def test_another_context_is_refused() -> None:
    with pytest.raises(StoreError, match="changed"):
        AesGcmSealer(KEY).unseal(AesGcmSealer(KEY).seal(b"secret", "here"), "there")


def test_another_key_is_refused_and_says_what_to_do() -> None:
    with pytest.raises(StoreError, match="another server key"):
        AesGcmSealer(OTHER).unseal(AesGcmSealer(KEY).seal(b"secret", "here"), "here")


def test_an_older_key_still_opens() -> None:
    sealed = AesGcmSealer(KEY).seal(b"secret", "here")

    assert AesGcmSealer(OTHER, KEY).unseal(sealed, "here") == b"secret"


def test_what_an_older_key_sealed_is_not_current() -> None:
    sealer = AesGcmSealer(OTHER, KEY)

    assert sealer.is_current(sealer.seal(b"secret", "here"))
    assert not sealer.is_current(AesGcmSealer(KEY).seal(b"secret", "here"))
    assert not sealer.is_current(b"")


def test_no_secret_shows() -> None:
    assert b"secret" not in AesGcmSealer(KEY).seal(b"secret", "here")
    assert repr(AesGcmSealer(KEY)) == "AesGcmSealer()"


@pytest.mark.parametrize("text", [KEY.hex(), base64.b64encode(KEY).decode(), f" {KEY.hex()}\n"])
def test_a_key_is_read_from_text(text: str) -> None:
    assert parse_key(text, "PROBATIVE_SERVER_KEY") == KEY


@pytest.mark.parametrize("text", ["", "short", "ä" * 44, KEY.hex()[:-2], base64.b64encode(KEY[1:]).decode()])
def test_what_is_no_key_is_refused_without_telling_it(text: str) -> None:
    with pytest.raises(InvalidError) as refused:
        parse_key(text, "PROBATIVE_SERVER_KEY")

    assert refused.value.findings[0].path == "PROBATIVE_SERVER_KEY"
    assert not text or text not in str(refused.value)


def test_a_key_file_is_made_for_its_owner_only_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "new" / "server.key"

    key = open_key_file(path)

    assert open_key_file(path) == key
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_two_first_uses_end_with_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: open_key_file(tmp_path / "server.key"), range(8)))) == 1


def test_a_key_file_that_is_open_to_others_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "server.key"
    open_key_file(path)
    path.chmod(0o640)

    with pytest.raises(InvalidError, match="chmod 600"):
        open_key_file(path)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"nothing"])
def test_a_file_without_a_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "server.key"
    path.touch(mode=0o600)
    path.write_bytes(content)

    with pytest.raises(InvalidError):
        open_key_file(path)


def test_a_place_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(InvalidError, match="rights"):
        open_key_file(tmp_path / "file" / "server.key")
