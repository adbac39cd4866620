"""Sources of a custom control, checked before they are kept: every breach is told, by the place of the source."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from probative.app.application import Application
from probative.app.control_domains import common_controls
from probative.app.custom_sources import controls_beneath, find_source, keyword_of, plan
from probative.app.keyword_index import ApiCall, keyword_index
from probative.app.source_rules import RuleText, check_expression, parse_rule
from probative.domain.custom import MappingSource, SourceType
from probative.domain.errors import Finding, InvalidError

_RESTING: Final = frozenset({SourceType.CORE_CONTROL, SourceType.COMMON_CONTROL})
_SOURCES: Final = "controlMappingSources"


def verify_sources(application: Application, sources: Sequence[MappingSource]) -> None:
    """Return if all `sources` can be collected, and their rules can weigh what comes.

    Raises:
        InvalidError: Some cannot; the findings are all the breaches, by source.
    """
    findings = [*_check_counts(application, sources)]
    for index, source in enumerate(sources):
        findings += _check_source(application, place_of(index), source)
    if findings:
        raise InvalidError(*findings)


def place_of(index: int) -> str:
    """Return where the source with this index is in what was sent."""
    return f"{_SOURCES}[{index}]"


def _check_counts(application: Application, sources: Sequence[MappingSource]) -> Iterator[Finding]:
    if not sources:
        yield Finding(_SOURCES, "is empty: a control needs a source")
    quotas = application.quotas
    counts = Counter(source.type if source.type in _RESTING else None for source in sources)
    for type_, most, told in (
        (None, quotas.own_sources_per_control, "data sources"),
        (SourceType.CORE_CONTROL, quotas.core_controls_per_control, "core controls"),
        (SourceType.COMMON_CONTROL, quotas.common_controls_per_control, "common controls"),
    ):
        if counts[type_] > most:
            yield Finding(_SOURCES, f"has {counts[type_]} {told}: no more than {most} may be in a control")


def _check_source(application: Application, place: str, source: MappingSource) -> Iterator[Finding]:
    if source.type is None:
        yield Finding(f"{place}.sourceType", "is not given: say where the evidence comes from")
        return
    wrong = _wrong_keyword(application, source)
    if wrong is not None:
        yield Finding(f"{place}.sourceKeyword.keywordValue", wrong)
        return
    yield from _check_rule(application, place, source)


def _wrong_keyword(application: Application, source: MappingSource) -> str | None:
    keyword = keyword_of(source)
    match source.type:
        case SourceType.MANUAL | None:
            return None
        case _ if not keyword:
            return f"is not given: a source of type {source.type} needs one"
        case SourceType.CORE_CONTROL if not controls_beneath(application.catalogue, source):
            return f"{keyword} is the id of no standard control"
        case SourceType.COMMON_CONTROL if not controls_beneath(application.catalogue, source):
            return f"{keyword} is no common control; known: {', '.join(common_controls(application.catalogue))}"
        case SourceType.CORE_CONTROL | SourceType.COMMON_CONTROL:
            return None
        case type_:
            index = keyword_index(application.models, application.catalogue)
            wrong = index.check(type_, keyword)
            call = index.find_call(keyword) if type_ is SourceType.API_CALL else None
            return wrong or (None if call is None else _wrong_call(application, call))


def _wrong_call(application: Application, call: ApiCall) -> str | None:
    """Return why a call that nobody gives arguments cannot be made; None: it can."""
    if plan(application, call) is not None:
        return None
    index = keyword_index(application.models, application.catalogue)
    needed = application.models.missing_inputs(call.service, call.operation, ())
    listing = next((each for each in _list_calls(application, call) if plan(application, each) is not None), None)
    told = f"; a list call such as {index.keyword_of_call(*listing)} does" if listing is not None else ""
    keyword = index.keyword_of_call(*call)
    return f"{keyword} needs {' and '.join(needed)}, which no one list call gives: name a call that needs nothing{told}"


def _list_calls(application: Application, call: ApiCall) -> Iterator[ApiCall]:
    """Yield the list calls of the same service, those first whose names have most in common with the call's."""
    index = keyword_index(application.models, application.catalogue)
    known = next(each for each in index.services if each.service == call.service)
    words = _words(call.operation)
    for name in sorted(known.reading, key=lambda each: (-len(words & _words(each)), each)):
        if name.startswith(("List", "Describe")) and name != call.operation:
            yield ApiCall(call.service, name)


def _words(operation: str) -> frozenset[str]:
    spaced = "".join(f" {letter}" if letter.isupper() else letter for letter in operation)
    return frozenset(word.removesuffix("s").lower() for word in spaced.split())


def _check_rule(application: Application, place: str, source: MappingSource) -> Iterator[Finding]:
    written = parse_rule(source.description)
    text = written or (None if source.rule is None else RuleText(source.rule, source.rule_reason))
    if text is None:
        return
    for reason in rule_breaches(application, source, text):
        yield Finding(f"{place}.sourceDescription", f"rule {reason}")


def rule_breaches(application: Application, source: MappingSource, text: RuleText) -> tuple[str, ...]:
    """Return what is wrong with a rule on `source`, whose keyword is sound."""
    if source.type in _RESTING:
        return ("cannot be set: the controls that this source rests on have their own",)
    asked = find_source(application, source)
    return () if asked is None else tuple(check_expression(asked, text, application.models))
