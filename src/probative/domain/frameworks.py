"""Frameworks, control sets and controls, as the library holds them.

Spelled as Audit Manager spells them: a framework has control sets, a control set has controls, a control
has evidence sources. Objectives and layers are ours: each control set of the generative AI framework
(a domain) has one objective for each layer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from probative.domain.evidence_sources import (
    Chain,
    EventName,
    EvidenceSource,
    Json,
    ManualSource,
)
from probative.domain.ids import ControlId, ControlSetId, FrameworkId, PlatformId, SourceId


class Layer(StrEnum):
    """Which part of an AI system a control looks at."""

    INPUT_DATA = "input_data"
    MODEL = "model"
    SYSTEM = "system"
    OUTPUT = "output"


class Mode(StrEnum):
    """How much of a control's evidence collects itself."""

    AUTOMATED = "automated"
    PARTIAL = "partial"
    MANUAL = "manual"


class ParameterType(StrEnum):
    """What a parameter may hold."""

    STRING = "string"
    INT = "int"
    FLOAT = "float"
    BOOL = "bool"
    STRING_LIST = "list(string)"
    INT_LIST = "list(int)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What an adopter sets; a rule reads it as `params.<name>`."""

    name: str
    type: ParameterType
    default: Json
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One demand of a framework, how an auditor tests it and where its evidence comes from."""

    id: ControlId
    """Short and stable, say `SAFE-1.2`."""
    uuid: str
    name: str
    objective_id: str
    layer: Layer | None
    platforms: tuple[PlatformId, ...]
    description: str
    testing_information: str
    action_plan_title: str
    action_plan_instructions: str
    parameters: tuple[Parameter, ...]
    sources: tuple[EvidenceSource, ...]
    legacy: tuple[SourceId, ...] = ()
    """Sources that rest on services closed to new customers."""
    mappings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Paragraphs of other standards that ask for the same, by standard."""
    aws_framework_ref: str | None = None

    @property
    def mode(self) -> Mode:
        """How much of the evidence collects itself, read off the sources."""
        manual = [isinstance(source, ManualSource) for source in self.sources]
        if all(manual):
            return Mode.MANUAL
        return Mode.PARTIAL if any(manual) else Mode.AUTOMATED

    @property
    def parameter_values(self) -> dict[str, Json]:
        """What the rules read as `params`."""
        return {parameter.name: parameter.default for parameter in self.parameters}


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """What the controls of one layer of a control set are for."""

    id: str
    name: str
    layer: Layer | None
    purpose: str
    controls: tuple[Control, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlSet:
    """A group of controls that is delegated and reviewed together; in the AI framework, a domain."""

    id: ControlSetId
    uuid: str
    name: str
    purpose: str
    objectives: tuple[Objective, ...]

    @property
    def controls(self) -> tuple[Control, ...]:
        """All controls, in order."""
        return tuple(control for objective in self.objectives for control in objective.controls)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A read-only look for resources of a platform: any element at `each` means that it is in use."""

    chain: Chain
    each: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """An AI platform, and how to tell that it is in use in an account and region."""

    id: PlatformId
    name: str
    probes: tuple[Probe, ...]
    events: tuple[EventName, ...]
    """Activity that shows use; looked for in CloudTrail files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """Control sets under one name. Immutable: with other parameters it is another framework, with another digest."""

    id: FrameworkId
    uuid: str
    name: str
    version: str
    description: str
    compliance_type: str
    platforms: tuple[Platform, ...]
    control_sets: tuple[ControlSet, ...]
    digest: str
    """SHA-256 (hex) over everything that was read, overrides included."""

    @property
    def controls(self) -> tuple[Control, ...]:
        """All controls, in order."""
        return tuple(control for control_set in self.control_sets for control in control_set.controls)

    def sources(self) -> Iterator[tuple[ControlSet, Control, EvidenceSource]]:
        """Walk all evidence sources with the control and control set they belong to."""
        for control_set in self.control_sets:
            for control in control_set.controls:
                for source in control.sources:
                    yield control_set, control, source


def manual_sources(control: Control) -> tuple[ManualSource, ...]:
    """Return the manual sources of `control`; one of our own making where it names none.

    People may bring evidence for any control, as they could in Audit Manager.
    """
    named = tuple(source for source in control.sources if isinstance(source, ManualSource))
    return named or (
        ManualSource(
            id=SourceId(f"{control.id.lower()}-manual"),
            name="Evidence brought by hand",
            artefact="Anything that shows the state of the control",
            accepts=("file", "text", "link"),
            review_interval_days=365,
        ),
    )
