"""A framework file, taken in as a custom framework.

Controls that are those of a standard framework, word for word, are referred to; all others become custom controls. What
has no place in a custom control is told, control by control, and then nothing is kept: nothing gets lost on the way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, NamedTuple

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.controls import check_control_quota
from probative.app.custom_frameworks import check_framework_quota
from probative.app.custom_sources import find_source
from probative.app.framework_files import read_file
from probative.app.keyword_index import KeywordIndex, keyword_index
from probative.app.rule_checking import source_asked
from probative.app.source_checks import verify_sources
from probative.books import Books
from probative.domain.custom import CustomControl, CustomControlSet, CustomFramework, MappingSource, SourceType
from probative.domain.errors import Finding, InvalidError
from probative.domain.evidence_sources import (
    ApiCallSource,
    CloudTrailSource,
    ConfigRuleSource,
    EvidenceSource,
    ManualSource,
    Rule,
    SecurityHubSource,
    rule_of,
)
from probative.domain.frameworks import Control, Framework
from probative.domain.people import Caller
from probative.library.writing import control_document

CONTENT: Final = "content"
_WHOLE: Final = "or name the file in PROBATIVE_FRAMEWORKS, which takes it whole"
_MOST: Final = {
    "name": 300,
    "description": 1000,
    "testing_information": 1000,
    "action_plan_title": 300,
    "action_plan_instructions": 1000,
}
"""As Audit Manager's model has them for a control."""
_SOURCE_NAME_MOST: Final = 100


