"""Known answers: the bytes of a digest document, what is signed of it, and that standard tools agree."""

import base64
import hashlib
import subprocess
from pathlib import Path

import pytest

from probative.integrity.digest import digest_of, seal
from probative.integrity.signature import check_digest
from probative.reports.folder import write_report
from tests.support.reports import Silence, Size, fixed_signer, made

# RFC 8032 is deterministic: the private key 00 01 .. 1f gives this signature over these bytes, for ever.
SIGNED = (
    b'{"files":[{"path":"a.txt","sha256":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae","size":3},'
    b'{"path":"b/\xc3\xa9.txt","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0}],'
    b'"format":"probative-report-digest/1","reportId":"r"}'
)


def document() -> bytes:
    files = (digest_of("b/é.txt", ()), digest_of("a.txt", (b"foo",)))
    return seal({"reportId": "r", "format": "probative-report-digest/1"}, files, fixed_signer().sign)


def test_what_is_signed_is_the_canonical_form_without_the_signature() -> None:
    payloads: list[bytes] = []

    def sign(payload: bytes) -> bytes:
        payloads.append(payload)
        return b"\x00\x01"

    files = (digest_of("b/é.txt", ()), digest_of("a.txt", (b"foo",)))
    sealed = seal({"reportId": "r", "format": "probative-report-digest/1"}, files, sign)

    assert payloads == [SIGNED]
    assert sealed == SIGNED.removesuffix(b"}") + b',"signature":"AAE="}\n'


def test_the_bytes_of_a_signed_document_never_change() -> None:
    assert hashlib.sha256(document()).hexdigest() == "4f4676d16a82ffaba3cb3f06d0c0e24d75f8b9da99b2108a13e8240b98bb3d2f"


def test_the_text_of_an_evidence_file_never_changes(tmp_path: Path) -> None:
    summary, lake = made(Size(items=2))
    write_report(tmp_path / "out", summary, lake, fixed_signer(), Silence())

    file = next((tmp_path / "out" / "evidence" / "SAFE-1.1" / "CloudTrail").rglob("*.json"))

    assert file.read_text() == (Path(__file__).parent / "report_evidence.json").read_text()


@pytest.fixture
def report(tmp_path: Path) -> Path:
    summary, lake = made(Size(items=3))
    return write_report(tmp_path / "out", summary, lake, fixed_signer(), Silence()).path


def shell(commands: str, folder: Path) -> subprocess.CompletedProcess[str]:
    commands = commands.replace("/tmp/", f"{folder.parent}/")
    return subprocess.run(["/bin/sh", "-ec", commands], cwd=folder, capture_output=True, text=True, check=False)


def commands_of(readme: str, heading: str) -> str:
    """Return the commands that README.txt gives in a step, to be run as they stand there."""
    step = readme.split(heading)[1].partition("\n\n2." if heading.startswith("1") else "\n\n3.")[0]
    return "\n".join(line.strip() for line in step.splitlines() if line.startswith("     "))


def has_tools() -> bool:
    found = subprocess.run(["/bin/sh", "-c", "command -v jq openssl sha256sum"], capture_output=True, check=False)
    return found.returncode == 0


needs_tools = pytest.mark.skipif(not has_tools(), reason="jq, openssl or sha256sum is not installed")


@needs_tools
def test_the_commands_of_the_readme_find_a_report_sound(report: Path) -> None:
    text = (report / "README.txt").read_text()
    one, two = commands_of(text, "1. Nothing"), commands_of(text, "2. The signature")

    files, signature = shell(one, report), shell(two, report)

    assert (files.returncode, files.stderr) == (0, "")
    assert len(set(files.stdout.split())) == 1
    assert (signature.returncode, signature.stdout.strip()) == (0, "Signature Verified Successfully")
    key = shell(text.split("another way:")[1].split("\n\nSteps")[0].strip(), report)
    assert key.stdout.split()[0] == fixed_signer().key_id


@needs_tools
def test_the_commands_of_the_readme_find_a_change(report: Path) -> None:
    text = (report / "README.txt").read_text()
    table = report / "verdicts.csv"
    table.write_bytes(table.read_bytes().replace(b"NON_COMPLIANT", b"COMPLIANT"))
    digest = report / "digest.json"
    digest.write_bytes(digest.read_bytes().replace(b"2026", b"2027"))

    assert shell(commands_of(text, "1. Nothing"), report).returncode != 0
    assert shell(commands_of(text, "2. The signature"), report).returncode != 0


def test_the_signature_is_sixty_four_bytes_in_base64() -> None:
    raw = document().rsplit(b'"signature":"', 1)[1].removesuffix(b'"}\n')

    assert len(base64.b64decode(raw, validate=True)) == 64
    assert check_digest(document(), ()) != ()
