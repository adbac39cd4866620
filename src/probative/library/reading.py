"""From plain values to frameworks: what a sound document says, as the domain's values.

One rule holds here: a document that comes in has passed the schema, so that nothing here checks, and what is left out
has its default filled in.
"""

from typing import NamedTuple, cast

from probative.domain.frameworks import (
    Control,
    ControlSet,
    Framework,
    Layer,
    Objective,
    Parameter,
    ParameterType,
    Platform,
    Probe,
)
from probative.domain.ids import ControlId, ControlSetId, FrameworkId, PlatformId, SourceId, name_based_uuid
from probative.library.belonging import Belonging
from probative.library.members import Document, rows, table, tables, text, texts
from probative.library.source_reading import read_chain, read_event, read_source


class _Above(NamedTuple):
    """What a control has from what stands above it."""

    framework_id: str
    belonging: Belonging
    objective_id: str = ""
    layer: Layer | None = None


def read_framework(document: Document, digest: str) -> Framework:
    """Return the framework that `document` describes; `digest` is that of what was read."""
    framework_id = text(document, "id")
    above = _Above(framework_id, Belonging.of(tables(document, "platforms")))
    return Framework(
        id=FrameworkId(framework_id),
        uuid=name_based_uuid("framework", framework_id),
        name=text(document, "name"),
        version=text(document, "version"),
        description=text(document, "description"),
        compliance_type=text(document, "compliance_type"),
        platforms=tuple(_read_platform(entry) for entry in tables(document, "platforms")),
        control_sets=tuple(_read_control_set(entry, above) for entry in tables(document, "control_sets")),
        digest=digest,
    )


def _read_platform(entry: Document) -> Platform:
    return Platform(
        id=PlatformId(text(entry, "id")),
        name=text(entry, "name"),
        probes=tuple(
            Probe(chain=read_chain(rows(probe, "calls")), each=text(probe, "each")) for probe in tables(entry, "probes")
        ),
        events=tuple(read_event(event) for event in texts(entry, "events")),
    )


def _read_control_set(entry: Document, above: _Above) -> ControlSet:
    control_set_id = text(entry, "id")
    return ControlSet(
        id=ControlSetId(control_set_id),
        uuid=name_based_uuid("control set", above.framework_id, control_set_id),
        name=text(entry, "name"),
        purpose=text(entry, "purpose"),
        objectives=tuple(_read_objective(objective, above) for objective in tables(entry, "objectives")),
    )


def _read_objective(entry: Document, above: _Above) -> Objective:
    layer = Layer(text(entry, "layer")) if text(entry, "layer") else None
    above = above._replace(objective_id=text(entry, "id"), layer=layer)
    return Objective(
        id=above.objective_id,
        name=text(entry, "name"),
        layer=layer,
        purpose=text(entry, "purpose"),
        controls=tuple(_read_control(control, above) for control in tables(entry, "controls")),
    )


def _read_control(entry: Document, above: _Above) -> Control:
    control_id = text(entry, "id")
    platforms = tuple(PlatformId(name) for name in texts(entry, "platforms"))
    return Control(
        id=ControlId(control_id),
        uuid=name_based_uuid("control", above.framework_id, control_id),
        name=text(entry, "name"),
        objective_id=above.objective_id,
        layer=above.layer,
        platforms=platforms,
        description=text(entry, "description"),
        testing_information=text(entry, "testing_information"),
        action_plan_title=text(entry, "action_plan_title"),
        action_plan_instructions=text(entry, "action_plan_instructions"),
        parameters=tuple(_read_parameter(parameter) for parameter in tables(entry, "parameters")),
        sources=tuple(
            read_source(source, above.belonging.platforms_of(source, platforms))
            for source in tables(entry, "evidence_sources")
        ),
        legacy=tuple(SourceId(name) for name in texts(entry, "legacy")),
        mappings={standard: tuple(cast("list[str]", ids)) for standard, ids in table(entry, "mappings").items()},
        aws_framework_ref=text(entry, "aws_framework_ref") or None,
    )


def _read_parameter(entry: Document) -> Parameter:
    return Parameter(
        name=text(entry, "name"),
        type=ParameterType(text(entry, "type")),
        default=entry["default"],
        meaning=text(entry, "meaning"),
    )
