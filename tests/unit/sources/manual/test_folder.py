from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from probative.domain.errors import InvalidError
from probative.domain.evidence import Fact
from probative.domain.ids import ControlId, SourceId
from probative.domain.manual_files import EXTENSIONS, LARGEST_BYTES
from probative.domain.slots import Answer, Refusal, RefusalReason, manual_slot
from probative.ports.asking import Observation
from probative.sources.manual.folder import EvidenceFolder

NOW = datetime(2026, 11, 8, 12, tzinfo=UTC)
ONE = manual_slot(SourceId("safe-2.2-red-team"), NOW, NOW)
TWO = manual_slot(SourceId("fair-1.1-a"), NOW, NOW)
OTHER = manual_slot(SourceId("fair-1.1-b"), NOW, NOW)
SLOTS = {
    ControlId("SAFE-2.2"): {SourceId("safe-2.2-red-team"): ONE},
    ControlId("FAIR-1.1"): {SourceId("fair-1.1-a"): TWO, SourceId("fair-1.1-b"): OTHER},
}
GOOD = "control: SAFE-2.2\neffective_from: 2026-05-01\nwho: Dana Okafor\nnote: second half\n"


def bring(folder: Path, name: str = "report.pdf", description: str = GOOD, content: bytes = b"%PDF-1.7") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    file.with_name(f"{file.name}.yaml").write_text(description)
    return file


def collected(folder: Path) -> list[Observation]:
    return list(EvidenceFolder(folder).collect(SLOTS, NOW))


def complaints(folder: Path) -> list[str]:
    with pytest.raises(InvalidError) as error:
        collected(folder)
    return [str(finding) for finding in error.value.findings]


def test_a_described_file_is_a_fact_that_holds_from_its_first_day(tmp_path: Path) -> None:
    bring(tmp_path)

    fact, answer = collected(tmp_path)

    assert isinstance(fact, Fact)
    assert fact.time == datetime(2026, 5, 1, tzinfo=UTC)
    assert fact.collected_at == NOW
    assert fact.principal == "Dana Okafor"
    assert fact.resource == "report.pdf"
    assert answer == Answer(slot_id=ONE.id, answered_at=NOW, facts_count=1)


def test_the_digest_kept_is_that_of_the_file(tmp_path: Path) -> None:
    bring(tmp_path, content=b"the report")

    fact = collected(tmp_path)[0]

    assert isinstance(fact, Fact)
    assert sha256(b"the report").hexdigest().encode() in fact.content


def test_collecting_twice_gives_the_same_facts(tmp_path: Path) -> None:
    bring(tmp_path)

    assert collected(tmp_path) == collected(tmp_path)


@pytest.mark.parametrize("words", ["text: We reviewed it.", "link: s3://bucket/report.pdf"])
def test_a_text_or_a_link_needs_no_file(tmp_path: Path, words: str) -> None:
    (tmp_path / "review.yaml").write_text(GOOD + words)

    assert isinstance(collected(tmp_path)[0], Fact)


def test_a_yaml_file_can_itself_be_evidence(tmp_path: Path) -> None:
    bring(tmp_path, "settings.yaml", content=b"a: 1")

    fact, _ = collected(tmp_path)

    assert isinstance(fact, Fact)
    assert fact.resource == "settings.yaml"


def test_a_control_with_several_artefacts_needs_the_source_named(tmp_path: Path) -> None:
    bring(tmp_path, description=GOOD.replace("SAFE-2.2", "FAIR-1.1"))
    assert complaints(tmp_path) == [
        "report.pdf.yaml source: FAIR-1.1 awaits several: name one of fair-1.1-a, fair-1.1-b"
    ]

    bring(tmp_path, description=GOOD.replace("SAFE-2.2", "FAIR-1.1") + "source: fair-1.1-b\n")
    fact = collected(tmp_path)[0]
    assert isinstance(fact, Fact)
    assert fact.slot_id == OTHER.id


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("run.exe", b"MZ", RefusalReason.NOT_SUPPORTED),
        ("noext", b"x", RefusalReason.NOT_SUPPORTED),
        ("empty.pdf", b"", RefusalReason.MALFORMED),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_by_name(
    tmp_path: Path, name: str, content: bytes, reason: RefusalReason
) -> None:
    bring(tmp_path, name, content=content)
    bring(tmp_path, "good.pdf")

    refusals = [said for said in collected(tmp_path) if isinstance(said, Refusal)]

    assert [(refusal.unit, refusal.reason) for refusal in refusals] == [(name, reason)]
    assert any(isinstance(said, Fact) for said in collected(tmp_path))


def test_a_file_over_100_megabytes_is_refused(tmp_path: Path) -> None:
    file = bring(tmp_path)
    with file.open("r+b") as stream:
        stream.truncate(LARGEST_BYTES + 1)

    (refusal,) = collected(tmp_path)

    assert isinstance(refusal, Refusal)
    assert refusal.reason is RefusalReason.NOT_SUPPORTED


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text("secret")
    folder = tmp_path / "evidence"
    bring(folder, "x.txt")
    (folder / "x.txt").unlink()
    (folder / "x.txt").symlink_to(outside)

    (refusal,) = collected(folder)

    assert isinstance(refusal, Refusal)
    assert refusal.reason is RefusalReason.ACCESS_DENIED
    assert "secret" not in refusal.message


@pytest.mark.parametrize(
    ("description", "complaint"),
    [
        ("[1, 2]", "should be a mapping with control, effective_from and who"),
        ("a: [", "not readable as YAML"),
        ("control: SAFE-2.2", "effective_from: missing"),
        (GOOD.replace("SAFE-2.2", "NOPE-1"), "the framework has no control NOPE-1"),
        (GOOD + "extra: 1", "extra: not a field"),
        (GOOD.replace("2026-05-01", "soon"), "effective_from: should be a day such as 2026-05-01"),
        (GOOD + "effective_until: 2026-01-01", "lies before effective_from 2026-05-01"),
        (GOOD + f"text: {'x' * 1001}", "text: 1001 characters, at most 1000"),
        (GOOD + "text: a\nlink: b", "give text or a link, not both"),
        (GOOD + "source: nope", "SAFE-2.2 has no nope; known: safe-2.2-red-team"),
        (GOOD.replace("Dana Okafor", "[a]"), "who: should be text, is list"),
        ("!!python/object/apply:os.system [x]", "not readable as YAML"),
    ],
)
def test_a_wrong_description_names_the_file_and_the_field(tmp_path: Path, description: str, complaint: str) -> None:
    bring(tmp_path, description=description)

    assert any(told.startswith("report.pdf.yaml") and complaint in told for told in complaints(tmp_path))


def test_a_file_without_description_is_told_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "lonely.pdf").write_bytes(b"x")

    assert complaints(tmp_path)[0].endswith("lonely.pdf: has no description: put lonely.pdf.yaml beside it")


def test_hidden_files_do_not_count(tmp_path: Path) -> None:
    (tmp_path / ".DS_Store").write_bytes(b"x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_bytes(b"x")

    assert collected(tmp_path) == []


def test_all_of_audit_manager_s_extensions_are_taken() -> None:
    assert len(EXTENSIONS) == 25
    assert {"pdf", "docx", "xlsx", "png", "json", "yaml", "zip", "gz", "jmx", "cer", "out"} <= EXTENSIONS
