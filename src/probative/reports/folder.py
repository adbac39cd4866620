"""The report folder, from a summary and the lake: whole and signed at its place, or not there at all.

Steps of `write_report`:
1. The place is checked, and a folder beside it opened.
2. The tables, the front of the summary, and README.txt are written.
3. Control by control the evidence is streamed: each item becomes a file, a line of a table and a row of a listing.
4. The digests of all files are signed.
5. The folder is renamed into place.

A later version puts a ledger checkpoint into `proof/`; nothing else may take that name.
"""

from collections import Counter, defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date
from pathlib import Path
from typing import Final

from probative.domain.errors import StoreError
from probative.domain.evidence import Verdict
from probative.domain.frameworks import Control
from probative.domain.ids import AssessmentId, ControlId, name_based_uuid
from probative.domain.summaries import AssessmentSummary
from probative.integrity.digest import digest_of, seal
from probative.ports.ambient import Progress
from probative.ports.lake import EvidenceView
from probative.ports.people import Signer
from probative.reports.building import Building, building
from probative.reports.evidence_files import EvidenceFiles
from probative.reports.names import DIGEST, control_folders, listing_path
from probative.reports.pdf.documents import (
    SUMMARY,
    ControlEvidence,
    ListingDocument,
    SummaryDocument,
    listing_imprint,
)
from probative.reports.pdf.front import Signed
from probative.reports.pdf.listing import Chosen, DayCounts, Names
from probative.reports.readme import readme
from probative.reports.tables import VERDICT_COLUMNS, Table, verdict_row, write_coverage, write_refusals

LISTED: Final = 40
"""How many items of a control the summary lists; a control with more has a document of its own."""

_FORMAT: Final = "probative-report-digest/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFolder:
    """A report that was written."""

    path: Path
    summary_path: Path
    report_id: str
    key_id: str
    evidence_count: int
    file_count: int
    """All files, digest.json among them."""
    size_bytes: int
    digest_sha256: str
    """SHA-256 (hex) of digest.json: it names the whole report."""


def report_id_of(summary: AssessmentSummary) -> str:
    """Return the id of the report that `summary` becomes; the same summary gives the same id."""
    at = summary.generated_at.astimezone(UTC).isoformat()
    return name_based_uuid("report", summary.assessment.id, summary.framework.digest, at)


def write_report(  # noqa: PLR0917  where to, what, from where, by whom: one of each, and each of its own type
    target: Path, summary: AssessmentSummary, lake: EvidenceView, signer: Signer, progress: Progress, *, id_: str = ""
) -> ReportFolder:
    """Write the report of `summary` to `target`, which must not exist or be an empty folder.

    The same summary, evidence, key and id (empty: `report_id_of` the summary) give the same bytes in every file.

    Raises:
        InvalidError: `target` holds something or cannot be written.
        StoreError: The lake does not hold what the summary counts.
        PortError: The disk failed.
    """
    signed = Signed(id_ or report_id_of(summary), signer.key_id)
    with building(target) as place:
        progress.stage("report", summary.evidence_count)
        _Writing(place, summary, lake, signed=signed, progress=progress).write()
        document = seal(_head(summary, signed, signer), place.digests, signer.sign)
        place.add(DIGEST, document)
    return ReportFolder(
        path=target,
        summary_path=target / SUMMARY,
        report_id=signed.report_id,
        key_id=signed.key_id,
        evidence_count=summary.evidence_count,
        file_count=len(place.digests),
        size_bytes=sum(file.size for file in place.digests),
        digest_sha256=digest_of(DIGEST, (document,)).sha256,
    )


def _head(summary: AssessmentSummary, signed: Signed, signer: Signer) -> dict[str, str]:
    return {
        "format": _FORMAT,
        "reportId": signed.report_id,
        "assessmentId": summary.assessment.id,
        "frameworkId": summary.framework.id,
        "frameworkDigest": summary.framework.digest,
        "generatedAt": f"{summary.generated_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "algorithm": "Ed25519",
        "keyId": signed.key_id,
        "publicKey": signer.public_key_pem,
    }


class _Writing:
    """One report under construction."""

    def __init__(
        self, place: Building, summary: AssessmentSummary, lake: EvidenceView, *, signed: Signed, progress: Progress
    ) -> None:
        self._place = place
        self._summary = summary
        self._signed = signed
        self._progress = progress
        self._files = EvidenceFiles(place, lake, summary.framework)
        self._folders = control_folders(control.id for control in summary.framework.controls)
        self._days = _days_by_control(lake, summary.assessment.id)

    def write(self) -> None:
        """Write all files but the digest."""
        summary, assessment = self._summary, self._summary.assessment
        text = readme(assessment.name, self._signed.report_id, assessment.id, self._signed.key_id, note=summary.note)
        self._place.add("README.txt", text)
        with self._place.stream("refusals.csv") as file:
            write_refusals(file, summary)
        with self._place.stream("coverage.csv") as file:
            write_coverage(file, summary)
        with self._place.stream("verdicts.csv") as file, self._place.stream(SUMMARY) as pdf:
            verdicts = Table(file, VERDICT_COLUMNS)
            document = SummaryDocument(pdf, summary, self._signed)
            for control_set in summary.framework.control_sets:
                document.begin_set(control_set)
                for control in control_set.controls:
                    document.add_control(control_set, control, self._write_control(control, verdicts))
            document.close()

    def _write_control(self, control: Control, verdicts: Table) -> ControlEvidence:
        folder = self._folders[control.id]
        days = self._days.get(control.id, {})
        names = Names(self._files.source_name, "")
        expected = sum(self._summary.controls[control.id].verdicts.values())
        chosen = Chosen(LISTED)
        long_path = listing_path(folder) if expected > LISTED else ""
        with ExitStack() as stack:
            listing = self._open_listing(stack, control, long_path)
            for filed in self._files.write(self._summary.assessment.id, control.id, folder):
                chosen.offer(filed)
                verdicts.add(verdict_row(filed))
                if listing is not None:
                    listing.add(filed)
                self._progress.step()
            if listing is not None:
                listing.close()
        _check_counts(control.id, expected, chosen, days)
        return ControlEvidence(chosen.rows, chosen.count, days, names=names, long_path=long_path)

    def _open_listing(self, stack: ExitStack, control: Control, long_path: str) -> ListingDocument | None:
        if not long_path:
            return None
        file = stack.enter_context(self._place.stream(long_path))
        imprint = listing_imprint(self._summary, self._signed)
        names = Names(self._files.source_name, "../")
        return ListingDocument(file, imprint, control, days=self._days.get(control.id, {}), names=names)


def _days_by_control(lake: EvidenceView, assessment_id: AssessmentId) -> dict[ControlId, DayCounts]:
    days: dict[ControlId, dict[date, Counter[Verdict]]] = defaultdict(lambda: defaultdict(Counter))
    for folder in lake.counts(assessment_id):
        days[folder.control_id][folder.day][folder.verdict] += folder.count
    return {control_id: dict(counts) for control_id, counts in days.items()}


def _check_counts(control_id: ControlId, expected: int, chosen: Chosen, days: DayCounts) -> None:
    """Refuse a report whose figures and listings would not agree."""
    if chosen.count != expected or chosen.counts != days:
        raise StoreError(
            f"the lake holds {chosen.count} evidence items of {control_id}, the summary counts {expected}: "
            "evidence came in between, make the summary anew"
        )
