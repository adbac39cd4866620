"""The survey: which platforms are in use where, before anything is weighed.

A platform is in use in an account and region when a probe finds a resource of it, or the log shows activity of it.
It is not in use when every probe answered, none found anything, and the log (where there is one) shows nothing.
Anything else is unknown, and the sources that look at it apply.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import NamedTuple

from probative.domain.assessments import PlatformUse, Scope, UseStatus
from probative.domain.evidence import Fact
from probative.domain.evidence_sources import chain_key
from probative.domain.frameworks import Platform, Probe
from probative.domain.ids import GLOBAL, AccountId, Region, SlotId
from probative.domain.slots import Answer, Refusal, RefusalReason, Slot
from probative.ports.ambient import Progress
from probative.ports.asking import LiveSource, Observation, Period, Question
from probative.ports.logs import LogFile, LogSource, LogUse


class Place(NamedTuple):
    """An account and region."""

    account: AccountId
    region: Region


class _Finding(NamedTuple):
    """What the probes of one platform said of one place."""

    found: Sequence[str]
    silent: Sequence[str]
    """Probes that were refused, or said nothing."""
    answered: int


@dataclass(slots=True)
class _Said:
    """What all probes said, by slot."""

    counts: Counter[tuple[SlotId, str]] = field(default_factory=Counter)
    refused: dict[SlotId, RefusalReason] = field(default_factory=dict)
    answered: set[SlotId] = field(default_factory=set)

    def take(self, observation: Observation) -> None:
        """Count one observation."""
        match observation:
            case Fact():
                self.counts[observation.slot_id, observation.part] += 1
            case Refusal(reason=RefusalReason.REGION_UNAVAILABLE):
                # What is not offered in a region cannot be in use there.
                self.answered.add(observation.slot_id)
            case Refusal():
                self.refused[observation.slot_id] = observation.reason
            case Answer():
                self.answered.add(observation.slot_id)


def survey(
    platforms: Iterable[Platform],
    scope: Scope,
    period: Period,
    *,
    live: LiveSource | None,
    logs: tuple[LogSource, Mapping[Place, Sequence[LogFile]]] | None,
    progress: Progress,
) -> Iterator[PlatformUse]:
    """Yield the use of each platform in each account and region of `scope`, by platform, account, region."""
    places = [Place(account, region) for account in scope.accounts for region in scope.regions]
    platforms = tuple(platforms)
    progress.stage("Surveying which platforms are in use", len(places) * len(platforms))
    findings = _probe(platforms, scope, period, live) if live else {}
    for platform in platforms:
        for place in places:
            yield _use(platform, place, findings.get((platform.id, place)), logs)
            progress.step(note=f"{platform.name} in {place.account} {place.region}")


def _use(
    platform: Platform,
    place: Place,
    finding: _Finding | None,
    logs: tuple[LogSource, Mapping[Place, Sequence[LogFile]]] | None,
) -> PlatformUse:
    if finding and finding.found:
        return _told(platform, place, UseStatus.IN_USE, "; ".join(finding.found))
    files = logs[1].get(place, ()) if logs else ()
    activity = logs[0].first_use(files, frozenset(platform.events)) if logs and files else LogUse(None, "")
    if activity.event:
        return _told(platform, place, UseStatus.IN_USE, f"{activity.event.name} in the CloudTrail log")
    if finding is None or finding.silent or not finding.answered:
        return _told(platform, place, UseStatus.UNKNOWN, _unknown_because(finding))
    if activity.unread:
        return _told(platform, place, UseStatus.UNKNOWN, f"nothing found, but {activity.unread} could not be read")
    days = len({file.day for file in files})
    log = f" and no activity in {days} days of CloudTrail log" if files else ""
    return _told(platform, place, UseStatus.NOT_IN_USE, f"none of {finding.answered} probes found a resource{log}")


def _unknown_because(finding: _Finding | None) -> str:
    if finding is None or not finding.silent:
        return "resources were not asked for, and no log shows activity"
    return f"nothing found, but not everything could be read: {'; '.join(finding.silent[:3])}"


def _told(platform: Platform, place: Place, status: UseStatus, because: str) -> PlatformUse:
    return PlatformUse(
        platform_id=platform.id, account=place.account, region=place.region, status=status, because=because
    )


def _probe(
    platforms: Sequence[Platform], scope: Scope, period: Period, live: LiveSource
) -> dict[tuple[str, Place], _Finding]:
    asked: dict[SlotId, Slot] = {}
    questions: dict[str, Question] = {}
    for probe in (probe for platform in platforms for probe in platform.probes):
        questions[chain_key(probe.chain)] = _with_part(questions.get(chain_key(probe.chain)), probe)
        asked |= {slot.id: slot for slot in live.plan_chain(probe.chain, scope, period)}
    said = _Said()
    with closing(live.collect(list(asked.values()), questions)) as observations:
        for observation in observations:
            said.take(observation)
    slots = {(slot.question, Place(slot.account, slot.region)): slot.id for slot in asked.values()}
    return {
        (platform.id, place): _finding(platform, place, slots, said)
        for platform in platforms
        for place in (Place(account, region) for account in scope.accounts for region in scope.regions)
    }


def _with_part(known: Question | None, probe: Probe) -> Question:
    parts = known.parts if known else ()
    return Question(probe.chain, parts if probe.each in parts else (*parts, probe.each))


def _finding(platform: Platform, place: Place, slots: Mapping[tuple[str, Place], SlotId], said: _Said) -> _Finding:
    found, silent, answered = [], [], 0
    for probe in platform.probes:
        question, call = chain_key(probe.chain), probe.chain[-1].call
        slot_id = slots.get((question, place)) or slots.get((question, Place(place.account, GLOBAL)))
        if slot_id and (count := said.counts[slot_id, probe.each]):
            found.append(f"{call} found {count}")
        if slot_id in said.refused:
            silent.append(f"{call} ({said.refused[slot_id]})")
        elif slot_id not in said.answered:
            silent.append(f"{call} (not asked)")
        answered += slot_id in said.answered
    return _Finding(found, silent, answered)
