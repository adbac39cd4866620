"""A signing key is made once, kept to its owner, and never shown."""

import stat
import subprocess
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from probative.domain.errors import InvalidError
from probative.keys.local import LocalSigner
from tests.support.reports import fixed_signer


def test_the_first_use_makes_a_key_and_later_ones_load_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "report.pem"

    first, second = LocalSigner.open(path), LocalSigner.open(path)

    assert first.key_id == second.key_id
    assert first.sign(b"x") == second.sign(b"x")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_two_keys_made_are_not_the_same(tmp_path: Path) -> None:
    assert LocalSigner.open(tmp_path / "a").key_id != LocalSigner.open(tmp_path / "b").key_id


def test_first_uses_at_once_end_with_one_key(tmp_path: Path) -> None:
    ids: list[str] = []
    threads = [
        threading.Thread(target=lambda: ids.append(LocalSigner.open(tmp_path / "keys" / "k").key_id)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(ids) == 8
    assert set(ids) == {LocalSigner.open(tmp_path / "keys" / "k").key_id}


def test_the_key_id_is_the_digest_of_the_raw_public_key() -> None:
    # Public key of RFC 8032's form for the private key 00 01 .. 1f, as `openssl pkey` prints it.
    assert fixed_signer().key_id == "56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c"
    assert fixed_signer().public_key_pem.startswith("-----BEGIN PUBLIC KEY-----\n")


def test_openssl_reads_the_key_file(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    signer = LocalSigner.open(path)

    public = subprocess.run(["openssl", "pkey", "-in", path, "-pubout"], check=True, capture_output=True, text=True)

    assert public.stdout == signer.public_key_pem


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o610])
def test_a_key_that_others_may_read_or_change_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key.pem"
    LocalSigner.open(path)
    path.chmod(mode)

    with pytest.raises(InvalidError) as caught:
        LocalSigner.open(path)

    assert str(caught.value) == f"{path}: the signing key is open to others: run `chmod 600 {path}`"


def test_what_is_no_key_is_refused_and_not_quoted(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(b"-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n")
    path.chmod(0o600)

    with pytest.raises(InvalidError) as caught:
        LocalSigner.open(path)

    assert str(caught.value) == f"{path}: is no private key in PEM without a password"


def test_a_key_of_another_kind_or_with_a_password_is_refused(tmp_path: Path) -> None:
    elliptic = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    locked = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"word")
    )
    for pem, told in ((elliptic, "is no Ed25519 key"), (locked, "without a password")):
        path = tmp_path / "key.pem"
        path.write_bytes(pem)
        path.chmod(0o600)

        with pytest.raises(InvalidError, match=told):
            LocalSigner.open(path)


def test_a_place_that_cannot_hold_a_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(InvalidError, match="give a folder that you may write"):
        LocalSigner.open(tmp_path / "file" / "key.pem")


def test_a_signer_does_not_show_its_key() -> None:
    assert repr(fixed_signer()) == f"LocalSigner({fixed_signer().key_id})"
