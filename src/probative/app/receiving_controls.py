"""Controls as far as people bring evidence for them: their manual sources, and how it is weighed."""

from typing import Final

from probative.app.application import Application
from probative.app.evidence_folders import lake_control_id
from probative.books import Books
from probative.domain.custom import SourceType
from probative.domain.engagements import AssessedControl
from probative.domain.evidence_sources import ManualSource
from probative.domain.frameworks import Control, ControlSet, Framework, Objective, manual_sources
from probative.domain.ids import ControlId, ControlSetId, FrameworkId, SourceId

_REVIEW_DAYS: Final = 365


def receiving_control(application: Application, books: Books, control: AssessedControl) -> Control:
    """Return the control with its manual sources, standard or custom."""
    if standard := application.catalogue.find_control(control.id):
        return standard
    custom = control.kept or books.controls.find(control.id)
    sources = tuple(
        ManualSource(
            id=SourceId(source.id),
            name=source.name or "",
            artefact=source.description or "",
            accepts=("file", "text", "link"),
            review_interval_days=_REVIEW_DAYS,
        )
        for source in (custom.sources if custom else ())
        if source.type is SourceType.MANUAL
    )
    return _control(
        lake_control_id(application, control.id), control.id, custom.name if custom else control.id, sources
    )


def _control(id_: ControlId, uuid: str, name: str, sources: tuple[ManualSource, ...]) -> Control:
    return Control(
        id=id_,
        uuid=uuid,
        name=name,
        objective_id="",
        layer=None,
        platforms=(),
        description="",
        testing_information="",
        action_plan_title="",
        action_plan_instructions="",
        parameters=(),
        sources=sources,
    )


def source_for(control: Control, way: str) -> ManualSource:
    """Return the first artefact that the control awaits in this way (file, text, link); else the first of all."""
    sources = manual_sources(control)
    return next((source for source in sources if way in source.accepts), sources[0])


def framework_for(control_set_id: str, control: Control, source: ManualSource) -> Framework:
    """Return a framework of one control and source: all that weighing needs of what was brought for them."""
    alone = _control(control.id, control.uuid, control.name, (source,))
    objective = Objective(id="", name="", layer=None, purpose="", controls=(alone,))
    control_set = ControlSet(
        id=ControlSetId(control_set_id), uuid="", name=control_set_id, purpose="", objectives=(objective,)
    )
    return Framework(
        id=FrameworkId("manual"),
        uuid="",
        name="",
        version="",
        description="",
        compliance_type="",
        platforms=(),
        control_sets=(control_set,),
        digest="",
    )
