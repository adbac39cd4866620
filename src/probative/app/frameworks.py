"""Use cases of frameworks: list, get, find a control."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from probative.domain.errors import NotFoundError
from probative.domain.evidence_sources import AutomatedSource, CloudTrailSource, Json, questions_of, rule_of
from probative.domain.frameworks import Control, ControlSet, Framework
from probative.library import catalogue, loading, writing
from probative.ports.asking import ApiModels


class FoundControl(NamedTuple):
    """A control and where it belongs."""

    framework: Framework
    control_set: ControlSet
    control: Control


def list_frameworks(*, cache: Path | None) -> tuple[Framework, ...]:
    """Return the frameworks that ship with the product, by id."""
    return tuple(loading.load(framework_id, models=None, cache=cache) for framework_id in catalogue.shipped())


def get_framework(ref: str, *, models: Callable[[], ApiModels], cache: Path | None) -> Framework:
    """Return the framework that `ref` stands for: a shipped one's id, or the path of a file or folder.

    `models` is called only where the framework was not checked before.

    Raises:
        NotFoundError: There is no such framework.
        InvalidError: It breaks the format.
    """
    if ref in catalogue.shipped():
        return loading.load(ref, models=None, cache=cache)
    return loading.find_checked(ref, cache=cache) or loading.load(ref, models=models(), cache=cache)


class Checked(NamedTuple):
    """A sound framework and how much was checked in it."""

    framework: Framework
    sources_count: int
    rules_count: int
    tests_count: int


def validate_framework(ref: str, *, models: ApiModels) -> Checked:
    """Check the framework that `ref` stands for whole, be it shipped or not.

    Raises:
        NotFoundError: There is no such framework.
        InvalidError: It breaks the format; the findings are all the breaches, by file and line.
    """
    framework = loading.check(ref, models=models)
    sources = [source for _, _, source in framework.sources()]
    rules = [rule for rule in map(rule_of, sources) if rule is not None]
    return Checked(framework, len(sources), len(rules), sum(len(rule.tests) for rule in rules))


def get_control(framework: Framework, control_id: str) -> FoundControl:
    """Return the control with `control_id`, however its letters are cased.

    Raises:
        NotFoundError: The framework has no such control.
    """
    for control_set in framework.control_sets:
        for control in control_set.controls:
            if control.id.casefold() == control_id.casefold():
                return FoundControl(framework, control_set, control)
    known = tuple(control.id for control in framework.controls)
    prefix = control_id.partition("-")[0].casefold()
    near = tuple(id_ for id_ in known if id_.casefold().startswith(f"{prefix}-"))
    raise NotFoundError("control", control_id, near or tuple(entry.id for entry in framework.control_sets))


def control_document(found: FoundControl) -> dict[str, Json]:
    """Return the control as its framework's file has it, with where it belongs."""
    return {
        "framework": found.framework.id,
        "control_set": found.control_set.name,
        "objective": found.control.objective_id,
        "layer": found.control.layer,
        "mode": found.control.mode,
        "uuid": found.control.uuid,
        **writing.control_document(found.control),
    }


def export_framework(framework: Framework, *, as_yaml: bool) -> str:
    """Return `framework` whole, as a text that can be loaded again: YAML, or else JSON."""
    if not as_yaml:
        return writing.to_json(framework)
    from probative.library.yaml_writing import to_yaml  # noqa: PLC0415  start-up

    return to_yaml(writing.to_document(framework))


def asked_of(source: AutomatedSource) -> tuple[str, ...]:
    """Return what `source` asks, one line each, as a reader of the control wants it."""
    if isinstance(source, CloudTrailSource):
        return tuple(f"{event.source} {event.name}" for event in source.events)
    return questions_of(source)
