"""What an assessment collects, as a framework: the one value that collection, weighing and reports work with.

It is made anew from the library whenever it is needed: an edit of a custom control reaches every active assessment
that way. Its digest covers all that decides what is collected and how it is weighed, so that any edit is another
framework. A control that is inactive has no sources: nothing is collected for it. Neither has it those that look at
none of the services that were chosen.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

from probative.app.application import Application, Catalogue
from probative.app.custom_sources import controls_beneath, to_evidence_sources
from probative.app.source_services import services_asked
from probative.books import Books
from probative.domain.custom import CustomControl
from probative.domain.engagements import (
    AssessedControl,
    AssessedControlSet,
    ControlStatus,
    Engagement,
    FrozenFramework,
)
from probative.domain.evidence_sources import EvidenceSource, Json, ManualSource
from probative.domain.frameworks import Control, ControlSet, Framework, Objective, Parameter, Platform
from probative.domain.ids import ControlId, ControlSetId, FrameworkId, PlatformId, name_based_uuid
from probative.library.writing import control_document
from probative.ports.asking import ApiModels

_VERSION_LENGTH: Final = 12


class _Shelved(NamedTuple):
    """A control, and the objective that it belongs to; None: a custom one."""

    control: Control
    objective: Objective | None


def to_framework(application: Application, books: Books, engagement: Engagement) -> Framework:
    """Return what `engagement` collects: its control sets, called by their names, and their controls.

    Standard controls keep their own id, custom ones go by their UUID. A control that the library no longer has is
    left out.
    """
    services = frozenset(engagement.services)
    return collected(application, books, engagement.framework, engagement.control_sets, services)


def collected(  # noqa: PLR0917  of what, over which services
    application: Application,
    books: Books,
    frozen: FrozenFramework,
    control_sets: Iterable[AssessedControlSet],
    services: Collection[str] = (),
) -> Framework:
    """Return what an assessment of this framework with these control sets collects; see `to_framework`.

    `services` are the only ones that are looked at; none: all that are asked for.
    """
    sets = tuple(_control_set(application, books, control_set, services) for control_set in control_sets)
    standard = application.catalogue.find_framework(frozen.id)
    framework = Framework(
        id=standard.id if standard is not None else FrameworkId(frozen.id),
        uuid=frozen.id,
        name=frozen.name,
        version=standard.version if standard is not None else "",
        description=frozen.description or "",
        compliance_type=frozen.compliance_type or "",
        platforms=_platforms(application, sets),
        control_sets=sets,
        digest="",
    )
    digest = _digest(application.catalogue, framework)
    # Nobody numbers the versions of a custom framework: its content does.
    return replace(framework, digest=digest, version=framework.version or digest[:_VERSION_LENGTH])


def _control_set(
    application: Application, books: Books, assessed: AssessedControlSet, services: Collection[str]
) -> ControlSet:
    shelved = [
        _collected(found, each, application.models, services)
        for each in assessed.controls
        if (found := _find(application, books, each, assessed.id)) is not None
    ]
    return ControlSet(
        id=ControlSetId(assessed.id),
        uuid=name_based_uuid("control set", assessed.id),
        name=assessed.id,
        purpose=assessed.description,
        objectives=tuple(_objectives(shelved, assessed.id)),
    )


def _objectives(shelved: list[_Shelved], name: str) -> Iterator[Objective]:
    """Yield the objectives of the controls in order, each once; custom controls share one named as their set."""
    known = {each.objective.id: each.objective for each in shelved if each.objective is not None}
    for id_ in dict.fromkeys(each.control.objective_id for each in shelved):
        controls = tuple(each.control for each in shelved if each.control.objective_id == id_)
        if id_ in known:
            yield replace(known[id_], controls=controls)
        else:
            yield Objective(id=id_, name=name, layer=None, purpose="", controls=controls)


def _collected(found: _Shelved, assessed: AssessedControl, models: ApiModels, services: Collection[str]) -> _Shelved:
    if assessed.status is ControlStatus.INACTIVE:
        return found._replace(control=replace(found.control, sources=(), legacy=()))
    if not services:
        return found
    control = found.control
    sources = tuple(source for source in control.sources if _looks_at(source, models, services))
    legacy = tuple(id_ for id_ in control.legacy if id_ in {source.id for source in sources})
    return found._replace(control=replace(control, sources=sources, legacy=legacy))


def _looks_at(source: EvidenceSource, models: ApiModels, services: Collection[str]) -> bool:
    """Say whether a source looks at any of `services`, or at none at all: it is for people."""
    asked = set(services_asked(source, models))
    return not asked or not asked.isdisjoint(services)


def _find(application: Application, books: Books, assessed: AssessedControl, set_name: str) -> _Shelved | None:
    standard = application.catalogue.find_control(assessed.id)
    if standard is not None:
        return _Shelved(standard, _objectives_of(application.catalogue)[standard.uuid])
    custom = assessed.kept or books.controls.find(assessed.id)
    return None if custom is None else _Shelved(_to_control(application, custom, set_name), None)


@lru_cache(maxsize=4)
def _objectives_of(catalogue: Catalogue) -> Mapping[str, Objective]:
    """Return the objective of every standard control, by the control's UUID."""
    return {
        control.uuid: objective
        for framework in catalogue.frameworks
        for control_set in framework.control_sets
        for objective in control_set.objectives
        for control in objective.controls
    }


