"""What an assessment takes over from a framework when it is made, and what the library says of its controls later."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from probative.app.application import Application, Catalogue
from probative.books import Books
from probative.domain.custom import CustomControl, CustomFramework, SourceType
from probative.domain.engagements import (
    AssessedControl,
    AssessedControlSet,
    ControlSetStatus,
    FrozenFramework,
)
from probative.domain.errors import NotFoundError
from probative.domain.evidence_sources import (
    AlarmSource,
    ApiCallSource,
    CloudTrailSource,
    ConfigRuleSource,
    EvidenceSource,
    ManualSource,
    MetricSource,
    SecurityHubSource,
)
from probative.domain.frameworks import Framework
from probative.domain.ids import ControlId
from probative.domain.slots import SourceKind

_KINDS: Final[Mapping[type[EvidenceSource], SourceKind]] = {
    ApiCallSource: SourceKind.API_CALL,
    CloudTrailSource: SourceKind.CLOUDTRAIL,
    ConfigRuleSource: SourceKind.CONFIG,
    SecurityHubSource: SourceKind.SECURITY_HUB,
    MetricSource: SourceKind.CLOUDWATCH,
    AlarmSource: SourceKind.CLOUDWATCH,
    ManualSource: SourceKind.MANUAL,
}
_TYPES: Final[Mapping[SourceType, str]] = {
    SourceType.CLOUDTRAIL: SourceKind.CLOUDTRAIL,
    SourceType.CONFIG: SourceKind.CONFIG,
    SourceType.SECURITY_HUB: SourceKind.SECURITY_HUB,
    SourceType.API_CALL: SourceKind.API_CALL,
    SourceType.MANUAL: SourceKind.MANUAL,
    SourceType.COMMON_CONTROL: "Common control",
    SourceType.CORE_CONTROL: "Core control",
}


class Label(NamedTuple):
    """What the library says of a control of an assessment."""

    name: str
    sources: tuple[str, ...]
    """What kinds of evidence it asks for, in words."""
    lake_id: ControlId
    """How the lake calls it."""


class Frozen(NamedTuple):
    """A framework as an assessment takes it over."""

    framework: FrozenFramework
    control_sets: tuple[AssessedControlSet, ...]


def freeze(application: Application, books: Books, framework_id: str) -> Frozen:
    """Return what an assessment of this framework has: every set active, every control under review.

    Raises:
        NotFoundError: There is no such framework.
    """
    standard = application.catalogue.find_framework(framework_id)
    if standard is not None:
        return _of_standard(standard)
    custom = books.frameworks.find(framework_id)
    if custom is None:
        raise NotFoundError("framework", framework_id)
    return _of_custom(application, books, custom)


def _of_standard(framework: Framework) -> Frozen:
    frozen = FrozenFramework(
        id=framework.uuid,
        name=framework.name,
        description=framework.description,
        compliance_type=framework.compliance_type,
        is_standard=True,
    )
    sets = tuple(
        AssessedControlSet(
            id=control_set.name,
            status=ControlSetStatus.ACTIVE,
            description=control_set.purpose,
            controls=tuple(AssessedControl(id=control.uuid, name=control.name) for control in control_set.controls),
        )
        for control_set in framework.control_sets
    )
    return Frozen(frozen, sets)


def _of_custom(application: Application, books: Books, framework: CustomFramework) -> Frozen:
    frozen = FrozenFramework(
        id=framework.id,
        name=framework.name,
        description=framework.description,
        compliance_type=framework.compliance_type,
        is_standard=False,
    )
    sets = tuple(
        AssessedControlSet(
            id=control_set.name,
            status=ControlSetStatus.ACTIVE,
            controls=tuple(
                AssessedControl(id=id_, name=label.name)
                for id_ in control_set.control_ids
                if (label := find_label(application, books, id_))
            ),
        )
        for control_set in framework.control_sets
    )
    return Frozen(frozen, sets)


def find_label(application: Application, books: Books, control_id: str) -> Label | None:
    """Return what the library says of the control with this UUID, if it has it."""
    standard = standard_labels(application.catalogue).get(control_id)
    if standard is not None:
        return standard
    custom = books.controls.find(control_id)
    return None if custom is None else _label_of(custom)


def _label_of(control: CustomControl) -> Label:
    kinds = (_TYPES[source.type] for source in control.sources if source.type is not None)
    return Label(control.name, tuple(dict.fromkeys(kinds)), ControlId(control.id))


@lru_cache(maxsize=8)
def standard_labels(catalogue: Catalogue) -> Mapping[str, Label]:
    """Return what the library says of every standard control, by UUID; worked out once."""
    return {
        uuid: Label(control.name, tuple(dict.fromkeys(_KINDS[type(source)] for source in control.sources)), control.id)
        for uuid, control in catalogue.controls.items()
    }
