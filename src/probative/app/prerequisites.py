"""Accounts looked at before they are assessed: can the role be assumed, is AI in use, what is not switched on.

Answered in bounded time: what was not told by then is unknown, and says so. Refusals never read as "not there".
"""

from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.collecting_turn import Silent
from probative.app.collection_status import MANAGE_ACCOUNTS
from probative.app.connections import check_connection
from probative.app.framework_content import content_of
from probative.app.rhythms import midnight, next_midnight
from probative.app.survey import survey
from probative.domain.assessments import Scope
from probative.domain.evidence import Fact
from probative.domain.evidence_sources import (
    AutomatedSource,
    CallStep,
    Chain,
    CloudTrailSource,
    ConfigRuleSource,
    SecurityHubSource,
    chain_key,
)
from probative.domain.frameworks import Framework
from probative.domain.ids import AccountId, Region
from probative.domain.people import Caller
from probative.domain.prerequisites import AccountChecked, Need, NeedState, PlatformChecked, Prerequisite, RegionChecked
from probative.domain.slots import REMEDY, Answer, Refusal, RefusalReason, Slot
from probative.ports.ambient import Clock
from probative.ports.asking import Connections, LiveSource, Observation, Period, Question

LASTS: Final = timedelta(seconds=25)
"""After so long an answer is due, whatever is known by then."""
_BEDROCK: Final = "amazon_bedrock"


class _Check(NamedTuple):
    """How it is found out whether a service is switched on."""

    chain: Chain
    part: str
    says_on: Callable[[object], bool]
    """Of one element of the answer; any of them will do."""
    off: str
    remedy: str


def _member(name: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, Mapping) and bool(value.get(name))


_CHECKS: Final[Mapping[Need, _Check]] = {
    Need.CLOUDTRAIL: _Check(
        (
            CallStep(service="cloudtrail", operation="DescribeTrails"),
            CallStep(
                service="cloudtrail", operation="GetTrailStatus", for_each="trailList", hand_over={"Name": "TrailARN"}
            ),
        ),
        "",
        _member("IsLogging"),
        "no trail records this region",
        "create a trail for all regions, best one of the organization, and tell the server where its files are: "
        "PROBATIVE_CLOUDTRAIL",
    ),
    Need.CONFIG: _Check(
        (CallStep(service="config", operation="DescribeConfigurationRecorderStatus"),),
        "ConfigurationRecordersStatus",
        _member("recording"),
        "no configuration recorder is recording",
        "turn on AWS Config in this region, and deploy the managed rules that the controls name",
    ),
    Need.SECURITY_HUB: _Check(
        (CallStep(service="securityhub", operation="DescribeHub"),),
        "",
        _member("HubArn"),
        "Security Hub is not enabled",
        "enable Security Hub CSPM in this region, with the standard AWS Foundational Security Best Practices",
    ),
    Need.INVOCATION_LOGGING: _Check(
        (CallStep(service="bedrock", operation="GetModelInvocationLoggingConfiguration"),),
        "",
        _member("loggingConfig"),
        "invocations of models are not logged",
        "turn on model invocation logging in Amazon Bedrock, to CloudWatch Logs or S3",
    ),
}
_LATE: Final = "it was not told in time"


def check_account_ready(
    application: Application,
    connections: Connections,
    caller: Caller,
    *,
    account_id: str,
    regions: Sequence[str],
    framework_id: str | None = None,
) -> AccountChecked:
    """Return what stands in the way of assessing `account_id` by the framework; None: by any standard one.

    Raises:
        ForbiddenError: The caller does not look after accounts.
        InvalidError: It is no account id, or a region is none.
        NotFoundError: There is no such framework.
    """
    check_account(application, caller, MANAGE_ACCOUNTS)
    frameworks = _frameworks(application, framework_id)
    found = check_connection(application, connections, caller, account_id=account_id, regions=regions)
    account = AccountId(account_id)
    where = tuple(Region(region) for region in dict.fromkeys(regions)) or application.collected_regions
    checked: tuple[RegionChecked, ...] = ()
    if found.identity:
        with connections.open_live() as live:
            hurried = _Hurried(live, application.clock, application.clock() + LASTS)
            scope = Scope(accounts=(account,), regions=where)
            checked = tuple(_look(hurried, scope, frameworks, application.clock()))
    return AccountChecked(
        account=account,
        identity=found.identity,
        findings=found.findings,
        regions=checked,
        checked_at=application.clock(),
    )


