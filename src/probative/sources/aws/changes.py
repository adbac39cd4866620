"""What changed since it was asked: which Config rules were evaluated, which findings of Security Hub were updated.

It takes a call or two in a region where nothing did. What it finds is no evidence: it says what to ask again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from probative.domain.ids import AccountId, Region
from probative.domain.paths import elements_at, values_at
from probative.domain.slots import Refusal, Slot, SourceKind
from probative.ports.asking import Change, Observation
from probative.sources.aws.calls import Call
from probative.sources.aws.config_rules import is_rule
from probative.sources.aws.security_hub import CONTROLS_A_CALL, control_of, filters_for, is_of_place, updated_at
from probative.sources.aws.spool import PageRef
from probative.sources.aws.walks import Asked, Gone, Outcome, Read, Refused, Tally

_STATUSES, _RULES = range(2)
_FAR: Final = timedelta(days=2)
"""A filter by time wants an end as well."""


def change_walks(slots: Iterable[Slot], since: datetime) -> Iterator["ConfigChangeWalk | FindingChangeWalk"]:
    """Yield how to find out which of `slots`, of Config and Security Hub, have something to say that is new."""
    places: dict[tuple[SourceKind, AccountId, Region], list[Slot]] = defaultdict(list)
    for slot in sorted(slots, key=lambda slot: slot.question):
        places[slot.kind, slot.account, slot.region].append(slot)
    for (kind, _, _), held in places.items():
        if kind is SourceKind.CONFIG:
            yield ConfigChangeWalk(held, since)
        elif kind is SourceKind.SECURITY_HUB:
            for start in range(0, len(held), CONTROLS_A_CALL):
                yield FindingChangeWalk(held[start : start + CONTROLS_A_CALL], since)


@dataclass(slots=True)
class ConfigChangeWalk:
    """The Config rules of an account and region: when was each evaluated, and which of those are wanted."""

    slots: Sequence[Slot]
    since: datetime
    _tally: Tally = field(init=False)
    _evaluated: dict[str, datetime] = field(default_factory=dict)
    """By name, those that were evaluated since."""
    _changed: dict[Slot, datetime] = field(default_factory=dict)
    _are_rules_asked: bool = False

    def __post_init__(self) -> None:
        self._tally = Tally(self.slot)

    @property
    def slot(self) -> Slot:
        """The slot that a refusal is told of."""
        return self.slots[0]

    def begin(self) -> Iterable[Asked]:
        """Ask when each rule was evaluated."""
        return [Asked(self._call("DescribeConfigRuleEvaluationStatus"), _STATUSES)]

    def take(self, asked: Asked, outcome: Outcome, read: Read) -> Iterable[Asked]:
        """Go from what was evaluated to the rules that it is of, where anything was."""
        match outcome:
            case Refused():
                self._tally.refuse(asked.call, outcome)
            case Gone():
                pass
            case PageRef() if asked.step == _STATUSES:
                self._note(read(outcome).value)
                # On the last page, all of them are known.
                if self._evaluated and outcome.next_token is None:
                    return [Asked(self._call("DescribeConfigRules"), _RULES)]
            case PageRef():
                self._match(read(outcome).value)
        return ()

    def observations(self, read: Read) -> Iterator[Observation]:
        """Yield what was refused."""
        del read
        yield from self._tally.refusals

    def changes(self) -> Iterator[Change | Refusal]:
        """Yield the slots whose rules were evaluated since, and what was refused."""
        yield from (Change(slot.id, at) for slot, at in self._changed.items())
        yield from self._tally.refusals

    def _note(self, answer: Mapping[str, object]) -> None:
        for status in elements_at(answer, "ConfigRulesEvaluationStatus"):
            at = next(values_at(status, "LastSuccessfulEvaluationTime"), None)
            if isinstance(at, datetime) and at > self.since:
                self._evaluated[str(next(values_at(status, "ConfigRuleName"), ""))] = at

    def _match(self, answer: Mapping[str, object]) -> None:
        for rule in elements_at(answer, "ConfigRules"):
            at = self._evaluated.get(str(next(values_at(rule, "ConfigRuleName"), "")))
            for slot in self.slots if at else ():
                if at and is_rule(slot.question.partition(":")[2], rule):
                    self._changed[slot] = max(at, self._changed.get(slot, at))

    def _call(self, operation: str) -> Call:
        return Call(self.slot.account, self.slot.region, "config", operation, {})


@dataclass(slots=True)
class FindingChangeWalk:
    """Some controls of Security Hub in an account and region: which have findings that were updated since."""

    slots: Sequence[Slot]
    since: datetime
    _tally: Tally = field(init=False)
    _updated: dict[str, datetime] = field(default_factory=dict)
    """By control."""

    def __post_init__(self) -> None:
        self._tally = Tally(self.slot)

    @property
    def slot(self) -> Slot:
        """The slot that a refusal is told of."""
        return self.slots[0]

    def begin(self) -> Iterable[Asked]:
        """Ask for the findings that were updated."""
        controls = [slot.question.partition(":")[2] for slot in self.slots]
        span = {"Start": _text(self.since), "End": _text(self.since + _FAR)}
        filters = {**filters_for(self.slot.account, self.slot.region, controls), "UpdatedAt": [span]}
        return [Asked(Call(self.slot.account, self.slot.region, "securityhub", "GetFindings", {"Filters": filters}), 0)]

    def take(self, asked: Asked, outcome: Outcome, read: Read) -> Iterable[Asked]:
        """Note what was updated."""
        match outcome:
            case Refused():
                self._tally.refuse(asked.call, outcome)
            case Gone():
                pass
            case PageRef():
                for finding in elements_at(read(outcome).value, "Findings"):
                    self._note(finding)
        return ()

    def observations(self, read: Read) -> Iterator[Observation]:
        """Yield what was refused."""
        del read
        yield from self._tally.refusals

    def changes(self) -> Iterator[Change | Refusal]:
        """Yield the slots whose controls have findings that were updated since, and what was refused."""
        for slot in self.slots:
            at = self._updated.get(slot.question.partition(":")[2])
            if at is not None:
                yield Change(slot.id, at)
        yield from self._tally.refusals

    def _note(self, finding: object) -> None:
        at = updated_at(finding)
        if at is not None and at > self.since and is_of_place(finding, self.slot.account, self.slot.region):
            control = control_of(finding)
            self._updated[control] = max(at, self._updated.get(control, at))


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
