"""Controls of the library, standard and custom, in one spelling: what GetControl shows."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from probative.app.application import Application
from probative.app.keyword_index import keyword_index
from probative.books import Books
from probative.domain.custom import (
    ControlType,
    LibraryControl,
    MappingSource,
    SourceKeyword,
    SourceSetUp,
    SourceType,
    to_library_control,
)
from probative.domain.engagements import AssessedControl
from probative.domain.errors import NotFoundError
from probative.domain.evidence_sources import (
    AlarmSource,
    ApiCallSource,
    CloudTrailSource,
    ConfigRuleSource,
    EvidenceSource,
    Frequency,
    ManualSource,
    MetricSource,
    SecurityHubSource,
)
from probative.domain.frameworks import Control
from probative.domain.ids import name_based_uuid

_FROM_LIST = "SELECT_FROM_LIST"
_NO_WIRE_TYPE = {MetricSource: "cloudwatch_GetMetricData", AlarmSource: "cloudwatch_DescribeAlarms"}
"""Sources that Audit Manager does not know: shown as the API call that they are."""


class Asked(NamedTuple):
    """One thing that a source asks, as Audit Manager spells it."""

    type: SourceType
    keyword: str | None
    frequency: Frequency | None = None


def get_library_control(application: Application, books: Books, control_id: str) -> LibraryControl:
    """Return the control with this UUID, standard or custom.

    Raises:
        NotFoundError: The library has none.
    """
    standard = application.catalogue.find_control(control_id)
    return standard_control(application, standard) if standard else to_library_control(books.controls.get(control_id))


def find_library_control(application: Application, books: Books, control: AssessedControl) -> LibraryControl | None:
    """Return what stands behind a control of an assessment: as it was kept for it, or else as the library has it."""
    if control.kept is not None:
        return to_library_control(control.kept)
    try:
        return get_library_control(application, books, control.id)
    except NotFoundError:
        return None


def standard_control(application: Application, control: Control) -> LibraryControl:
    """Return a standard control as the library shows it."""
    return LibraryControl(
        id=control.uuid,
        type=ControlType.STANDARD,
        name=control.name,
        description=control.description,
        testing_information=control.testing_information,
        action_plan_title=control.action_plan_title,
        action_plan_instructions=control.action_plan_instructions,
        sources=tuple(mapping_sources(application, control.sources)),
        created_at=None,
        updated_at=None,
        created_by=None,
        updated_by=None,
    )


def types_of(control: Control) -> tuple[SourceType, ...]:
    """Return the types of the sources of a standard control, each once, without looking up any keyword."""
    return tuple(dict.fromkeys(_TYPES[type(source)] for source in control.sources))


def mapping_sources(application: Application, sources: Iterable[EvidenceSource]) -> Iterator[MappingSource]:
    """Yield a mapping source for each thing asked: Audit Manager knows one keyword a source."""
    for source in sources:
        for asked in _asked(application, source):
            is_manual = asked.type is SourceType.MANUAL
            yield MappingSource(
                id=name_based_uuid("mapping source", source.id, asked.keyword or ""),
                name=source.name,
                description=(source.artefact if isinstance(source, ManualSource) else source.note) or None,
                set_up=SourceSetUp.MANUAL if is_manual else SourceSetUp.AUTOMATED,
                type=asked.type,
                keyword=None if is_manual else SourceKeyword(input_type=_FROM_LIST, value=asked.keyword),
                frequency=asked.frequency,
                troubleshooting=None,
            )


def _asked(application: Application, source: EvidenceSource) -> tuple[Asked, ...]:
    index = keyword_index(application.models, application.catalogue)
    match source:
        case ApiCallSource():
            last = source.chain[-1]
            keyword = index.keyword_of_call(last.service, last.operation)
            return (Asked(SourceType.API_CALL, keyword, source.frequency),)
        case CloudTrailSource():
            keywords = dict.fromkeys(map(index.keyword_of_event, source.events))
            return tuple(Asked(SourceType.CLOUDTRAIL, keyword) for keyword in keywords)
        case ConfigRuleSource():
            return tuple(Asked(SourceType.CONFIG, rule) for rule in source.rules)
        case SecurityHubSource():
            return tuple(Asked(SourceType.SECURITY_HUB, control) for control in source.controls)
        case MetricSource() | AlarmSource():
            return (Asked(SourceType.API_CALL, _NO_WIRE_TYPE[type(source)], Frequency.DAILY),)
        case ManualSource():
            return (Asked(SourceType.MANUAL, None),)


_TYPES: dict[type[EvidenceSource], SourceType] = {
    ApiCallSource: SourceType.API_CALL,
    MetricSource: SourceType.API_CALL,
    AlarmSource: SourceType.API_CALL,
    CloudTrailSource: SourceType.CLOUDTRAIL,
    ConfigRuleSource: SourceType.CONFIG,
    SecurityHubSource: SourceType.SECURITY_HUB,
    ManualSource: SourceType.MANUAL,
}
