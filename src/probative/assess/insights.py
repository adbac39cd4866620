"""What a day's evidence says at a glance: counts by control, by domain, and over all.

Nothing collected is no zero: a tally that nothing came into says nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from probative.domain.evidence import Verdict
from probative.domain.slots import SourceKind

Cells = Mapping[tuple[SourceKind, Verdict], int]


class Domain(NamedTuple):
    """What controls are filed under."""

    id: str
    name: str


class ControlDay(NamedTuple):
    """A control of an assessment, and what came in for it on the day."""

    assessment_id: str
    control_set: str
    control_id: str
    name: str
    domain: Domain
    cells: Cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How much evidence says what; all None: nothing was collected."""

    noncompliant: int | None = None
    compliant: int | None = None
    inconclusive: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was collected."""
        return self.noncompliant is None


class ControlInsight(NamedTuple):
    """A control, or a control in its set, and what came in for it."""

    control: ControlDay
    tally: Tally


class DomainInsight(NamedTuple):
    """A domain: how many controls it has, how many of them have non-compliant evidence, and what came in for them."""

    domain: Domain
    controls_count: int
    noncompliant_controls_count: int
    tally: Tally


def tally_of(cells: Iterable[Cells]) -> Tally:
    """Return what all `cells` come to."""
    counts: Counter[Verdict] = Counter()
    for each in cells:
        for (_, verdict), count in each.items():
            counts[verdict] += count
    total = counts.total()
    if not total:
        return Tally()
    noncompliant, compliant = counts[Verdict.NON_COMPLIANT], counts[Verdict.COMPLIANT]
    return Tally(noncompliant=noncompliant, compliant=compliant, inconclusive=total - noncompliant - compliant)


def is_noncompliant(cells: Cells) -> bool:
    """Say whether any item is non-compliant."""
    return any(verdict is Verdict.NON_COMPLIANT and count for (_, verdict), count in cells.items())


def count_noncompliant(controls: Iterable[ControlDay]) -> int:
    """Return how many of the controls have non-compliant evidence."""
    return sum(is_noncompliant(control.cells) for control in controls)


def by_domain(controls: Iterable[ControlDay]) -> Sequence[DomainInsight]:
    """Return the domains that something came in for, worst first; a control of several assessments counts once."""
    grouped: dict[Domain, list[ControlDay]] = defaultdict(list)
    for control in controls:
        grouped[control.domain].append(control)
    insights = (
        DomainInsight(
            domain,
            len({control.control_id for control in held}),
            len({control.control_id for control in held if is_noncompliant(control.cells)}),
            tally_of(control.cells for control in held),
        )
        for domain, held in grouped.items()
    )
    found = [insight for insight in insights if not insight.tally.is_empty]
    return sorted(found, key=lambda insight: (-(insight.tally.noncompliant or 0), insight.domain.id))


def by_control(controls: Iterable[ControlDay], domain_id: str) -> Sequence[ControlInsight]:
    """Return the controls of a domain that something came in for, over all assessments, worst first."""
    grouped: dict[str, list[ControlDay]] = defaultdict(list)
    for control in controls:
        if control.domain.id == domain_id and control.cells:
            grouped[control.control_id].append(control)
    insights = (ControlInsight(held[0], tally_of(each.cells for each in held)) for held in grouped.values())
    return _worst_first(insights)


def by_assessment_control(controls: Iterable[ControlDay], domain_id: str) -> Sequence[ControlInsight]:
    """Return the controls of a domain in their control sets that something came in for, worst first."""
    of_domain = (control for control in controls if control.domain.id == domain_id)
    return _worst_first(ControlInsight(control, tally_of([control.cells])) for control in of_domain)


def _worst_first(insights: Iterable[ControlInsight]) -> Sequence[ControlInsight]:
    found = [insight for insight in insights if not insight.tally.is_empty]
    return sorted(found, key=_place)


def _place(insight: ControlInsight) -> tuple[int, str, str]:
    return -(insight.tally.noncompliant or 0), insight.control.control_id, insight.control.control_set
