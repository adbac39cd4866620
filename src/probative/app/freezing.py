"""What an assessment takes over from a framework when it is made, and what the library says of its controls later."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from probative.app.application import Application, Catalogue
from probative.app.library_controls import types_of
from probative.books import Books
from probative.domain.custom import CustomControl, CustomFramework, SourceType
from probative.domain.engagements import (
    AssessedControl,
    AssessedControlSet,
    ControlSetStatus,
    FrozenFramework,
)
from probative.domain.errors import NotFoundError
from probative.domain.frameworks import Framework
from probative.domain.ids import ControlId


class Label(NamedTuple):
    """What the library says of a control of an assessment."""

    name: str
    sources: tuple[SourceType, ...]
    """What types of sources it has, each once."""
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
                if (label := find_label(application, books, AssessedControl(id=id_)))
            ),
        )
        for control_set in framework.control_sets
    )
    return Frozen(frozen, sets)


def find_label(application: Application, books: Books, control: AssessedControl) -> Label | None:
    """Return what is known of a control of an assessment: as it was kept for it, or else as the library has it."""
    standard = _standard_labels(application.catalogue).get(control.id)
    if standard is not None:
        return standard
    custom = control.kept or books.controls.find(control.id)
    return None if custom is None else _label_of(custom)


def _label_of(control: CustomControl) -> Label:
    types = (source.type for source in control.sources if source.type is not None)
    return Label(control.name, tuple(dict.fromkeys(types)), ControlId(control.id))


@lru_cache(maxsize=8)
def _standard_labels(catalogue: Catalogue) -> Mapping[str, Label]:
    """Return what the library says of every standard control, by UUID; worked out once."""
    return {uuid: Label(control.name, types_of(control), control.id) for uuid, control in catalogue.controls.items()}
