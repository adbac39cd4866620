"""Evidence folders and evidence in the spelling of the wire."""

from collections.abc import Callable, Mapping
from typing import Final
from weakref import WeakKeyDictionary

from probative.api.operations.context import Shape
from probative.app.evidence_folders import FolderSeen
from probative.app.evidence_reading import EvidencePage, ShownEvidence
from probative.assess.choosing import Chosen
from probative.domain.evidence import Evidence, Verdict
from probative.domain.ids import AccountId
from probative.domain.slots import NOWHERE, SourceKind

_CHECK: Final[Mapping[Verdict, str]] = {Verdict.COMPLIANT: "COMPLIANT", Verdict.NON_COMPLIANT: "NON_COMPLIANT"}
_HUB_CHECK: Final[Mapping[Verdict, str]] = {Verdict.COMPLIANT: "PASSED", Verdict.NON_COMPLIANT: "FAILED"}
"""Security Hub has words of its own."""

_KEY_LENGTH: Final = 100
_VALUE_LENGTH: Final = 200
_EVENT_NAME_LENGTH: Final = 100
_EVENT_SOURCE_LENGTH: Final = 40
_ARN_LENGTH: Final = (20, 2048)
_OWN: Final[Mapping[str, Callable[[Evidence], str]]] = {
    "probative:verdict": lambda item: item.verdict,
    "probative:rule": lambda item: item.rule,
    "probative:reason": lambda item: item.reason,
    "probative:source": lambda item: item.source_id,
    "probative:region": lambda item: item.region if item.region != NOWHERE[1] else "",
    "probative:time": lambda item: item.time.isoformat(),
    "probative:principal": lambda item: item.principal,
}
"""What Audit Manager's shape has no place for, as attributes; see docs/evidence-on-the-wire.md."""

_SHOWN: Final[WeakKeyDictionary[EvidencePage, tuple[Chosen, list[Shape]]]] = WeakKeyDictionary()


def folder_shape(seen: FolderSeen) -> Shape:
    """Return `AssessmentEvidenceFolder`."""
    folder, place = seen.folder, seen.place
    return {
        "name": folder.day.isoformat(),
        "date": folder.at,
        "assessmentId": folder.assessment_id,
        "controlSetId": place.control_set.id,
        "controlId": place.control.id,
        "controlName": place.name,
        "id": folder.id,
        "dataSource": ", ".join(folder.kinds),
        "totalEvidence": folder.total,
        "assessmentReportSelectionCount": seen.chosen.count(folder.total),
        "evidenceResourcesIncludedCount": folder.total,
        "evidenceByTypeConfigurationDataCount": folder.count_of(SourceKind.API_CALL, SourceKind.CLOUDWATCH),
        "evidenceByTypeManualCount": folder.count_of(SourceKind.MANUAL),
        "evidenceByTypeComplianceCheckCount": folder.count_of(SourceKind.CONFIG, SourceKind.SECURITY_HUB),
        "evidenceByTypeComplianceCheckIssuesCount": folder.issues,
        "evidenceByTypeUserActivityCount": folder.count_of(SourceKind.CLOUDTRAIL),
        "evidenceAwsServiceSourceCount": folder.automated,
    }


def page_shapes(seen: FolderSeen, page: EvidencePage, account: AccountId) -> list[Shape]:
    """Return the items of a page as `Evidence`; made once for as long as the page and what is chosen of it stay."""
    held = _SHOWN.get(page)
    if held is not None and held[0] == seen.chosen:
        return held[1]
    shapes = [evidence_shape(seen, shown, account) for shown in page.items]
    _SHOWN[page] = (seen.chosen, shapes)
    return shapes


def evidence_shape(seen: FolderSeen, shown: ShownEvidence, account: AccountId) -> Shape:
    """Return `Evidence`; `account` owns the assessment."""
    item = shown.evidence
    check = (_HUB_CHECK if item.kind is SourceKind.SECURITY_HUB else _CHECK).get(item.verdict)
    return {
        "id": item.id,
        "evidenceFolderId": seen.folder.id,
        "dataSource": item.kind.value,
        "evidenceByType": item.by_type.value,
        "time": item.collected_at,
        "eventSource": item.event_source[:_EVENT_SOURCE_LENGTH] or None,
        "eventName": item.event_name[:_EVENT_NAME_LENGTH] or None,
        "resourcesIncluded": [
            {"arn": _arn(item.resource), "value": shown.content, "complianceCheck": check},
        ],
        "attributes": _attributes(item),
        "iamId": _arn(item.principal),
        "complianceCheck": check,
        "awsAccountId": account,
        "evidenceAwsAccountId": account if item.account == NOWHERE[0] else item.account,
        "assessmentReportSelection": "Yes" if item.id in seen.chosen else "No",
    }


def _arn(text: str) -> str | None:
    shortest, longest = _ARN_LENGTH
    return text if text.startswith("arn:") and shortest <= len(text) <= longest else None


def _attributes(item: Evidence) -> dict[str, str]:
    own = {key: read(item) for key, read in _OWN.items()}
    told = {**item.attributes, **own, "probative:resource": "" if _arn(item.resource) else item.resource}
    return {key[:_KEY_LENGTH]: str(text)[:_VALUE_LENGTH] for key, text in told.items() if text}
