"""Use cases of frameworks: list, get, find a control."""

from pathlib import Path
from typing import NamedTuple

from probative.domain.errors import NotFoundError
from probative.domain.frameworks import Control, Framework
from probative.library import catalogue, loading
from probative.ports import ApiModels


class FoundControl(NamedTuple):
    """A control and the framework it belongs to."""

    framework: Framework
    control: Control


def list_frameworks(*, cache: Path | None) -> tuple[Framework, ...]:
    """Return the frameworks that ship with the product, by id."""
    return tuple(loading.load(framework_id, models=None, cache=cache) for framework_id in catalogue.shipped())


def get_framework(ref: str, *, models: ApiModels | None, cache: Path | None) -> Framework:
    """Return the framework that `ref` stands for: a shipped one's id, or the path of a file or folder.

    Raises:
        NotFoundError: There is no such framework.
        InvalidError: It breaks the format.
    """
    return loading.load(ref, models=models, cache=cache)


def get_control(framework: Framework, control_id: str) -> FoundControl:
    """Return the control with `control_id`, however its letters are cased.

    Raises:
        NotFoundError: The framework has no such control.
    """
    for control in framework.controls:
        if control.id.casefold() == control_id.casefold():
            return FoundControl(framework, control)
    known = tuple(control.id for control in framework.controls)
    prefix = control_id.partition("-")[0].casefold()
    near = tuple(id_ for id_ in known if id_.casefold().startswith(f"{prefix}-"))
    raise NotFoundError("control", control_id, near or tuple(entry.id for entry in framework.control_sets))
