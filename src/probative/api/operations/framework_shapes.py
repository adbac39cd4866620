"""Frameworks of the library on the wire: their controls in part, as GetControl has them whole."""

from collections.abc import Iterator, Mapping, Sequence

from probative.api.operations.context import Shape
from probative.api.operations.control_shapes import control_metadata_shape
from probative.api.operations.source_shapes import display_of
from probative.app.application import Application
from probative.app.custom_frameworks import ShownFramework, framework_arn
from probative.app.library_controls import types_of
from probative.domain.custom import ControlType, CustomControl, CustomFramework, FrameworkType, SourceType
from probative.domain.frameworks import Control, Framework


def framework_shape(application: Application, shown: ShownFramework) -> Shape:
    """Return a framework whole."""
    return {
        **_head(application, shown.framework),
        "controlSources": display_of(_types(shown.controls)),
        "controlSets": [
            {
                "id": id_,
                "name": name,
                "controls": [
                    _control(application, shown.controls[uuid]) for uuid in control_ids if uuid in shown.controls
                ],
            }
            for id_, name, control_ids in _sets(shown.framework)
        ],
        **_by_whom(shown.framework),
        "tags": dict(shown.tags),
    }


def framework_metadata_shape(application: Application, framework: Framework | CustomFramework) -> Shape:
    """Return a framework as a list shows it."""
    sets = [control_ids for _, _, control_ids in _sets(framework)]
    return {
        **_head(application, framework),
        "controlsCount": sum(map(len, sets)),
        "controlSetsCount": len(sets),
    }


def _head(application: Application, framework: Framework | CustomFramework) -> Shape:
    is_standard = isinstance(framework, Framework)
    return {
        "arn": framework_arn(application, framework),
        "id": framework.uuid if isinstance(framework, Framework) else framework.id,
        "type": FrameworkType.STANDARD if is_standard else FrameworkType.CUSTOM,
        "name": framework.name,
        "description": framework.description,
        "complianceType": framework.compliance_type,
        "createdAt": None if isinstance(framework, Framework) else framework.created_at,
        "lastUpdatedAt": None if isinstance(framework, Framework) else framework.updated_at,
    }


def _by_whom(framework: Framework | CustomFramework) -> Shape:
    if isinstance(framework, Framework):
        return {}
    return {"createdBy": framework.created_by, "lastUpdatedBy": framework.updated_by}


def _sets(framework: Framework | CustomFramework) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Yield the id, name and control UUIDs of each control set."""
    if isinstance(framework, Framework):
        for standard in framework.control_sets:
            yield standard.uuid, standard.name, [control.uuid for control in standard.controls]
    else:
        for custom in framework.control_sets:
            yield custom.id, custom.name, custom.control_ids


def _control(application: Application, control: Control | CustomControl) -> Shape:
    is_standard = isinstance(control, Control)
    return {
        **control_metadata_shape(application, control),
        "type": ControlType.STANDARD if is_standard else ControlType.CUSTOM,
        "description": control.description,
        "testingInformation": control.testing_information,
        "actionPlanTitle": control.action_plan_title,
        "actionPlanInstructions": control.action_plan_instructions,
    }


def _types(controls: Mapping[str, Control | CustomControl]) -> Iterator[SourceType | None]:
    for control in controls.values():
        if isinstance(control, Control):
            yield from types_of(control)
        else:
            yield from (source.type for source in control.sources)
