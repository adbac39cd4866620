"""Controls as far as people bring evidence for them: their manual sources, and how it is weighed."""

from dataclasses import replace

from probative.app.application import Application
from probative.app.custom_content import to_framework
from probative.books import Books
from probative.domain.engagements import Engagement
from probative.domain.errors import NotFoundError
from probative.domain.evidence_sources import ManualSource
from probative.domain.frameworks import Control, ControlSet, Framework, Objective, manual_sources
from probative.domain.ids import ControlSetId, FrameworkId


def receiving_control(application: Application, books: Books, engagement: Engagement, control_id: str) -> Control:
    """Return the control of an assessment with this UUID, as it is collected for.

    Raises:
        NotFoundError: The library has it no more.
    """
    for control in to_framework(application, books, engagement).controls:
        if control.uuid == control_id:
            return control
    raise NotFoundError("control", control_id)


def source_for(control: Control, way: str, id_: str | None = None) -> ManualSource:
    """Return the artefact with this id, else the first that comes in this way (file, text, link), else the first."""
    sources = manual_sources(control)
    named = (source for source in sources if source.id == id_)
    fitting = (source for source in sources if way in source.accepts)
    return next(named, None) or next(fitting, sources[0])


def framework_for(control_set_id: str, control: Control, source: ManualSource) -> Framework:
    """Return a framework of one control and source: all that weighing needs of what was brought for them."""
    alone = replace(control, sources=(source,), legacy=())
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
