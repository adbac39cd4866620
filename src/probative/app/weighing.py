"""Facts become evidence: each fact is attached to every control that asks for it, with a verdict where one can be had.

One rule holds here: what was refused or could not be told never becomes a verdict. A list with a refusal in it
is not whole, so that no rule over the whole list is run.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from json import dumps
from typing import NamedTuple

from probative.assess.applicability import Applicability, region_of_event
from probative.domain.assessments import UseStatus
from probative.domain.evidence import Evidence, EvidenceByType, Fact, Verdict, evidence_id, fact_id
from probative.domain.evidence_sources import (
    AlarmSource,
    ApiCallSource,
    CloudTrailSource,
    EventName,
    EvidenceSource,
    ManualSource,
    MetricSource,
    Subject,
    questions_of,
    rule_of,
)
from probative.domain.frameworks import Control, Framework, manual_sources
from probative.domain.ids import AccountId, AssessmentId, ControlSetId, Region
from probative.domain.paths import values_at
from probative.domain.slots import Answer, Refusal, Slot, SourceKind
from probative.rules import Decision, Judge, variable_of

_BY_TYPE = {
    SourceKind.CLOUDTRAIL: EvidenceByType.USER_ACTIVITY,
    SourceKind.CONFIG: EvidenceByType.COMPLIANCE_CHECK,
    SourceKind.SECURITY_HUB: EvidenceByType.COMPLIANCE_CHECK,
    SourceKind.API_CALL: EvidenceByType.CONFIGURATION_DATA,
    SourceKind.CLOUDWATCH: EvidenceByType.CONFIGURATION_DATA,
    SourceKind.MANUAL: EvidenceByType.MANUAL,
}
_ATTRIBUTE_KEY_LENGTH = 100
_ATTRIBUTE_VALUE_LENGTH = 200
_RESOURCE_LENGTH = 2048
_FOR_A_REVIEWER = Decision(Verdict.INCONCLUSIVE, "Collected for a reviewer: no rule decides this.")
_MASK = b"HIDDEN_DUE_TO_SECURITY_REASONS"
"""What CloudTrail writes in place of members that it does not show."""
_CHECK_WORDS: Mapping[Verdict, str] = {
    Verdict.COMPLIANT: "finds this resource compliant",
    Verdict.NON_COMPLIANT: "finds this resource non-compliant",
    Verdict.INCONCLUSIVE: "could not decide on this resource",
    Verdict.NOT_APPLICABLE: "does not apply to this resource",
}
_EMPTY = "*empty*"
"""The part of a fact that says: asked, and nothing found."""


class Weighed(NamedTuple):
    """Facts worth keeping, and the evidence that attaches them."""

    facts: Sequence[Fact]
    evidence: Sequence[Evidence]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One evidence source of one control, ready to weigh."""

    control_set_id: ControlSetId
    control: Control
    source: EvidenceSource
    judge: Judge | None
    rule: str
    """The expression that `judge` judges by; empty: there is none."""

    @property
    def part(self) -> str:
        """Which part of an answer the source is about."""
        return (self.source.each or "") if isinstance(self.source, ApiCallSource) else ""

    @property
    def is_about_region(self) -> bool:
        """Whether one verdict covers everything found in an account and region."""
        return isinstance(self.source, ApiCallSource) and self.source.subject is Subject.REGION


