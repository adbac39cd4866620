"""Names in a report are safe on every system, whatever they are made of."""

from pathlib import PureWindowsPath

import pytest

from probative.domain.ids import AccountId, ControlId, EvidenceId
from probative.domain.slots import SourceKind
from probative.reports.names import clean, control_folders, evidence_path, link, longer_path
from tests.support.reports import Size, made

HOSTILE = (
    "",
    ".",
    "..",
    "../../etc/passwd",
    "a/b\\c",
    "C:\\Windows",
    "nul",
    "CON.txt",
    "com1",
    "x" * 300,
    "\u202egnp.exe",
    "new\nline\x00\x07",
    "🤖🤖",
    "-rf",
    "name.",
    "name ",
    "~",
    "$(id)",
    "ﬁ",
    "%2e%2e",
    "<>:|?*",
    "\ud800",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_becomes_one_harmless_piece(name: str) -> None:
    (folder,) = control_folders([ControlId(name)]).values()

    for piece in (folder, clean(name, 20)):
        assert piece
        assert len(piece) <= 40
        assert set(piece) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
        assert not piece.startswith(("-", "."))
        assert not piece.endswith(".")
        assert piece.split(".")[0].lower() not in {"con", "nul", "com1"}


def test_a_name_that_is_safe_is_kept() -> None:
    assert control_folders([ControlId("SAFE-1.2"), ControlId("acme_9")]) == {"SAFE-1.2": "SAFE-1.2", "acme_9": "acme_9"}


def test_names_that_would_meet_are_told_apart() -> None:
    ids = [ControlId(name) for name in ("a/b", "a\\b", "a-b", "A-B", "x" * 60, "x" * 61)]

    folders = control_folders(ids)

    assert len({folder.lower() for folder in folders.values()}) == len(ids)
    assert folders == control_folders(reversed(ids))


def test_no_path_is_long_and_none_leaves_its_folder() -> None:
    summary, lake = made(Size())
    item = next(iter(lake.evidence(summary.assessment.id, summary.framework.controls[0].id)))
    worst = item._replace(
        kind=SourceKind.SECURITY_HUB,
        event_source="../" * 100,
        event_name="e" * 300,
        account=AccountId("1" * 300),
        id=EvidenceId("\x00/.." * 30),
    )
    (folder,) = control_folders([ControlId("f" * 300)]).values()

    for path in (evidence_path(folder, worst), longer_path(evidence_path(folder, worst), worst.id)):
        parts = PureWindowsPath(path).parts
        assert len(path) <= 200
        assert parts == tuple(path.split("/"))
        assert ".." not in parts
        assert not PureWindowsPath(path).is_reserved()


def test_the_path_of_evidence_reads_as_audit_manager_spells_it() -> None:
    summary, lake = made(Size())
    item = next(iter(lake.evidence(summary.assessment.id, summary.framework.controls[0].id)))
    named = item._replace(id=EvidenceId("01935f2e-0000-7000-8000-0123456789ab"), account=AccountId("111122223333"))

    path = evidence_path("SAFE-1.1", named)

    name = f"{item.time:%H-%M-%S}_bedrock_GetGuardrail_111122223333_0123456789ab.json"
    assert path == f"evidence/SAFE-1.1/API calls/{item.day}/{name}"
    assert "/Manual/" in evidence_path("x", named._replace(kind=SourceKind.MANUAL))
    assert "_manual_" in evidence_path("x", named._replace(kind=SourceKind.MANUAL))


def test_a_link_is_escaped() -> None:
    assert link("evidence/a/API calls/(1).json") == "evidence/a/API%20calls/%281%29.json"
