"""Sources of custom controls, as collection understands them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from probative.app.application import Application, Catalogue
from probative.app.control_domains import controls_filed
from probative.app.keyword_index import ApiCall, keyword_index
from probative.app.source_rules import with_rule
from probative.domain.custom import MappingSource, SourceType
from probative.domain.evidence_sources import (
    ApiCallSource,
    CloudTrailSource,
    ConfigRuleSource,
    EvidenceSource,
    Frequency,
    ManualSource,
    SecurityHubSource,
    Subject,
)
from probative.domain.frameworks import Control
from probative.domain.ids import SourceId
from probative.ports.asking import CallPlan

_REVIEW_DAYS = 365
_BROUGHT = "Evidence brought by hand"


def to_evidence_sources(application: Application, source: MappingSource) -> tuple[EvidenceSource, ...]:
    """Return what collection asks for `source`, with its rule: one source, or those of the controls it rests on.

    What can be asked no more, since AWS's interface went on, is brought by people: it stays to be seen.
    """
    if source.type in {SourceType.CORE_CONTROL, SourceType.COMMON_CONTROL}:
        return tuple(_inherited(application, source))
    asked = find_source(application, source)
    if asked is None:
        return (_manual(source, f"{keyword_of(source)} can be asked no more: bring the evidence, or mend the source"),)
    ruled = None if source.rule is None else with_rule(asked, source.rule, source.rule_reason)
    return (ruled or asked,)


def find_source(application: Application, source: MappingSource) -> EvidenceSource | None:
    """Return what collection asks for a source that rests on no other control, without its rule; None: nothing."""
    match source.type:
        case SourceType.API_CALL:
            return _api_call(application, source)
        case SourceType.CLOUDTRAIL:
            events = keyword_index(application.models, application.catalogue).events_of(keyword_of(source))
            return CloudTrailSource(id=SourceId(source.id), name=_name(source), events=events) if events else None
        case SourceType.CONFIG:
            return ConfigRuleSource(id=SourceId(source.id), name=_name(source), rules=(keyword_of(source),))
        case SourceType.SECURITY_HUB:
            return SecurityHubSource(id=SourceId(source.id), name=_name(source), controls=(keyword_of(source),))
        case SourceType.MANUAL:
            return _manual(source, source.description or _name(source))
        case _:
            return None


def controls_beneath(catalogue: Catalogue, source: MappingSource) -> tuple[Control, ...]:
    """Return the standard controls that `source` rests on; none: it rests on no other, or on one that is not there."""
    match source.type:
        case SourceType.CORE_CONTROL:
            found = catalogue.find_control(keyword_of(source))
            return () if found is None else (found,)
        case SourceType.COMMON_CONTROL:
            return controls_filed(catalogue, keyword_of(source))
        case _:
            return ()


def plan(application: Application, call: ApiCall) -> CallPlan | None:
    """Return how a call is made that is given no arguments: as the library makes it, or as AWS's models tell."""
    by_hand = _library_plans(application.catalogue)
    free, bound = by_hand.get((call, False)), by_hand.get((call, True))
    return free or application.models.plan_call(*call) or bound


def keyword_of(source: MappingSource) -> str:
    """Return what is asked; empty: nothing was said."""
    return (source.keyword.value if source.keyword is not None else None) or ""


def _api_call(application: Application, source: MappingSource) -> ApiCallSource | None:
    call = keyword_index(application.models, application.catalogue).find_call(keyword_of(source))
    planned = None if call is None else plan(application, call)
    if planned is None:
        return None
    return ApiCallSource(
        id=SourceId(source.id),
        name=_name(source),
        chain=planned.chain,
        each=planned.each,
        resource_id=planned.resource_id,
        subject=Subject.RESOURCE,
        frequency=source.frequency or Frequency.DAILY,
    )


def _inherited(application: Application, source: MappingSource) -> Iterator[EvidenceSource]:
    for control in controls_beneath(application.catalogue, source):
        for each in control.sources:
            # An id of its own: the standard control, and others that rest on it, may be in the same assessment.
            yield replace(each, id=SourceId(f"{source.id}.{each.id}"))


def _manual(source: MappingSource, artefact: str) -> ManualSource:
    return ManualSource(
        id=SourceId(source.id),
        name=_name(source),
        artefact=artefact,
        accepts=("file", "text", "link"),
        review_interval_days=_REVIEW_DAYS,
    )


def _name(source: MappingSource) -> str:
    return source.name or keyword_of(source) or _BROUGHT


@lru_cache(maxsize=4)
def _library_plans(catalogue: Catalogue) -> Mapping[tuple[ApiCall, bool], CallPlan]:
    """Return how the library makes its calls, by call and by whether arguments are bound to fixed values."""
    plans: dict[tuple[ApiCall, bool], CallPlan] = {}
    for framework in catalogue.frameworks:
        for _, _, source in framework.sources():
            if isinstance(source, ApiCallSource):
                last = source.chain[-1]
                is_bound = any(step.arguments for step in source.chain)
                key = (ApiCall(last.service, last.operation), is_bound)
                plans.setdefault(key, CallPlan(source.chain, source.each, source.resource_id))
    return plans
