"""Laws: what was sealed is sound, and any one-byte change is found, wherever it is."""

import functools
import json
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from probative.integrity.canonical import canonical_json
from probative.integrity.digest import FileDigest, digest_of, seal
from probative.integrity.signature import check_digest
from probative.reports.folder import write_report
from tests.support.reports import Silence, Size, files_of, fixed_signer, made

SIGNER = fixed_signer()
HEAD = {"keyId": SIGNER.key_id, "publicKey": SIGNER.public_key_pem}

values = st.recursive(
    st.text() | st.integers(-(2**53) + 1, 2**53 - 1),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
contents = st.dictionaries(st.text(min_size=1), st.binary(), max_size=5)


def found(files: dict[str, bytes]) -> list[FileDigest]:
    return [digest_of(path, (content,)) for path, content in files.items()]


@given(values)
def test_canonical_json_is_json_of_the_same_value(value: object) -> None:
    assert json.loads(canonical_json(value)) == value  # type: ignore[arg-type]  # drawn from what it takes


@given(values)
def test_canonical_json_has_one_spelling(value: object) -> None:
    once = canonical_json(value)  # type: ignore[arg-type]  # drawn from what it takes

    assert canonical_json(json.loads(once)) == once


@given(st.dictionaries(st.text(), st.integers(0, 9)))
def test_the_order_of_members_does_not_matter(members: dict[str, int]) -> None:
    assert canonical_json(members) == canonical_json(dict(reversed(members.items())))


@given(st.lists(st.binary(), max_size=6))
def test_a_digest_does_not_depend_on_the_chunks(chunks: list[bytes]) -> None:
    assert digest_of("x", chunks) == digest_of("x", [b"".join(chunks)])


@given(contents)
def test_what_was_sealed_is_sound(files: dict[str, bytes]) -> None:
    assert check_digest(seal(HEAD, found(files), SIGNER.sign), found(files), key_id=SIGNER.key_id) == ()


@given(contents, contents)
def test_only_the_sealed_files_pass(files: dict[str, bytes], others: dict[str, bytes]) -> None:
    flaws = check_digest(seal(HEAD, found(files), SIGNER.sign), found(others))

    assert (flaws == ()) == (files == others)
    assert {flaw.path for flaw in flaws} == {
        path for path in files.keys() | others.keys() if files.get(path) != others.get(path)
    }


@functools.cache
def report() -> dict[str, bytes]:
    summary, lake = made(Size(items=2))
    with tempfile.TemporaryDirectory() as folder:
        write_report(Path(folder) / "out", summary, lake, SIGNER, Silence())
        return files_of(Path(folder) / "out")


@given(st.data())
def test_any_one_byte_change_of_a_report_is_found(data: st.DataObject) -> None:
    files = dict(report())
    path = data.draw(st.sampled_from(sorted(files)) | st.just("digest.json"))
    position = data.draw(st.integers(0, len(files[path]) - 1))
    changed = bytearray(files[path])
    changed[position] ^= data.draw(st.integers(1, 255))
    files[path] = bytes(changed)

    document = files.pop("digest.json")

    assert check_digest(document, found(files)) != ()


@given(st.data())
def test_a_file_more_or_less_is_found(data: st.DataObject) -> None:
    files = dict(report())
    document = files.pop("digest.json")
    path = data.draw(st.sampled_from(sorted(files)))
    moved = data.draw(st.none() | st.text(min_size=1).filter(lambda name: name not in files))
    content = files.pop(path)
    if moved is not None:
        files[moved] = content

    flaws = check_digest(document, found(files))

    assert {flaw.path for flaw in flaws} == {path, moved} - {None}
