"""A digest document is sound only when all of it is: form, members, key, signature, files."""

import base64
import json
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from probative.integrity.canonical import Canonical, canonical_json
from probative.integrity.digest import FileDigest, digest_of, seal
from probative.integrity.signature import Flaw, check_digest
from tests.support.reports import fixed_signer

FILES = (digest_of("a.txt", [b"alpha"]), digest_of("b/c.txt", [b"be", b"", b"ta"]), digest_of("empty", []))
SIGNER = fixed_signer()


def document(**changes: Canonical) -> bytes:
    head: dict[str, Canonical] = {"keyId": SIGNER.key_id, "publicKey": SIGNER.public_key_pem, "title": "x", **changes}
    return seal(head, FILES, SIGNER.sign)


def edited(edit: Callable[[dict[str, object]], object]) -> bytes:
    parsed = json.loads(document())
    edit(parsed)
    return canonical_json(parsed) + b"\n"


def test_a_digest_is_that_of_all_chunks() -> None:
    assert FILES[1].sha256 == "f44e64e75f3948e9f73f8dfa94721c4ce8cbb4f265c4790c702b2d41cfbf2753"
    assert [file.size for file in FILES] == [5, 4, 0]


def test_a_sound_document_has_no_flaw() -> None:
    assert check_digest(document(), FILES) == ()
    assert check_digest(document(), reversed(FILES), key_id=SIGNER.key_id) == ()


def test_files_are_listed_by_path_whatever_the_order_they_came_in() -> None:
    head: dict[str, Canonical] = {}

    assert seal(head, reversed(FILES), SIGNER.sign) == seal(head, FILES, SIGNER.sign)


def test_another_key_than_the_expected_one_is_told() -> None:
    assert check_digest(document(), FILES, key_id="00") == (
        Flaw("digest.keyId", "is not the expected 00: somebody else signed"),
    )


@pytest.mark.parametrize("bad", [b"", b"{", b"[]\n", b'"a"\n', b"\xff", b"1.5\n", b"null\n", b"[" * 100_000, b"NaN\n"])
def test_what_is_no_document_is_told_at_once(bad: bytes) -> None:
    (flaw,) = check_digest(bad, FILES)

    assert flaw.path == "digest"


@pytest.mark.parametrize("again", [lambda raw: raw[:-1], lambda raw: raw + b"\n", lambda raw: raw.replace(b":", b": ")])
def test_the_same_document_in_other_bytes_is_no_document(again: Callable[[bytes], bytes]) -> None:
    assert check_digest(again(document()), FILES) == (Flaw("digest", "is not in its canonical form"),)


@pytest.mark.parametrize(
    "edit",
    [
        lambda parsed: parsed.pop("files"),
        lambda parsed: parsed.update(files="a.txt"),
        lambda parsed: parsed["files"].reverse(),
        lambda parsed: parsed["files"].append(parsed["files"][-1]),
        lambda parsed: parsed["files"][0].pop("size"),
        lambda parsed: parsed["files"][0].update(sha256=1),
        lambda parsed: parsed["files"].append("a.txt"),
    ],
)
def test_a_list_of_files_that_is_none_is_told(edit: Callable[[dict[str, object]], object]) -> None:
    (flaw,) = check_digest(edited(edit), FILES)

    assert flaw.path == "digest.files"


@pytest.mark.parametrize(
    "edit",
    [
        lambda parsed: parsed.pop("signature"),
        lambda parsed: parsed.update(signature="?"),
        lambda parsed: parsed.update(signature=base64.b64encode(bytes(64)).decode()),
        lambda parsed: parsed.update(title="y"),
        lambda parsed: parsed.update(more="z"),
        lambda parsed: parsed.pop("title"),
    ],
)
def test_a_document_that_was_edited_does_not_fit_its_signature(edit: Callable[[dict[str, object]], object]) -> None:
    (flaw,) = check_digest(edited(edit), FILES)

    assert flaw == Flaw("digest.signature", "does not fit the document: it was changed after it was signed")


def test_a_signature_by_another_key_does_not_pass_under_the_id_of_the_first() -> None:
    assert check_digest(document(keyId="00" * 32), FILES) == (Flaw("digest.keyId", "is not that of the public key"),)


def test_a_key_of_another_kind_is_told() -> None:
    other = generate_private_key(SECP256R1()).public_key()
    pem = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    for key in (pem, "no key", 7):
        assert check_digest(document(publicKey=key), FILES) == (
            Flaw("digest.publicKey", "is no Ed25519 public key in PEM"),
        )


def test_every_file_that_is_wrong_is_told() -> None:
    changed = FileDigest("a.txt", FILES[0].sha256, 6)
    more = FileDigest("z.txt", "00", 0)

    assert check_digest(document(), [changed, more, FILES[2]]) == (
        Flaw("a.txt", "is not as it was signed"),
        Flaw("z.txt", "is not in the digest"),
        Flaw("b/c.txt", "is missing"),
    )
