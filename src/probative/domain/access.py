"""What is asked for, of what: the values that authorization decides on."""

from dataclasses import dataclass

from probative.domain.ids import AssessmentId


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountResource:
    """Everything beside assessments: library, settings, registration, lists, users."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentResource:
    """An assessment as a whole. ARNs are in lower case."""

    id: AssessmentId
    owners: frozenset[str]
    delegates: frozenset[str]
    """Of any of its control sets, while their delegation is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlSetResource:
    """A control set of an assessment."""

    assessment: AssessmentResource
    id: str
    delegates: frozenset[str]
    """Of this control set, while their delegation is open."""


Resource = AccountResource | AssessmentResource | ControlSetResource
