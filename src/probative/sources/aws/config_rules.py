"""AWS Config: what the deployed rule of an identifier says of each resource. Config brings the verdict.

A rule is found by its managed identifier, whatever it is called where it is deployed (conformance packs and
organizations make up names), or by its own name after `Custom_`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from probative.domain.evidence import Fact, Verdict
from probative.domain.paths import elements_at, values_at
from probative.domain.slots import RefusalReason, Slot
from probative.ports.ambient import Clock
from probative.ports.asking import Observation
from probative.sources.aws.calls import Call
from probative.sources.aws.facts import FactMaker, Origin, Said
from probative.sources.aws.spool import PageRef
from probative.sources.aws.walks import Asked, Gone, Outcome, Read, Refused, Tally

_RECORDERS, _RULES, _DETAILS = range(3)
_CUSTOM: Final = "Custom_"
_GENERATED: Final = r"(OrgConfigRule-)?{name}(-conformance-pack-\w+|-\w{{8}})?"
"""How Config calls a rule that a conformance pack or an organization deployed under `name`."""

VERDICTS: Final[Mapping[str, Verdict]] = {
    "COMPLIANT": Verdict.COMPLIANT,
    "NON_COMPLIANT": Verdict.NON_COMPLIANT,
    "NOT_APPLICABLE": Verdict.NOT_APPLICABLE,
    "INSUFFICIENT_DATA": Verdict.INCONCLUSIVE,
}


@dataclass(slots=True)
class ConfigRuleWalk:
    """One Config slot under way: is a recorder on, which rules are there, what do those wanted say."""

    slot: Slot
    rule: str
    clock: Clock
    _tally: Tally = field(init=False)
    _is_recording: bool = False
    _found: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._tally = Tally(self.slot)

    def begin(self) -> Iterable[Asked]:
        """Ask whether anything records."""
        return [self._ask(_RECORDERS, "DescribeConfigurationRecorderStatus", {})]

    def take(self, asked: Asked, outcome: Outcome, read: Read) -> Iterable[Asked]:
        """Go from the recorders to the rules, and from the rules to what they say."""
        match outcome:
            case Refused():
                self._tally.refuse(asked.call, outcome)
            case Gone():
                self._tally.gone.append((asked.call, outcome))
            case PageRef() if asked.step == _DETAILS:
                self._tally.add_page(asked.call, outcome)
            case PageRef() if asked.step == _RULES:
                return self._details(read(outcome).value)
            case PageRef():
                return self._rules(asked.call, read(outcome).value)
        return ()

    def observations(self, read: Read) -> Iterator[Observation]:
        """Yield a fact for each resource that was evaluated."""
        maker = FactMaker(self.slot)
        for leaf in self._tally.leaves.values():
            for ref in leaf.pages:
                page = read(ref)
                origin = Origin.of(leaf.call, "config.amazonaws.com", page)
                for result in elements_at(page.value, "EvaluationResults"):
                    yield self._fact(maker, origin, result)
        if self._is_recording and not self._found and not self._tally.refusals:
            message = f"no rule {self.rule} is deployed here"
            self._tally.refuse(self._call("DescribeConfigRules", {}), self._not_enabled(message))
        yield from self._tally.close(maker.count, maker.latest or self.clock())

    def _rules(self, call: Call, answer: Mapping[str, object]) -> list[Asked]:
        self._is_recording = True in values_at(answer, "ConfigurationRecordersStatus[].recording")
        if self._is_recording:
            return [self._ask(_RULES, "DescribeConfigRules", {})]
        self._tally.refuse(call, self._not_enabled("no configuration recorder is on"))
        return []

    def _details(self, answer: Mapping[str, object]) -> list[Asked]:
        names = [
            str(next(values_at(rule, "ConfigRuleName"), ""))
            for rule in elements_at(answer, "ConfigRules")
            if is_rule(self.rule, rule)
        ]
        self._found += names
        return [self._ask(_DETAILS, "GetComplianceDetailsByConfigRule", {"ConfigRuleName": name}) for name in names]

    def _fact(self, maker: FactMaker, origin: Origin, result: object) -> Fact:
        qualifier = "EvaluationResultIdentifier.EvaluationResultQualifier"
        resource = next(values_at(result, f"{qualifier}.ResourceId"), "")
        recorded = next(values_at(result, "ResultRecordedTime"), None)
        said = Said(
            value=result,
            content=result,
            event_name=self.rule,
            time=recorded if isinstance(recorded, datetime) else None,
            compliance=VERDICTS.get(str(next(values_at(result, "ComplianceType"), "")), Verdict.INCONCLUSIVE),
            resource=str(resource),
        )
        return maker.make(origin, said)

    def _not_enabled(self, message: str) -> Refused:
        return Refused(RefusalReason.NOT_ENABLED, message, 1, self.clock())

    def _ask(self, step: int, operation: str, arguments: Mapping[str, object]) -> Asked:
        return Asked(self._call(operation, arguments), step)

    def _call(self, operation: str, arguments: Mapping[str, object]) -> Call:
        return Call(self.slot.account, self.slot.region, "config", operation, arguments)


def is_rule(wanted: str, rule: object) -> bool:
    """Say whether a deployed rule, as DescribeConfigRules gives it, is the one wanted."""
    if wanted.startswith(_CUSTOM):
        pattern = _GENERATED.format(name=re.escape(wanted.removeprefix(_CUSTOM)))
        return re.fullmatch(pattern, str(next(values_at(rule, "ConfigRuleName"), ""))) is not None
    return next(values_at(rule, "Source.SourceIdentifier"), "") == wanted