def _frameworks(application: Application, framework_id: str | None) -> Sequence[Framework]:
    if framework_id is None:
        return application.catalogue.frameworks
    return [application.store.read(lambda books: content_of(application, books, framework_id))]


def _look(live: "_Hurried", scope: Scope, frameworks: Sequence[Framework], now: datetime) -> Iterator[RegionChecked]:
    today = midnight(now.date())
    period = Period(today, next_midnight(now), now)
    platforms = {platform.id: platform for framework in frameworks for platform in framework.platforms}
    needed = list(_needs(frameworks))
    told = _ask(live, scope, period, needed)
    uses = list(survey(platforms.values(), scope, period, live=live, logs=None, progress=Silent()))
    for region in scope.regions:
        yield RegionChecked(
            region=region,
            platforms=tuple(
                PlatformChecked(name=platforms[use.platform_id].name, use=use) for use in uses if use.region == region
            ),
            prerequisites=tuple(_prerequisite(need, told[need, region]) for need in needed),
        )


def _needs(frameworks: Iterable[Framework]) -> Iterator[Need]:
    sources = [source for framework in frameworks for _, _, source in framework.sources()]
    kinds: Mapping[Need, type[AutomatedSource]] = {
        Need.CLOUDTRAIL: CloudTrailSource,
        Need.CONFIG: ConfigRuleSource,
        Need.SECURITY_HUB: SecurityHubSource,
    }
    for need, kind in kinds.items():
        if any(isinstance(source, kind) for source in sources):
            yield need
    if any(platform.id == _BEDROCK for framework in frameworks for platform in framework.platforms):
        yield Need.INVOCATION_LOGGING


@dataclass(slots=True)
class _Told:
    """What was said of one service in one region."""

    values: list[object] = field(default_factory=list)
    refusal: Refusal | None = None
    is_answered: bool = False


def _ask(live: "_Hurried", scope: Scope, period: Period, needed: Iterable[Need]) -> Mapping[tuple[Need, Region], _Told]:
    told: dict[tuple[Need, Region], _Told] = defaultdict(_Told)
    slots: dict[str, tuple[Need, Slot]] = {}
    questions = {}
    for need in needed:
        check = _CHECKS[need]
        questions[chain_key(check.chain)] = Question(check.chain, (check.part,))
        slots |= {slot.id: (need, slot) for slot in live.plan_chain(check.chain, scope, period)}
    with closing(live.collect([slot for _, slot in slots.values()], questions)) as observations:
        for observation in observations:
            need, slot = slots[observation.slot_id]
            _take(told[need, slot.region], observation)
    return told


def _take(told: _Told, observation: Observation) -> None:
    match observation:
        case Fact():
            told.values.append(observation.value)
        case Refusal():
            told.refusal = observation
        case Answer():
            told.is_answered = True


def _prerequisite(need: Need, told: _Told) -> Prerequisite:
    check = _CHECKS[need]
    if any(check.says_on(value) for value in told.values):
        return Prerequisite(need=need, state=NeedState.ENABLED, reason="", remedy="")
    refusal = told.refusal
    if refusal is not None and refusal.reason is not RefusalReason.NOT_ENABLED:
        remedy = REMEDY[refusal.reason]
        return Prerequisite(need=need, state=NeedState.UNKNOWN, reason=refusal.message, remedy=remedy)
    if refusal is None and not told.is_answered:
        return Prerequisite(need=need, state=NeedState.UNKNOWN, reason=_LATE, remedy="check again")
    return Prerequisite(need=need, state=NeedState.NOT_ENABLED, reason=check.off, remedy=check.remedy)


@dataclass(frozen=True, slots=True)
class _Hurried:
    """A live source that says nothing any more once its time is over; what is open then stays without an answer."""

    live: LiveSource
    clock: Clock
    until: datetime

    def plan(self, sources: Iterable[AutomatedSource], scope: Scope, period: Period) -> Iterator[Slot]:
        """Yield the slots that `sources` need."""
        return self.live.plan(sources, scope, period)

    def plan_chain(self, chain: Chain, scope: Scope, period: Period) -> Iterator[Slot]:
        """Yield the slots of one chain."""
        return self.live.plan_chain(chain, scope, period)

    def collect(self, slots: Sequence[Slot], questions: Mapping[str, Question]) -> Generator[Observation]:
        """Ask `slots`, and yield what comes in time."""
        if self.clock() >= self.until:
            return
        with closing(self.live.collect(slots, questions)) as observations:
            for observation in observations:
                yield observation
                if self.clock() >= self.until:
                    return