class Weigher:
    """Weighs facts for one assessment at one instant; picklable, so that it can work where the facts are read."""

    def __init__(
        self, assessment_id: AssessmentId, framework: Framework, applicability: Applicability, *, now: datetime
    ) -> None:
        self.assessment_id = assessment_id
        self.now = now
        self._applicability = applicability
        self._by_question: dict[str, list[Attachment]] = {}
        self._by_event: dict[EventName, list[Attachment]] = {}
        self._asking: dict[tuple[str, str, AccountId, Region], Sequence[Attachment]] = {}
        for attachment in _attachments(framework):
            self._register(attachment)

    @property
    def events(self) -> frozenset[EventName]:
        """The kinds of CloudTrail event that some control asks for."""
        return frozenset(self._by_event)

    @property
    def judged(self) -> frozenset[EventName]:
        """Those of `events` that some rule looks into."""
        return frozenset(
            event for event, asking in self._by_event.items() if any(each.judge is not None for each in asking)
        )

    def slot(self, slot: Slot) -> "SlotWeigher":
        """Return what weighs the observations of `slot`."""
        asking = [
            (attachment, status)
            for attachment in self._by_question.get(slot.question, ())
            if (status := self._status(attachment, slot.account, slot.region)) is not UseStatus.NOT_IN_USE
        ]
        return SlotWeigher(self, slot, asking)

    def event(self, fact: Fact) -> Iterator[Evidence]:
        """Yield the evidence that a CloudTrail event is, for every control that asks for its kind."""
        kind = (fact.event_source, fact.event_name, fact.account, fact.region)
        asking = self._asking.get(kind)
        if asking is None:
            asking = self._asking[kind] = self._who_asks(*kind)
        for attachment in asking:
            yield self.attach(fact, attachment, self.decide(attachment, fact, fact.value))

    def _who_asks(self, source: str, name: str, account: AccountId, region: Region) -> Sequence[Attachment]:
        """Return what asks for an event where it was; log files hold few kinds of it, and many of each."""
        where = region_of_event(source, region)
        asking = self._by_event.get(EventName(source=source, name=name), ())
        return [each for each in asking if self._status(each, account, where) is not UseStatus.NOT_IN_USE]

    def decide(self, attachment: Attachment, fact: Fact, value: object) -> Decision:
        """Return what `attachment` makes of `value`, a fact of the place of `fact`."""
        if fact.compliance is not None:
            return Decision(fact.compliance, _reason_of_check(fact))
        if isinstance(attachment.source, ManualSource):
            return _decide_manual(attachment.source, fact, self.now)
        if attachment.judge is None:
            return _FOR_A_REVIEWER
        decision = attachment.judge.decide(value, now=self.now, account=fact.account, region=fact.region)
        if _MASK in fact.content and decision != self._decide_unmasked(attachment.judge, fact, value):
            return Decision(Verdict.INCONCLUSIVE, "It depends on a member that AWS masks in the log.")
        return decision

    def _decide_unmasked(self, judge: Judge, fact: Fact, value: object) -> Decision:
        """Return what the rule makes of `value` without its masked members.

        A rule that reads none of them decides the same; any other took a mask for a value, or its absence for removal.
        """
        return judge.decide(_without_masks(value), now=self.now, account=fact.account, region=fact.region)

    def attach(self, fact: Fact, attachment: Attachment, decision: Decision) -> Evidence:
        """Return the evidence that attaches `fact` with `decision`."""
        source = attachment.source
        # By position, in the order of the fields: with names it would take three times as long.
        return Evidence(
            evidence_id(self.assessment_id, source.id, fact.id),
            self.assessment_id,
            attachment.control_set_id,
            attachment.control.id,
            source.id,
            fact.id,
            fact.slot_id,
            fact.kind,
            _BY_TYPE[fact.kind],
            fact.account,
            fact.region,
            fact.event_source,
            fact.event_name,
            fact.principal,
            _resource_of(source, fact),
            fact.time,
            fact.collected_at,
            decision.verdict,
            attachment.rule or (fact.event_name if fact.compliance else ""),
            decision.reason,
            _attributes(source, fact.value),
        )

    def _register(self, attachment: Attachment) -> None:
        source = attachment.source
        match source:
            case CloudTrailSource():
                for event in source.events:
                    self._by_event.setdefault(event, []).append(attachment)
            case ManualSource():
                self._by_question.setdefault(f"manual:{source.id}", []).append(attachment)
            case _:
                for question in questions_of(source):
                    self._by_question.setdefault(question, []).append(attachment)

    def _status(self, attachment: Attachment, account: AccountId, region: Region) -> UseStatus:
        if isinstance(attachment.source, ManualSource):
            return UseStatus.IN_USE
        return self._applicability.status(attachment.source.platforms, account, region)


