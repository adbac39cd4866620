"""Use cases of frameworks: create, get, list, update, delete.

A framework is a plan for assessments to come: those that were made of it go their own way.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.tagging import keep_tags, tags_of
from probative.books import Books, Position
from probative.domain.custom import CustomControl, CustomControlSet, CustomFramework
from probative.domain.errors import Finding, InvalidError, NotFoundError, QuotaError
from probative.domain.frameworks import Control, Framework
from probative.domain.people import Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlSetDraft:
    """A control set as it was sent; an empty id: a new one."""

    id: str
    name: str
    control_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkDraft:
    """What a custom framework is made of, as it was sent."""

    name: str
    description: str | None
    compliance_type: str | None
    control_sets: tuple[ControlSetDraft, ...]


class ShownFramework(NamedTuple):
    """A framework, its tags, and the controls that it refers to, by UUID."""

    framework: Framework | CustomFramework
    tags: Mapping[str, str]
    controls: Mapping[str, Control | CustomControl]


def framework_arn(application: Application, framework: Framework | CustomFramework) -> str:
    """Return the ARN of a framework, standard or custom."""
    if isinstance(framework, Framework):
        return application.arn(f"assessmentFramework/{framework.uuid}", is_standard=True)
    return application.arn(f"assessmentFramework/{framework.id}")


def create_framework(
    application: Application, caller: Caller, draft: FrameworkDraft, tags: Mapping[str, str]
) -> ShownFramework:
    """Keep a new custom framework.

    Raises:
        ForbiddenError: The caller may not create frameworks.
        NotFoundError: It refers to a control that is not there.
        InvalidError: Two of its control sets have one name, or a control is in it twice.
        QuotaError: There are as many custom frameworks as there may be.
    """
    check_account(application, caller, "CreateAssessmentFramework")
    _verify(draft)
    now = application.clock()

    def change(books: Books) -> ShownFramework:
        check_framework_quota(application, books)
        framework = CustomFramework(
            id=application.new_id(),
            name=draft.name,
            description=draft.description,
            compliance_type=draft.compliance_type,
            control_sets=tuple(_control_set(application, control_set) for control_set in draft.control_sets),
            created_at=now,
            updated_at=now,
            created_by=caller.name,
            updated_by=caller.name,
        )
        _verify_controls(application, books, framework)
        books.frameworks.add(framework)
        keep_tags(books, framework_arn(application, framework), tags)
        return _shown(application, books, framework)

    return application.store.change(change)


def check_framework_quota(application: Application, books: Books) -> None:
    """Return if one more custom framework can be added.

    Raises:
        QuotaError: There are as many as there may be.
    """
    limit = application.quotas.custom_frameworks
    if books.frameworks.count() >= limit:
        raise QuotaError("custom frameworks", limit)


def get_framework(application: Application, caller: Caller, framework_id: str) -> ShownFramework:
    """Return a framework, standard or custom.

    Raises:
        ForbiddenError: The caller may not read the library.
        NotFoundError: There is no such framework.
    """
    check_account(application, caller, "GetAssessmentFramework")
    standard = application.catalogue.find_framework(framework_id)
    if standard is not None:
        return ShownFramework(standard, {}, {control.uuid: control for control in standard.controls})
    return application.store.read(lambda books: _shown(application, books, books.frameworks.get(framework_id)))


def list_standard_frameworks(application: Application, caller: Caller) -> Sequence[Framework]:
    """Return the standard frameworks, by name.

    Raises:
        ForbiddenError: The caller may not read the library.
    """
    check_account(application, caller, "ListAssessmentFrameworks")
    return application.catalogue.frameworks


def list_custom_frameworks(
    application: Application, caller: Caller, *, after: Position | None, limit: int
) -> Sequence[CustomFramework]:
    """Return custom frameworks, newest first.

    Raises:
        ForbiddenError: The caller may not read the library.
    """
    check_account(application, caller, "ListAssessmentFrameworks")
    return application.store.read(lambda books: books.frameworks.select(after=after, limit=limit, newest_first=True))


def update_framework(
    application: Application, caller: Caller, framework_id: str, draft: FrameworkDraft
) -> ShownFramework:
    """Put `draft` in place of what a custom framework holds; control sets with a known id are kept or renamed.

    Raises:
        ForbiddenError: The caller may not change frameworks.
        NotFoundError: There is no such framework, or it refers to a control set or control that is not there.
        InvalidError: It is a standard framework, two control sets have one name or id, or a control is in it twice.
    """
    check_account(application, caller, "UpdateAssessmentFramework")
    _check_custom(application, framework_id, "edited")
    _verify(draft)
    now = application.clock()

    def change(books: Books) -> ShownFramework:
        before = books.frameworks.get(framework_id)
        known = {control_set.id for control_set in before.control_sets}
        for control_set in draft.control_sets:
            if control_set.id and control_set.id not in known:
                raise NotFoundError("control set", control_set.id)
        after = replace(
            before,
            name=draft.name,
            description=draft.description,
            compliance_type=draft.compliance_type,
            control_sets=tuple(_control_set(application, control_set) for control_set in draft.control_sets),
            updated_at=now,
            updated_by=caller.name,
        )
        _verify_controls(application, books, after)
        books.frameworks.put(after)
        return _shown(application, books, after)

    return application.store.change(change)


def delete_framework(application: Application, caller: Caller, framework_id: str) -> None:
    """Forget a custom framework; assessments that were made of it stay as they are.

    Raises:
        ForbiddenError: The caller may not delete frameworks.
        NotFoundError: There is no such framework.
        InvalidError: It is a standard framework.
    """
    check_account(application, caller, "DeleteAssessmentFramework")
    _check_custom(application, framework_id, "deleted")

    def change(books: Books) -> None:
        framework = books.frameworks.get(framework_id)
        keep_tags(books, framework_arn(application, framework), {})
        books.frameworks.remove(framework_id)

    application.store.change(change)


def _check_custom(application: Application, framework_id: str, wanted: str) -> None:
    if application.catalogue.find_framework(framework_id) is not None:
        raise InvalidError(Finding("frameworkId", f"is a standard framework, which cannot be {wanted}"))


def _verify(draft: FrameworkDraft) -> None:
    findings = [*_check_sets(draft)]
    if findings:
        raise InvalidError(*findings)


def _check_sets(draft: FrameworkDraft) -> Iterator[Finding]:
    """Yield what is there twice: a name is the id of a control set in an assessment, and a control has one place."""
    names: set[str] = set()
    ids: set[str] = set()
    controls: set[str] = set()
    for index, control_set in enumerate(draft.control_sets):
        place = f"controlSets[{index}]"
        if control_set.name in names:
            yield Finding(f"{place}.name", f"{control_set.name} is the name of another control set")
        if control_set.id and control_set.id in ids:
            yield Finding(f"{place}.id", f"{control_set.id} is the id of another control set")
        for number, control_id in enumerate(control_set.control_ids):
            if control_id in controls:
                yield Finding(f"{place}.controls[{number}].id", f"{control_id} is in the framework already")
            controls.add(control_id)
        names.add(control_set.name)
        ids.add(control_set.id)


def _control_set(application: Application, draft: ControlSetDraft) -> CustomControlSet:
    return CustomControlSet(id=draft.id or application.new_id(), name=draft.name, control_ids=draft.control_ids)


def _verify_controls(application: Application, books: Books, framework: CustomFramework) -> None:
    known = _controls(application, books, framework)
    for control_set in framework.control_sets:
        for control_id in control_set.control_ids:
            if control_id not in known:
                raise NotFoundError("control", control_id)


def _shown(application: Application, books: Books, framework: CustomFramework) -> ShownFramework:
    tags = tags_of(books, framework_arn(application, framework))
    return ShownFramework(framework, tags, _controls(application, books, framework))


def _controls(
    application: Application, books: Books, framework: CustomFramework
) -> Mapping[str, Control | CustomControl]:
    found: dict[str, Control | CustomControl] = {}
    for control_set in framework.control_sets:
        for control_id in control_set.control_ids:
            control = application.catalogue.find_control(control_id) or books.controls.find(control_id)
            if control is not None:
                found[control_id] = control
    return found
