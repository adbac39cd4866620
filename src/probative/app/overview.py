"""Coverage and refusals over all assessments, by account and region.

What is told of an assessment is at most a minute old: to work it out again at every look would take too long.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, NamedTuple

from probative.app.application import Application
from probative.app.coverage import COVERAGE, RefusalFilter, RefusalSpot
from probative.app.dashboard import count_places
from probative.app.dashboard_scope import Counted, Days, Looked, look
from probative.app.overview_digest import digest_of
from probative.assess.summary import coverage_of
from probative.domain.engagements import Engagement
from probative.domain.evidence_searches import Property
from probative.domain.ids import AccountId, Region
from probative.domain.people import Caller
from probative.domain.slots import RefusalReason
from probative.domain.summaries import Coverage, RefusalLine
from probative.ports.records import SlotTallies

_TALLY_BYTES: Final = 400


class RefusalCount(NamedTuple):
    """How many refusals there are, and which of all refusals they are."""

    refusals_count: int
    wanted: RefusalFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An account and region: what should have been seen there and what was, the refusals, and the evidence."""

    account: AccountId
    region: Region
    coverage: Coverage
    refusals: RefusalCount
    evidence: Counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Coverage over assessments and days."""

    looked: Looked
    generated_at: datetime
    coverage: Coverage
    places: tuple[Place, ...]
    """By account and region."""
    refusals: RefusalCount
    reasons: Mapping[RefusalReason, RefusalCount]
    """Those that there are, most first."""


class FiledRefusal(NamedTuple):
    """A refusal, and the assessment that it was met for."""

    engagement: Engagement
    spot: RefusalSpot
    line: RefusalLine


def get_overview(application: Application, caller: Caller, days: Days, assessment_id: str | None) -> Overview:
    """Return the coverage of all active assessments whose coverage `caller` may look at, or of one.

    Raises:
        NotFoundError: There is no such assessment, or the caller has nothing to do with it.
        ForbiddenError: The caller may not look at it, or at any.
    """
    looked = look(application, caller, COVERAGE, days, assessment_id)
    coverage: dict[tuple[AccountId, Region], Coverage] = defaultdict(Coverage)
    refused: Counter[tuple[AccountId, Region]] = Counter()
    reasons: Counter[RefusalReason] = Counter()
    tallies = _tallies(application, looked)
    for slots in tallies.slots:
        coverage[slots.account, slots.region] += coverage_of(
            slots.state, slots.slots_count, is_refused=slots.is_refused
        )
    for told in tallies.refusals:
        refused[told.account, told.region] += told.refusals_count
        reasons[told.reason] += told.refusals_count
    evidence = count_places(application, looked)
    wanted = RefusalFilter(assessments=frozenset(looked.scope), since=days.since, until=days.until)
    return Overview(
        looked=looked,
        generated_at=application.clock(),
        coverage=sum(coverage.values(), Coverage()),
        places=tuple(
            Place(
                account=account,
                region=region,
                coverage=coverage[account, region],
                refusals=RefusalCount(
                    refused[account, region],
                    replace(wanted, accounts=frozenset({account}), regions=frozenset({region})),
                ),
                evidence=looked.counted(
                    evidence.get((account, region), 0), {Property.ACCOUNT: (account,), Property.REGION: (region,)}
                ),
            )
            for account, region in sorted({*coverage, *refused})
        ),
        refusals=RefusalCount(reasons.total(), wanted),
        reasons={
            reason: RefusalCount(count, replace(wanted, reasons=frozenset({reason})))
            for reason, count in reasons.most_common()
        },
    )


def _tallies(application: Application, looked: Looked) -> SlotTallies:
    scope, days = frozenset(looked.scope), looked.days
    minute = application.clock().replace(second=0, microsecond=0)
    edition = (minute, *(engagement.updated_at for engagement in looked.engagements))
    return application.recent.get(
        ("overview tallies", scope, days),
        edition,
        SlotTallies,
        lambda: application.records.tallies(scope, days.since, days.until),
        weigh=lambda held: _TALLY_BYTES * (1 + len(held.slots) + len(held.refusals)),
    )


def list_all_refusals(
    application: Application,
    caller: Caller,
    wanted: RefusalFilter,
    *,
    after: tuple[RefusalSpot, str] | None,
    limit: int,
) -> Sequence[FiledRefusal]:
    """Return up to `limit` refusals of all assessments whose coverage `caller` may look at, newest day first."""
    days = Days(date.min, date.max)
    only = next(iter(wanted.assessments)) if len(wanted.assessments) == 1 else None
    looked = look(application, caller, COVERAGE, days, only)
    found = [
        FiledRefusal(engagement, RefusalSpot.of(line), line)
        for engagement in looked.engagements
        if not wanted.assessments or engagement.id in wanted.assessments
        for line in digest_of(application, caller, engagement).refusals
        if wanted.wants(line)
    ]
    behind = (each for each in found if after is None or (each.spot, each.engagement.id) > after)
    return sorted(behind, key=lambda each: (each.spot, each.engagement.id))[:limit]
