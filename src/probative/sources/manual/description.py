"""The small YAML beside a file: which control it is for, when it holds, who brought it, and a note.

control: SAFE-2.2
source: safe-2.2-red-team        # needed where the control awaits several artefacts
effective_from: 2026-05-01       # when the fact held; a day, UTC
effective_until: 2027-04-30      # optional
who: Dana Okafor, Head of AI Safety
note: Red team report, second half
link: https://wiki.example.com/red-team    # or `text: ...`; neither: the file beside it
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import yaml

from probative.domain.errors import Finding, InvalidError
from probative.domain.ids import ControlId, SourceId

_REQUIRED: Final = ("control", "effective_from", "who")
_KNOWN: Final = frozenset({*_REQUIRED, "source", "effective_until", "note", "text", "link"})
_DAYS: Final = ("effective_from", "effective_until")
_LENGTHS: Final = {"control": 100, "source": 100, "who": 256, "note": 1000, "text": 1000, "link": 1024}
"""Source for text and link: Audit Manager's limits on a text response and an S3 address."""
_DESCRIPTION_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What the YAML says."""

    control: ControlId
    source: SourceId | None
    effective_from: date
    effective_until: date | None
    who: str
    note: str
    text: str
    link: str

    @property
    def holds_at(self) -> datetime:
        """The instant from which it holds: the start of its first day, UTC."""
        return datetime.combine(self.effective_from, datetime.min.time(), UTC)


def parse_description(raw: bytes, name: str) -> Description:
    """Return the description in `raw`, the content of the file `name`.

    Raises:
        InvalidError: It is no YAML mapping, lacks a field, or a field is not what it should be; all faults at once.
    """
    if len(raw) > _DESCRIPTION_BYTES:
        raise InvalidError(Finding(name, f"{len(raw)} bytes: a description has at most {_DESCRIPTION_BYTES}"))
    try:
        fields = yaml.safe_load(raw.decode("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidError(Finding(name, f"not readable as YAML: {' '.join(str(error).split())[:200]}")) from error
    if not isinstance(fields, Mapping):
        raise InvalidError(Finding(name, "should be a mapping with control, effective_from and who"))
    findings = [*_missing(fields, name), *_unknown(fields, name), *_wrong(fields, name)]
    if findings:
        raise InvalidError(*findings)
    return Description(
        control=ControlId(fields["control"]),
        source=SourceId(fields["source"]) if fields.get("source") else None,
        effective_from=fields["effective_from"],
        effective_until=fields.get("effective_until"),
        who=fields["who"],
        note=fields.get("note") or "",
        text=fields.get("text") or "",
        link=fields.get("link") or "",
    )


def _missing(fields: Mapping[str, object], name: str) -> list[Finding]:
    return [Finding(f"{name} {field}", "missing: give it") for field in _REQUIRED if not fields.get(field)]


def _unknown(fields: Mapping[str, object], name: str) -> list[Finding]:
    known = ", ".join(sorted(_KNOWN))
    return [Finding(f"{name} {field}", f"not a field; known: {known}") for field in fields if field not in _KNOWN]


def _wrong(fields: Mapping[str, object], name: str) -> list[Finding]:
    findings = [
        finding for field, limit in _LENGTHS.items() for finding in _wrong_text(fields.get(field), field, limit)
    ]
    findings += [finding for field in _DAYS for finding in _wrong_day(fields.get(field), field)]
    first, last = fields.get("effective_from"), fields.get("effective_until")
    if not findings and isinstance(first, date) and isinstance(last, date) and last < first:
        findings.append(Finding("effective_until", f"{last} lies before effective_from {first}"))
    if fields.get("text") and fields.get("link"):
        findings.append(Finding("link", "give text or a link, not both"))
    return [Finding(f"{name} {finding.path}", finding.reason) for finding in findings]


def _wrong_text(value: object, field: str, limit: int) -> list[Finding]:
    if value is None or (isinstance(value, str) and len(value) <= limit):
        return []
    if isinstance(value, str):
        return [Finding(field, f"{len(value)} characters, at most {limit}")]
    return [Finding(field, f"should be text, is {type(value).__name__}")]


def _wrong_day(value: object, field: str) -> list[Finding]:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return []
    return [Finding(field, "should be a day such as 2026-05-01")]