class Imported(NamedTuple):
    """What an import makes, or would make."""

    framework_id: str
    """Empty: it was only tried."""
    name: str
    control_sets_count: int
    referred_count: int
    """Controls of standard frameworks."""
    created_count: int
    """New custom controls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    """A control of the file: one of a standard framework, or the sources of a new one."""

    control: Control
    standard_id: str
    sources: tuple[MappingSource, ...]


def import_framework(
    application: Application, caller: Caller, content: str, *, name: str | None = None, is_trial: bool = False
) -> Imported:
    """Make a custom framework of a file's; with `is_trial` only say what would be made.

    Raises:
        ForbiddenError: The caller may not create frameworks and controls.
        InvalidError: The file breaks the format, or something in it has no place in a custom control.
        QuotaError: There would be too many custom controls or frameworks.
    """
    check_account(application, caller, "CreateAssessmentFramework")
    check_account(application, caller, "CreateControl")
    framework = read_file(application, content, field=CONTENT)
    framework = replace(framework, name=name or framework.name)
    plan = _Importing(application, keyword_index(application.models, application.catalogue)).plan(framework)
    created = sum(not planned.standard_id for planned in plan)
    told = Imported("", framework.name, len(framework.control_sets), len(plan) - created, created)
    now = application.clock()

    def change(books: Books) -> Imported:
        check_control_quota(application, books, created)
        check_framework_quota(application, books)
        if is_trial:
            return told
        ids = {each.control.uuid: _keep(application, books, caller, each, now) for each in plan}
        made = _custom(application, caller, framework, ids, now)
        books.frameworks.add(made)
        return told._replace(framework_id=made.id)

    return application.store.change(change)


def _keep(  # noqa: PLR0917  who keeps what
    application: Application, books: Books, caller: Caller, planned: _Planned, now: datetime
) -> str:
    if planned.standard_id:
        return planned.standard_id
    control = planned.control
    made = CustomControl(
        id=application.new_id(),
        name=control.name,
        description=control.description or None,
        testing_information=control.testing_information or None,
        action_plan_title=control.action_plan_title or None,
        action_plan_instructions=control.action_plan_instructions or None,
        sources=tuple(replace(source, id=application.new_id()) for source in planned.sources),
        created_at=now,
        updated_at=now,
        created_by=caller.name,
        updated_by=caller.name,
    )
    books.controls.add(made)
    return made.id


def _custom(  # noqa: PLR0917  who makes what
    application: Application, caller: Caller, framework: Framework, ids: dict[str, str], now: datetime
) -> CustomFramework:
    return CustomFramework(
        id=application.new_id(),
        name=framework.name,
        description=framework.description or None,
        compliance_type=framework.compliance_type or None,
        control_sets=tuple(
            CustomControlSet(
                id=application.new_id(),
                name=control_set.name,
                control_ids=tuple(ids[control.uuid] for control in control_set.controls),
            )
            for control_set in framework.control_sets
        ),
        created_at=now,
        updated_at=now,
        created_by=caller.name,
        updated_by=caller.name,
    )


@dataclass(frozen=True, slots=True)
class _Importing:
    """Turns what a file holds into what custom content can hold."""

    application: Application
    index: KeywordIndex

    def plan(self, framework: Framework) -> Sequence[_Planned]:
        """Return what becomes of each control.

        Raises:
            InvalidError: Something has no place; every finding names control and source.
        """
        findings: list[Finding] = []
        names = [control_set.name for control_set in framework.control_sets]
        findings += [
            Finding(CONTENT, f"two control sets are called {name}: give each a name of its own")
            for name in dict.fromkeys(names)
            if names.count(name) > 1
        ]
        planned = [self._control(control, findings) for control in framework.controls]
        if findings:
            raise InvalidError(*findings)
        return planned

    def _control(self, control: Control, findings: list[Finding]) -> _Planned:
        standard = self._standard(control)
        if standard is not None:
            return _Planned(control=control, standard_id=standard.uuid, sources=())
        findings += _check_texts(control)
        sources: list[MappingSource] = []
        for source in control.sources:
            try:
                sources += self._sources(source)
            except InvalidError as error:
                findings += [Finding(f"{CONTENT} {control.id} {source.id}", each.reason) for each in error.findings]
        return _Planned(control=control, standard_id="", sources=tuple(sources))

    def _standard(self, control: Control) -> Control | None:
        for framework in self.application.catalogue.frameworks:
            for known in framework.controls:
                if known.id == control.id and control_document(known) == control_document(control):
                    return known
        return None

    def _sources(self, source: EvidenceSource) -> Iterator[MappingSource]:
        """Yield what asks for the same as `source`, with its rule.

        Raises:
            InvalidError: Nothing does.
        """
        rule = rule_of(source)
        for type_, keyword in self._keywords(source):
            asked = source_asked(type_, keyword)
            made = replace(
                asked,
                keyword=asked.keyword if keyword else None,
                name=source.name[:_SOURCE_NAME_MOST],
                description=source.artefact if isinstance(source, ManualSource) else None,
                frequency=source.frequency if isinstance(source, ApiCallSource) else None,
                rule=_expression(rule),
                rule_reason=None if rule is None else rule.reason_fail,
            )
            verify_sources(self.application, [made])
            yield made

    def _keywords(self, source: EvidenceSource) -> Sequence[tuple[SourceType, str]]:
        match source:
            case ApiCallSource():
                return [(SourceType.API_CALL, self._call(source))]
            case CloudTrailSource():
                return [(SourceType.CLOUDTRAIL, keyword) for keyword in self._events(source)]
            case ConfigRuleSource():
                return [(SourceType.CONFIG, rule) for rule in source.rules]
            case SecurityHubSource():
                return [(SourceType.SECURITY_HUB, control) for control in source.controls]
            case ManualSource():
                return [(SourceType.MANUAL, "")]
            case _:
                told = f"metrics and alarms have no place in a custom control: take it out, {_WHOLE}"
                raise InvalidError(Finding("", told))

    def _call(self, source: ApiCallSource) -> str:
        last = source.chain[-1]
        keyword = self.index.keyword_of_call(last.service, last.operation)
        planned = find_source(self.application, source_asked(SourceType.API_CALL, keyword))
        is_same = isinstance(planned, ApiCallSource) and (planned.chain, planned.each) == (source.chain, source.each)
        if not is_same:
            told = f"{keyword} is called in another way in a custom control: take it out, {_WHOLE}"
            raise InvalidError(Finding("", told))
        return keyword

    def _events(self, source: CloudTrailSource) -> Sequence[str]:
        keywords = dict.fromkeys(self.index.keyword_of_event(event) for event in source.events)
        for keyword in keywords:
            found = self.index.events_of(keyword)
            if not found or not set(found) <= set(source.events):
                raise InvalidError(Finding("", f"{keyword} is no event of a custom control: take it out, {_WHOLE}"))
        return list(keywords)


def _expression(rule: Rule | None) -> str | None:
    if rule is None:
        return None
    beside = [name for name in ("applies", "decided_when", "when_empty") if getattr(rule, name) is not None]
    if beside:
        told = f"{' and '.join(beside)} of its rule has no place in a custom control: take it out, {_WHOLE}"
        raise InvalidError(Finding("", told))
    return rule.expression


def _check_texts(control: Control) -> Iterator[Finding]:
    for name, most in _MOST.items():
        if len(getattr(control, name)) > most:
            yield Finding(f"{CONTENT} {control.id}", f"{name} is longer than {most} characters: shorten it")
    if not control.sources:
        yield Finding(f"{CONTENT} {control.id}", "has no evidence source: a control needs one")
    if control.parameters:
        told = f"parameters have no place in a custom control: write the values, {_WHOLE}"
        yield Finding(f"{CONTENT} {control.id}", told)
