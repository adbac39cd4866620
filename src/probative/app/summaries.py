"""What an assessment amounts to at present: its slots, counts and platforms taken together."""

from collections.abc import Sequence
from datetime import datetime

from probative.app.application import Application
from probative.assess.summary import summarise
from probative.domain.assessments import Assessment, Scope
from probative.domain.engagements import Engagement
from probative.domain.frameworks import Framework
from probative.domain.ids import AssessmentId
from probative.domain.summaries import AssessmentSummary
from probative.ports.lake import FolderCount


def summary_of(
    application: Application, engagement: Engagement, framework: Framework, counts: Sequence[FolderCount]
) -> AssessmentSummary:
    """Return the summary of `engagement`, which collects `framework`, over the evidence that `counts` are of."""
    now = application.clock()
    return summarise(
        _assessment(engagement, framework, now),
        framework,
        slots=application.records.slots(engagement.id),
        counts=counts,
        uses=application.records.uses(engagement.id),
        now=now,
    )


def _assessment(engagement: Engagement, framework: Framework, now: datetime) -> Assessment:
    return Assessment(
        id=AssessmentId(engagement.id),
        name=engagement.name,
        framework_id=framework.id,
        framework_digest=framework.digest,
        scope=Scope(accounts=tuple(account.id for account in engagement.accounts), regions=engagement.regions),
        since=engagement.evidence_since or engagement.created_at,
        until=now,
        created_at=engagement.created_at,
    )
