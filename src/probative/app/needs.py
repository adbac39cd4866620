"""What controls wait for people to do: evidence to bring, reviews to make, parameters to set."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from probative.app.application import Application
from probative.app.coverage import COVERAGE
from probative.app.dashboard_scope import Counted, Days, Looked, look
from probative.app.evidence_finder import count_groups
from probative.app.overview_digest import Digest, Filed, digest_of
from probative.domain.engagements import ControlSetStatus, ControlStatus, Engagement
from probative.domain.evidence import Verdict
from probative.domain.evidence_searches import Property
from probative.domain.people import Caller

_MOST_GROUPS: Final = 100_000


class ControlNeed(StrEnum):
    """What a control waits for people to do."""

    MANUAL_EVIDENCE = "MANUAL_EVIDENCE"
    """Bring evidence: nothing was brought for a manual source."""
    REVIEW = "REVIEW"
    """Review: its control set was submitted."""
    PARAMETERS = "PARAMETERS"
    """Set parameters: they are empty, and evidence is inconclusive for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedOfControl:
    """What a control of an assessment waits for."""

    need: ControlNeed
    engagement: Engagement
    control_set_id: str
    control_id: str
    code: str
    name: str
    details: tuple[str, ...]
    """The manual sources, or the parameters."""
    evidence: Counted | None
    """What is inconclusive; None: it is not about evidence that is there."""
    may_look: bool
    """The caller may look into the control, and not only know of it."""

    @property
    def spot(self) -> tuple[str, str, str, str]:
        """Where it lies in the walk along all of them."""
        return (self.need, self.engagement.id, self.control_set_id, self.control_id)


def list_needs(
    application: Application, caller: Caller, days: Days, assessment_id: str | None
) -> Sequence[NeedOfControl]:
    """Return what controls wait for people to do, in order of their spots; `days` are those of the evidence counted.

    Raises:
        NotFoundError: There is no such assessment, or the caller has nothing to do with it.
        ForbiddenError: The caller may not look at it, or at any.
    """
    looked = look(application, caller, COVERAGE, days, assessment_id)
    digests = [(engagement, digest_of(application, caller, engagement)) for engagement in looked.engagements]
    inconclusive = _inconclusive(application, looked, {filed.source_id for _, each in digests for filed in each.unset})
    needs: list[NeedOfControl] = []
    for engagement, digest in digests:
        needs += (_need(ControlNeed.MANUAL_EVIDENCE, looked, engagement, filed) for filed in digest.unfed)
        needs += _reviews(looked, engagement, digest)
        needs += _parameters(looked, engagement, digest, inconclusive)
    return sorted(needs, key=lambda each: each.spot)


def _need(
    need: ControlNeed, looked: Looked, engagement: Engagement, filed: Filed, *, evidence: Counted | None = None
) -> NeedOfControl:
    return NeedOfControl(
        need=need,
        engagement=engagement,
        control_set_id=filed.control_set_id,
        control_id=filed.control.uuid,
        code=filed.control.id,
        name=filed.control.name,
        details=filed.names,
        evidence=evidence,
        may_look=engagement.id in looked.sighted,
    )


def _reviews(looked: Looked, engagement: Engagement, digest: Digest) -> Iterator[NeedOfControl]:
    for control_set in engagement.control_sets:
        if control_set.status is not ControlSetStatus.UNDER_REVIEW:
            continue
        for control in control_set.controls:
            if control.status is ControlStatus.UNDER_REVIEW and control.id in digest.controls:
                filed = Filed(digest.controls[control.id], control_set.id, ())
                yield _need(ControlNeed.REVIEW, looked, engagement, filed)


def _parameters(
    looked: Looked, engagement: Engagement, digest: Digest, inconclusive: Mapping[tuple[str, ...], int]
) -> Iterator[NeedOfControl]:
    by_control: dict[tuple[str, str], list[Filed]] = defaultdict(list)
    for filed in digest.unset:
        if (engagement.id, filed.control.id, filed.source_id) in inconclusive:
            by_control[filed.control_set_id, filed.control.uuid].append(filed)
    for held in by_control.values():
        names = tuple(dict.fromkeys(name for filed in held for name in filed.names))
        count = sum(inconclusive[engagement.id, filed.control.id, filed.source_id] for filed in held)
        wanted = {
            Property.ASSESSMENT: (engagement.id,),
            Property.CONTROL: (held[0].control.uuid,),
            Property.SOURCE: tuple(filed.source_id for filed in held),
            Property.VERDICT: (str(Verdict.INCONCLUSIVE),),
        }
        filed = held[0]._replace(names=names)
        yield _need(ControlNeed.PARAMETERS, looked, engagement, filed, evidence=looked.counted(count, wanted))


def _inconclusive(application: Application, looked: Looked, sources: set[str]) -> Mapping[tuple[str, ...], int]:
    """Return how much evidence of `sources` is inconclusive, by assessment, control in the lake, and source."""
    if not sources:
        return {}
    wanted = {
        Property.VERDICT: frozenset({str(Verdict.INCONCLUSIVE)}),
        Property.SOURCE: frozenset(sources),
    }
    search = replace(looked.search(application), wanted=wanted)
    by = (Property.ASSESSMENT, Property.CONTROL, Property.SOURCE)
    counted = count_groups(application, search, by, _MOST_GROUPS)
    return {group.values: group.evidence_count for group in counted.groups}