@dataclass(slots=True)
class SlotWeigher:
    """Weighs one slot: facts as they come, then what only the whole answer can tell."""

    weigher: Weigher
    slot: Slot
    asking: Sequence[tuple[Attachment, UseStatus]]
    _members: dict[str, list[Fact]] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def add(self, fact: Fact) -> Weighed:
        """Return the evidence that `fact` is by itself; what needs the whole list waits for `close`."""
        asking = [(attachment, status) for attachment, status in self.asking if attachment.part == fact.part]
        evidence = [
            self._weigh(fact, attachment, status) for attachment, status in asking if not attachment.is_about_region
        ]
        if len(evidence) < len(asking):
            self._members.setdefault(fact.part, []).append(fact._replace(content=b""))
        self._seen.add(fact.part)
        return Weighed((_kept(fact),) if asking else (), evidence)

    def close(self, answer: Answer | None, refusals: Sequence[Refusal]) -> Weighed:
        """Return the evidence that the answer as a whole is; none if there was no answer."""
        if answer is None:
            return Weighed((), ())
        facts: dict[str, Fact] = {}
        evidence = []
        for attachment, status in self.asking:
            if attachment.is_about_region or attachment.part not in self._seen:
                whole = self._whole(attachment, answer)
                facts[whole.id] = _kept(whole)
                decision = self._decide_whole(attachment, whole, status, refusals)
                evidence.append(self.weigher.attach(whole, attachment, decision))
        return Weighed(tuple(facts.values()), evidence)

    def _weigh(self, fact: Fact, attachment: Attachment, status: UseStatus) -> Evidence:
        if isinstance(attachment.source, MetricSource | AlarmSource) and not fact.value:
            decision = self._decide_empty(attachment, status)
        else:
            decision = self.weigher.decide(attachment, fact, fact.value)
        return self.weigher.attach(fact, attachment, decision)

    def _decide_whole(
        self, attachment: Attachment, whole: Fact, status: UseStatus, refusals: Sequence[Refusal]
    ) -> Decision:
        if refusals:
            told = f"{len(refusals)} part{'s' if len(refusals) > 1 else ''} of this answer"
            return Decision(
                Verdict.INCONCLUSIVE, f"{told} could not be read ({refusals[0].reason}): the list is not whole."
            )
        if whole.part == _EMPTY:
            return self._decide_empty(attachment, status)
        return self.weigher.decide(attachment, whole, whole.value)

    def _decide_empty(self, attachment: Attachment, status: UseStatus) -> Decision:
        if attachment.judge is None:
            return _EMPTY_DECISIONS.get(
                self.slot.kind, Decision(Verdict.NOT_APPLICABLE, "Nothing of this kind was found.")
            )
        decision = attachment.judge.decide_empty(
            now=self.weigher.now, account=self.slot.account, region=self.slot.region
        )
        if decision.verdict is Verdict.NON_COMPLIANT and status is UseStatus.UNKNOWN:
            return Decision(
                Verdict.INCONCLUSIVE, "Nothing was found, and whether the platform is in use here could not be read."
            )
        return decision

    def _whole(self, attachment: Attachment, answer: Answer) -> Fact:
        # Sorted: whoever asks many at once gets the members in any order, and it is the same whole; a rule that
        # stumbles over one member may stop at another before it.
        found = self._members.get(attachment.part, []) if attachment.is_about_region else []
        members = sorted(found, key=lambda fact: fact.id)
        content = dumps({"members": [fact.id for fact in members]}, separators=(",", ":")).encode()
        digest = sha256(content).hexdigest()
        source, name = _asked(attachment.source)
        part = f"{attachment.part}[*]" if members else _EMPTY
        return Fact(
            id=fact_id(self.slot, self.slot.since, "whole", attachment.part, digest),
            slot_id=self.slot.id,
            kind=self.slot.kind,
            account=self.slot.account,
            region=self.slot.region,
            question=self.slot.question,
            part=part,
            event_source=members[0].event_source if members else source,
            event_name=members[0].event_name if members else name,
            principal="",
            time=answer.answered_at,
            collected_at=answer.answered_at,
            content=content,
            content_sha256=digest,
            value=[fact.value for fact in members],
        )


