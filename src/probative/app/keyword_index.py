"""Keywords of evidence sources, as Audit Manager spells them, and what they ask for.

`service_Action` for API calls and CloudTrail events, the identifier of a rule for Config, the id of a control for
Security Hub. Case counts. The words come from botocore's models and the library, so that none is kept by hand.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Final, NamedTuple, TypeVar

from probative.app.application import Catalogue
from probative.domain.custom import SourceType
from probative.domain.evidence_sources import CloudTrailSource, ConfigRuleSource, EventName, SecurityHubSource
from probative.library.keyword_lists import CUSTOM_RULE, HUB_CONTROL, config_rules, security_hub_controls
from probative.ports.asking import ApiModels, KnownService

S = TypeVar("S")

_KEYWORD_MOST: Final = 100
_RESPELLED: Final[Mapping[str, str]] = {
    "rds_DescribeDbInstanceAutomatedBackups": "rds_DescribeDBInstanceAutomatedBackups",
    "rds_DescribeDbSecurityGroups": "rds_DescribeDBSecurityGroups",
    "waf_ListWebAcls": "waf_ListWebACLs",
}
# AWS: three of Audit Manager's own keywords are not spelled as the operations are.

_SIGN_IN: Final = ("ConsoleLogin", "SwitchRole")
_BEYOND_MODELS: Final = {f"signin_{name}": EventName(source="signin.amazonaws.com", name=name) for name in _SIGN_IN}
"""Events that no API call makes."""


class ApiCall(NamedTuple):
    """A call as botocore names it."""

    service: str
    operation: str


class KeywordIndex:
    """All keywords, looked up both ways; made when the first is asked for."""

    def __init__(self, models: ApiModels, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        services = models.services()
        self._by_service = {known.service: known for known in services}
        self._by_call_prefix = {known.call_prefix: known for known in services}
        self._by_event_prefix: dict[str, list[KnownService]] = defaultdict(list)
        self._by_event_source: dict[str, list[KnownService]] = defaultdict(list)
        for known in services:
            self._by_event_prefix[known.event_prefix].append(known)
            self._by_event_source[known.event_source].append(known)

    @property
    def services(self) -> Sequence[KnownService]:
        """All services, by botocore's name."""
        return tuple(self._by_service.values())

    # --- API calls

    def find_call(self, keyword: str) -> ApiCall | None:
        """Return the call that `keyword` asks for; None: there is none that may be made."""
        prefix, _, operation = _RESPELLED.get(keyword, keyword).partition("_")
        known = self._by_call_prefix.get(prefix)
        return ApiCall(known.service, operation) if known is not None and operation in known.reading else None

    def keyword_of_call(self, service: str, operation: str) -> str:
        """Return the keyword that asks for the call."""
        known = self._by_service.get(service)
        return f"{service if known is None else known.call_prefix}_{operation}"

    def suggest_call(self, keyword: str) -> str:
        """Return a keyword that `keyword` may have been meant to be; empty: none is near."""
        prefix, _, operation = keyword.partition("_")
        near = [*filter(None, (self._by_service.get(prefix), self._by_call_prefix.get(prefix)))]
        near += self._by_event_prefix.get(prefix, [])
        found = (
            f"{known.call_prefix}_{name}"
            for known in near
            for name in sorted(known.reading)
            if name.casefold() == operation.casefold()
        )
        return next(found, "")

    # --- events

    def events_of(self, keyword: str) -> tuple[EventName, ...]:
        """Return the kinds of event that `keyword` asks for; empty: there are none."""
        prefix, _, operation = keyword.partition("_")
        found = {
            EventName(source=known.event_source, name=name)
            for known in self._by_event_prefix.get(prefix, ())
            for name in known.changing.get(operation, ())
        }
        return tuple(sorted(found | self._other_events.get(keyword, frozenset())))

    def keyword_of_event(self, event: EventName) -> str:
        """Return the keyword that asks for this kind of event."""
        recorders = self._by_event_source.get(event.source, [])
        head = event.source.partition(".")[0]
        able = (known.event_prefix for known in recorders if event.name in known.changing)
        return f"{next(able, recorders[0].event_prefix if recorders else head)}_{event.name}"

    @cached_property
    def _other_events(self) -> Mapping[str, frozenset[EventName]]:
        """Events that the library asks for, and those that no API call makes: they need not change anything."""
        found: dict[str, set[EventName]] = defaultdict(set)
        for source in self._library(CloudTrailSource):
            for event in source.events:
                found[self.keyword_of_event(event)].add(event)
        for keyword, event in _BEYOND_MODELS.items():
            found[keyword].add(event)
        return {keyword: frozenset(events) for keyword, events in found.items()}

    # --- lists

    def keywords(self, type_: SourceType) -> Sequence[str]:
        """Return all keywords of a source type, sorted; a type without keywords has none."""
        return self._lists.get(type_, ())

    @cached_property
    def _lists(self) -> Mapping[SourceType, Sequence[str]]:
        hub = {control for source in self._library(SecurityHubSource) for control in source.controls}
        rules = {rule for source in self._library(ConfigRuleSource) for rule in source.rules}
        return {
            SourceType.API_CALL: _listed({*self._calls()}),
            SourceType.CLOUDTRAIL: _listed({*self._changes(), *self._other_events}),
            SourceType.CONFIG: _listed(config_rules() | rules),
            SourceType.SECURITY_HUB: sorted(security_hub_controls() | hub, key=_by_number),
        }

    def _calls(self) -> Iterator[str]:
        for known in self._by_service.values():
            yield from (f"{known.call_prefix}_{operation}" for operation in known.reading)

    def _changes(self) -> Iterator[str]:
        for known in self._by_service.values():
            yield from (f"{known.event_prefix}_{operation}" for operation in known.changing)

    def _library(self, kind: type[S]) -> Iterator[S]:
        for framework in self._catalogue.frameworks:
            yield from (source for _, _, source in framework.sources() if isinstance(source, kind))

    # --- checks

    def check(self, type_: SourceType, keyword: str) -> str | None:
        """Return what is wrong with `keyword` for an API call, event, rule or Security Hub control; None: sound."""
        match type_:
            case SourceType.API_CALL if self.find_call(keyword) is None:
                near = self.suggest_call(keyword)
                told = f": did you mean {near}?" if near else ": write service_Action, in the case of AWS"
                return f"{keyword} is no read-only API call{told}"
            case SourceType.CLOUDTRAIL if not self.events_of(keyword):
                return f"{keyword} is no event that changes something: write service_Action, in the case of AWS"
            case SourceType.CONFIG if keyword not in self._rules and not CUSTOM_RULE.fullmatch(keyword):
                return f"{keyword} is no managed rule of AWS Config: write its identifier, or Custom_ and a rule's name"
            case SourceType.SECURITY_HUB if not HUB_CONTROL.fullmatch(keyword):
                return f"{keyword} is no control of Security Hub: write its id, say EC2.1"
            case _:
                return None

    @cached_property
    def _rules(self) -> frozenset[str]:
        return frozenset(self.keywords(SourceType.CONFIG))


@lru_cache(maxsize=4)
def keyword_index(models: ApiModels, catalogue: Catalogue) -> KeywordIndex:
    """Return the keywords that `models` and `catalogue` know; made once for each pair."""
    return KeywordIndex(models, catalogue)


def _listed(keywords: set[str] | frozenset[str]) -> Sequence[str]:
    # A keyword that is longer has no place on the wire.
    return sorted(keyword for keyword in keywords if len(keyword) <= _KEYWORD_MOST)


def _by_number(control: str) -> tuple[str, int, str]:
    service, _, number = control.partition(".")
    return service, int(number) if number.isdigit() else 0, control
