"""Framework files over the API: written for taking away, read for looking at, compared with what is here."""

import re
from dataclasses import replace
from typing import Final, NamedTuple

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.framework_content import content_of
from probative.app.frameworks import export_framework
from probative.domain.errors import Finding, InvalidError
from probative.domain.frameworks import Framework
from probative.domain.people import Caller
from probative.library.comparing import Comparison, compare
from probative.library.files import Bundle, File

_READ: Final = "GetAssessmentFramework"
_PLAIN: Final = re.compile(r"[^A-Za-z0-9.-]+")
_NAME_MOST: Final = 80


class FrameworkFile(NamedTuple):
    """A framework as a file that `probative framework validate` takes."""

    name: str
    content: str


class Side(NamedTuple):
    """One of two frameworks: of the library, or in a file; one of both is given."""

    framework_id: str | None
    content: str | None


def export_file(application: Application, caller: Caller, framework_id: str, *, as_yaml: bool = True) -> FrameworkFile:
    """Return a framework of the library as a file, standard or custom.

    Raises:
        ForbiddenError: The caller may not read the library.
        NotFoundError: There is no such framework.
    """
    check_account(application, caller, _READ)
    framework = _as_file(_of_library(application, framework_id))
    name = _PLAIN.sub("-", framework.name).strip("-").lower()[:_NAME_MOST] or framework.id
    return FrameworkFile(f"{name}.{'yaml' if as_yaml else 'json'}", export_framework(framework, as_yaml=as_yaml))


def read_file(application: Application, content: str, *, field: str) -> Framework:
    """Return the framework that a file holds, checked whole; `field` is where it was given.

    Raises:
        InvalidError: It breaks the format; the findings are all the breaches, by line.
    """
    # YAML, its schema and the composing are loaded where a file is read, not by every server.
    from probative.library import composing  # noqa: PLC0415  start-up
    from probative.library.reading import read_framework  # noqa: PLC0415  start-up

    bundle = Bundle(files=(File(name=field, content=content.encode()),), is_shipped=False)
    return read_framework(*composing.compose(bundle, application.models))


def compare_frameworks(application: Application, caller: Caller, before: Side, after: Side) -> Comparison:
    """Return in what `after` differs from `before`.

    Raises:
        ForbiddenError: The caller may not read the library.
        NotFoundError: There is no such framework.
        InvalidError: A file breaks the format, or a side is neither a framework nor a file.
    """
    check_account(application, caller, _READ)
    return compare(_side(application, before, "before"), _side(application, after, "after"))


def _side(application: Application, side: Side, field: str) -> Framework:
    if (side.framework_id is None) == (side.content is None):
        raise InvalidError(Finding(field, "give either the id of a framework or the content of a file"))
    if side.framework_id is not None:
        return _of_library(application, side.framework_id)
    return read_file(application, side.content or "", field=field)


def _of_library(application: Application, framework_id: str) -> Framework:
    return application.store.read(lambda books: content_of(application, books, framework_id))


def _as_file(framework: Framework) -> Framework:
    """Return the framework with what a file must have: descriptions, and objectives of ids that are there once."""
    sets = []
    taken: set[str] = set()
    for number, control_set in enumerate(framework.control_sets, start=1):
        objectives = []
        for objective in control_set.objectives:
            id_ = objective.id if objective.id not in taken else f"{objective.id}.{number}"
            taken.add(id_)
            controls = tuple(
                replace(control, objective_id=id_, description=control.description or control.name)
                for control in objective.controls
            )
            objectives.append(replace(objective, id=id_, controls=controls))
        sets.append(replace(control_set, objectives=tuple(objectives)))
    description = framework.description or framework.name
    return replace(framework, description=description, control_sets=tuple(sets))