_EMPTY_DECISIONS: Mapping[SourceKind, Decision] = {
    SourceKind.CONFIG: Decision(Verdict.INCONCLUSIVE, "The rule is there and has evaluated nothing."),
    SourceKind.SECURITY_HUB: Decision(
        Verdict.INCONCLUSIVE,
        "Security Hub has no finding of this control: it may be switched off, or have no resource.",
    ),
}


def _attachments(framework: Framework) -> Iterator[Attachment]:
    for control_set in framework.control_sets:
        for control in control_set.controls:
            automated = (source for source in control.sources if not isinstance(source, ManualSource))
            for source in (*automated, *manual_sources(control)):
                rule = rule_of(source)
                judge = Judge(rule, variable_of(source), control.parameter_values) if rule else None
                yield Attachment(
                    control_set_id=control_set.id,
                    control=control,
                    source=source,
                    judge=judge,
                    rule=rule.expression if rule else "",
                )


def _without_masks(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_masks(each) for key, each in value.items() if not _is_masked(each)}
    if isinstance(value, list):
        return [_without_masks(each) for each in value if not _is_masked(each)]
    return value


def _is_masked(value: object) -> bool:
    return isinstance(value, str) and _MASK.decode() in value


def _kept(fact: Fact) -> Fact:
    """Return `fact` without its value, which is never kept and would only hold memory."""
    return fact._replace(value=None)


def _asked(source: EvidenceSource) -> tuple[str, str]:
    """Return who was asked what, for an answer in which nothing was found."""
    if isinstance(source, ApiCallSource):
        last = source.chain[-1]
        return f"{last.service}.amazonaws.com", last.operation
    question = questions_of(source)[0] if not isinstance(source, ManualSource) else "manual"
    service, _, name = question.partition(":")
    return f"{service}.amazonaws.com", name


def _resource_of(source: EvidenceSource, fact: Fact) -> str:
    path = source.resource_id if isinstance(source, ApiCallSource) else None
    if path and fact.value is not None:
        found = list(islice(values_at(fact.value, path), 2))
        # A verdict on several resources names none of them: it is about the account and region.
        return str(found[0])[:_RESOURCE_LENGTH] if len(found) == 1 else ""
    return fact.resource[:_RESOURCE_LENGTH]


_NO_ATTRIBUTES: Mapping[str, str] = {}


def _attributes(source: EvidenceSource, value: object) -> Mapping[str, str]:
    paths = source.capture if isinstance(source, ApiCallSource) else ()
    if not paths:
        return _NO_ATTRIBUTES
    found = {path: ", ".join(_text(each) for each in values_at(value, path)) for path in paths}
    return {key[:_ATTRIBUTE_KEY_LENGTH]: text[:_ATTRIBUTE_VALUE_LENGTH] for key, text in found.items() if text}


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if isinstance(value, str) else dumps(value, default=str)


def _reason_of_check(fact: Fact) -> str:
    who = "AWS Config rule" if fact.kind is SourceKind.CONFIG else "Security Hub control"
    return f"{who} {fact.event_name} {_CHECK_WORDS[fact.compliance or Verdict.INCONCLUSIVE]}."


def _decide_manual(source: ManualSource, fact: Fact, now: datetime) -> Decision:
    if now - fact.time > timedelta(days=source.review_interval_days):
        told = f"Brought by hand; older than the review interval of {source.review_interval_days} days."
        return Decision(Verdict.INCONCLUSIVE, told)
    return Decision(Verdict.INCONCLUSIVE, "Brought by hand: a reviewer decides.")
