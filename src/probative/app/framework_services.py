"""The services that a framework looks at, derived from what its evidence sources ask."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.framework_content import content_of
from probative.app.services import list_services
from probative.domain.evidence_sources import (
    AlarmSource,
    ApiCallSource,
    CloudTrailSource,
    ConfigRuleSource,
    EvidenceSource,
    ManualSource,
    MetricSource,
    SecurityHubSource,
)
from probative.domain.people import Caller
from probative.ports.asking import ApiModels


class FrameworkService(NamedTuple):
    """A service, and how many controls of the framework look at it."""

    name: str
    """As `GetServicesInScope` calls it."""
    display_name: str
    category: str
    controls_count: int


def services_of(application: Application, caller: Caller, framework_id: str) -> Sequence[FrameworkService]:
    """Return the services that a framework looks at, those of most controls first.

    Raises:
        NotFoundError: There is no such framework.
    """
    check_account(application, caller, "GetAssessmentFramework")
    framework = application.store.read(lambda books: content_of(application, books, framework_id))
    controls: dict[str, set[str]] = defaultdict(set)
    for _, control, source in framework.sources():
        for name in _names(source, application.models):
            controls[name].add(control.uuid)
    found = [
        FrameworkService(service.name, service.display_name, service.category, len(controls[service.name]))
        for service in list_services(application, caller)
        if service.name in controls
    ]
    return sorted(found, key=lambda service: (-service.controls_count, service.display_name))


def _names(source: EvidenceSource, models: ApiModels) -> Iterator[str]:
    """Yield the services that a source looks at, as `GetServicesInScope` calls them."""
    by_name, by_event_source = _index(models)
    match source:
        case ApiCallSource():
            yield from (by_name[step.service] for step in source.chain if step.service in by_name)
        case CloudTrailSource():
            yield from (by_event_source[each.source] for each in source.events if each.source in by_event_source)
        case ConfigRuleSource():
            yield by_name["config"]
        case SecurityHubSource():
            yield by_name["securityhub"]
        case MetricSource() | AlarmSource():
            yield by_name["cloudwatch"]
        case ManualSource():
            return


class _Index(NamedTuple):
    """What services are called in keywords, by botocore's names and by who records their events."""

    by_name: Mapping[str, str]
    by_event_source: Mapping[str, str]


@lru_cache(maxsize=4)
def _index(models: ApiModels) -> _Index:
    known = models.services()
    # Of those that share a source of events, the one that gave it its name: `bedrock`, not `bedrock-agent`.
    by_length = sorted(known, key=lambda service: len(service.service), reverse=True)
    return _Index(
        {service.service: service.call_prefix for service in known},
        {service.event_source: service.call_prefix for service in by_length},
    )