def _to_control(application: Application, custom: CustomControl, set_name: str) -> Control:
    sources = tuple(each for source in custom.sources for each in to_evidence_sources(application, source))
    return Control(
        id=ControlId(custom.id),
        uuid=custom.id,
        name=custom.name,
        objective_id=set_name,
        layer=None,
        platforms=tuple(dict.fromkeys(platform for source in sources for platform in _platforms_of(source))),
        description=custom.description or "",
        testing_information=custom.testing_information or "",
        action_plan_title=custom.action_plan_title or "",
        action_plan_instructions=custom.action_plan_instructions or "",
        parameters=tuple(_parameters(application, custom)),
        sources=sources,
    )


def _parameters(application: Application, custom: CustomControl) -> Iterator[Parameter]:
    """Yield the parameters of all standard controls that `custom` rests on, each once, at their defaults."""
    found = {
        parameter.name: parameter
        for source in custom.sources
        for control in controls_beneath(application.catalogue, source)
        for parameter in control.parameters
    }
    yield from found.values()


def _platforms(application: Application, sets: tuple[ControlSet, ...]) -> tuple[Platform, ...]:
    """Return the platforms that some source looks at: whether they are in use is looked for by these alone."""
    looked_at = {
        platform
        for control_set in sets
        for control in control_set.controls
        for source in control.sources
        for platform in _platforms_of(source)
    }
    known = {
        platform.id: platform for framework in application.catalogue.frameworks for platform in framework.platforms
    }
    return tuple(platform for id_, platform in known.items() if id_ in looked_at)


def _platforms_of(source: EvidenceSource) -> tuple[PlatformId, ...]:
    return () if isinstance(source, ManualSource) else source.platforms


def _digest(catalogue: Catalogue, framework: Framework) -> str:
    content: Json = {
        "uuid": framework.uuid,
        "name": framework.name,
        "standard": [standard.digest for standard in catalogue.frameworks],
        "control_sets": [
            {"name": control_set.name, "controls": [_told(catalogue, each) for each in control_set.controls]}
            for control_set in framework.control_sets
        ],
    }
    spelled = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()


def _told(catalogue: Catalogue, control: Control) -> Json:
    """Return what tells `control` from any other: of a standard one, the digest of its framework tells the rest."""
    if control.uuid in catalogue.controls:
        return [control.id, bool(control.sources)]
    return control_document(control)
