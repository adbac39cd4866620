"""The services that an evidence source looks at, derived from what it asks."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

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
from probative.ports.asking import ApiModels


def services_asked(source: EvidenceSource, models: ApiModels) -> Iterator[str]:
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
