"""What an assessment amounts to: the values that summaries on the screen and reports are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from probative.domain.assessments import Assessment, PlatformUse
from probative.domain.evidence import Verdict
from probative.domain.frameworks import Framework
from probative.domain.ids import AccountId, ControlId, ControlSetId, Region, SourceId
from probative.domain.slots import RefusalReason, SourceKind


class Standing(StrEnum):
    """Where a control stands, all its evidence taken together."""

    NON_COMPLIANT = "NON_COMPLIANT"
    """At least one item is non-compliant."""
    COMPLIANT = "COMPLIANT"
    """At least one item is compliant, and none is non-compliant."""
    INCONCLUSIVE = "INCONCLUSIVE"
    """There is evidence, but none that a rule could decide: a reviewer must."""
    NOT_APPLICABLE = "NOT_APPLICABLE"
    """No platform that the control looks at is in use, or every item says that it does not apply."""
    NO_EVIDENCE = "NO_EVIDENCE"
    """Nothing was collected: refused, not seen, or waiting for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Of the slots expected, how many were answered whole, in part, refused, and seen by nobody.

    `expected` is the sum of the other four; slots that do not apply stand beside it.
    """

    answered: int = 0
    partial: int = 0
    refused: int = 0
    unseen: int = 0
    not_applicable: int = 0

    @property
    def expected(self) -> int:
        """How many slots should have been answered."""
        return self.answered + self.partial + self.refused + self.unseen

    @property
    def share(self) -> float | None:
        """The share answered whole, 0 to 1; None: nothing was expected."""
        return self.answered / self.expected if self.expected else None

    def __add__(self, other: "Coverage") -> "Coverage":
        return Coverage(
            answered=self.answered + other.answered,
            partial=self.partial + other.partial,
            refused=self.refused + other.refused,
            unseen=self.unseen + other.unseen,
            not_applicable=self.not_applicable + other.not_applicable,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageCell:
    """Coverage of one account and region on one day."""

    account: AccountId
    region: Region
    day: date
    coverage: Coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalLine:
    """One refusal, told to a reader."""

    kind: SourceKind
    question: str
    account: AccountId
    region: Region
    day: date
    unit: str
    reason: RefusalReason
    message: str
    remedy: str
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlSummary:
    """Where one control stands, and why."""

    control_id: ControlId
    standing: Standing
    verdicts: Mapping[Verdict, int]
    coverage: Coverage
    cells: tuple[CoverageCell, ...]
    refusals: tuple[RefusalLine, ...]
    awaiting_people: tuple[SourceId, ...]
    """Manual sources for which nothing was brought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentSummary:
    """Everything a report says before the evidence itself."""

    assessment: Assessment
    framework: Framework
    controls: Mapping[ControlId, ControlSummary]
    """Every control of the framework, in its order."""
    coverage: Coverage
    """Over all slots, each counted once however many controls ask for it."""
    cells: tuple[CoverageCell, ...]
    """The same by account, region and day, ordered."""
    refusals: tuple[RefusalLine, ...]
    """All refusals, each once."""
    uses: tuple[PlatformUse, ...]
    evidence_count: int
    generated_at: datetime
    coverage_by_set: Mapping[ControlSetId, Coverage] = field(default_factory=dict)
    """Coverage of each control set: over the slots that its controls ask for, each counted once."""
    note: str = ""
    """What a reader must know first, say that only chosen evidence is in the report; empty: nothing."""
