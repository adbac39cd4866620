"""A folder of manual evidence: each file with its description `<file name>.yaml` beside it.

A text or a link needs no file: its description stands alone, under any name that ends in `.yaml`.
What is wrong with one file refuses that file, by name; the rest goes on.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest, sha256
from json import dumps
from pathlib import Path
from typing import NamedTuple, TypeAlias

from probative.domain.errors import Finding, InvalidError
from probative.domain.evidence import Fact, fact_id
from probative.domain.ids import ControlId, SourceId
from probative.domain.manual_files import EXTENSIONS, LARGEST_BYTES
from probative.domain.slots import Answer, Refusal, RefusalReason, Slot, SourceKind
from probative.ports.asking import Observation
from probative.sources.manual.description import Description, parse_description

Slots: TypeAlias = Mapping[ControlId, Mapping[SourceId, Slot]]


class _Brought(NamedTuple):
    """One thing that was brought: its description, and the file if there is one."""

    described_in: Path
    file: Path | None


@dataclass(frozen=True, slots=True)
class EvidenceFolder:
    """Implements `ManualFolder` over a local folder; subfolders count, hidden ones do not."""

    path: Path

    def collect(self, slots: Slots, now: datetime) -> Iterator[Observation]:
        """Yield what was brought, slot by slot; see `ManualFolder.collect`."""
        said: dict[Slot, list[Fact | Refusal]] = defaultdict(list)
        findings: list[Finding] = []
        for brought in self._brought():
            try:
                slot, observation = self._read(brought, slots, now)
            except InvalidError as error:
                findings += error.findings
            else:
                said[slot].append(observation)
        if findings:
            raise InvalidError(*findings)
        for slot, observations in said.items():
            yield from observations
            facts = sum(isinstance(observation, Fact) for observation in observations)
            if facts:
                yield Answer(slot_id=slot.id, answered_at=now, facts_count=facts)

    def _brought(self) -> Iterator[_Brought]:
        files = sorted(
            path for path in self.path.rglob("*") if path.is_file() and not _is_hidden(path.relative_to(self.path))
        )
        known = set(files)
        described = {path for path in files if _described_by(path) in known}
        for path in files:
            if path in described:
                yield _Brought(_described_by(path), path)
            elif path.suffix == ".yaml" and path.with_suffix("") not in described:
                yield _Brought(path, None)
            elif path.suffix != ".yaml":
                yield _Brought(_described_by(path), path)

    def _read(self, brought: _Brought, slots: Slots, now: datetime) -> tuple[Slot, Fact | Refusal]:
        name = str(brought.described_in.relative_to(self.path))
        if not brought.described_in.exists():
            raise InvalidError(Finding(str(brought.file), f"has no description: put {name} beside it"))
        description = parse_description(brought.described_in.read_bytes(), name)
        slot = _slot_for(description, slots, name)
        if brought.file is None and not (description.text or description.link):
            raise InvalidError(Finding(name, f"describes {Path(name).stem}, which is not there; or give text or link"))
        refusal = self._refuse(brought.file, slot, now) if brought.file else None
        return slot, refusal or self._fact(brought, description, slot, now)

    def _refuse(self, file: Path, slot: Slot, now: datetime) -> Refusal | None:
        wrong = _wrong_with(file, self.path)
        if wrong is None:
            return None
        reason, message = wrong
        unit = str(file.relative_to(self.path))
        return Refusal(slot_id=slot.id, unit=unit, reason=reason, message=message, refused_at=now)

    def _fact(self, brought: _Brought, description: Description, slot: Slot, now: datetime) -> Fact:
        said = {
            "control": description.control,
            "effective_from": description.effective_from.isoformat(),
            "effective_until": description.effective_until.isoformat() if description.effective_until else None,
            "who": description.who,
            "note": description.note,
            "text": description.text or None,
            "link": description.link or None,
            "file": _file_card(brought.file, self.path) if brought.file else None,
        }
        content = dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        digest = sha256(content).hexdigest()
        return Fact(
            id=fact_id(slot, slot.since, digest),
            slot_id=slot.id,
            kind=SourceKind.MANUAL,
            account=slot.account,
            region=slot.region,
            question=slot.question,
            part="",
            event_source="",
            event_name="manual",
            principal=description.who,
            time=description.holds_at,
            collected_at=now,
            content=content,
            content_sha256=digest,
            provenance={"description": str(brought.described_in.relative_to(self.path))},
            value=said,
            resource=brought.file.name if brought.file else description.link,
        )


def _described_by(file: Path) -> Path:
    return file.with_name(f"{file.name}.yaml")


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _slot_for(description: Description, slots: Slots, name: str) -> Slot:
    sources = slots.get(description.control)
    if sources is None:
        raise InvalidError(Finding(f"{name} control", f"the framework has no control {description.control}"))
    if description.source is None and len(sources) == 1:
        return next(iter(sources.values()))
    known = ", ".join(sources)
    if description.source is None:
        raise InvalidError(Finding(f"{name} source", f"{description.control} awaits several: name one of {known}"))
    if description.source not in sources:
        raise InvalidError(
            Finding(f"{name} source", f"{description.control} has no {description.source}; known: {known}")
        )
    return sources[description.source]


def _wrong_with(file: Path, folder: Path) -> tuple[RefusalReason, str] | None:
    extension = file.suffix.removeprefix(".").lower()
    if not file.resolve().is_relative_to(folder.resolve()):
        return RefusalReason.ACCESS_DENIED, "links to a place outside the folder"
    if extension not in EXTENSIONS:
        return (
            RefusalReason.NOT_SUPPORTED,
            f"files ending in .{extension} are not taken; {', '.join(sorted(EXTENSIONS))} are",
        )
    size = file.stat().st_size
    if size > LARGEST_BYTES:
        return RefusalReason.NOT_SUPPORTED, f"{size} bytes; at most {LARGEST_BYTES} are taken"
    if not size:
        return RefusalReason.MALFORMED, "the file is empty"
    return None


def _file_card(file: Path, folder: Path) -> dict[str, object]:
    """Return name, size and digest of a file: it stays in its place, the digest says which file it was."""
    with file.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    return {"name": str(file.relative_to(folder)), "bytes": file.stat().st_size, "sha256": digest}
