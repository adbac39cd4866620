"""Use cases of controls: create, get, list, update, delete.

A custom control that is edited or deleted is so in every active assessment that has it; an inactive one is a record of
what was, and keeps the control as it stood.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.control_domains import controls_filed
from probative.app.control_reach import keep_for_the_inactive, take_from_frameworks, take_from_the_active
from probative.app.library_controls import get_library_control
from probative.app.source_checks import rule_breaches, verify_sources
from probative.app.source_rules import RuleText, parse_rule
from probative.app.tagging import keep_tags, tags_of
from probative.books import Books, Position
from probative.domain.custom import (
    CustomControl,
    LibraryControl,
    MappingSource,
    to_library_control,
)
from probative.domain.errors import Finding, InvalidError, NotFoundError, QuotaError
from probative.domain.evidence_searches import UNCATEGORIZED
from probative.domain.frameworks import Control
from probative.domain.people import Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlDraft:
    """What a custom control is made of, as it was sent; a source with an empty id is new."""

    name: str
    description: str | None
    testing_information: str | None
    action_plan_title: str | None
    action_plan_instructions: str | None
    sources: tuple[MappingSource, ...]


class TaggedControl(NamedTuple):
    """A control, and its tags."""

    control: LibraryControl
    tags: Mapping[str, str]


def create_control(
    application: Application, caller: Caller, draft: ControlDraft, tags: Mapping[str, str]
) -> TaggedControl:
    """Keep a new custom control.

    Raises:
        ForbiddenError: The caller may not create controls.
        InvalidError: A source cannot be collected, or its rule cannot weigh what comes.
        QuotaError: There are as many custom controls as there may be.
    """
    check_account(application, caller, "CreateControl")
    verify_sources(application, draft.sources)
    now = application.clock()

    def change(books: Books) -> TaggedControl:
        check_control_quota(application, books, 1)
        control = CustomControl(
            id=application.new_id(),
            name=draft.name,
            description=draft.description,
            testing_information=draft.testing_information,
            action_plan_title=draft.action_plan_title,
            action_plan_instructions=draft.action_plan_instructions,
            sources=tuple(_with_rule(replace(source, id=application.new_id())) for source in draft.sources),
            created_at=now,
            updated_at=now,
            created_by=caller.name,
            updated_by=caller.name,
        )
        books.controls.add(control)
        keep_tags(books, control_arn(application, control.id), tags)
        return TaggedControl(to_library_control(control), dict(tags))

    return application.store.change(change)


def check_control_quota(application: Application, books: Books, more: int) -> None:
    """Return if `more` custom controls can be added.

    Raises:
        QuotaError: They would be too many.
    """
    limit = application.quotas.custom_controls
    if more and books.controls.count() + more > limit:
        raise QuotaError("custom controls", limit)


def control_arn(application: Application, control_id: str) -> str:
    """Return the ARN of a control, standard or custom."""
    is_standard = application.catalogue.find_control(control_id) is not None
    return application.arn(f"control/{control_id}", is_standard=is_standard)


def get_control(application: Application, caller: Caller, control_id: str) -> TaggedControl:
    """Return a control, standard or custom.

    Raises:
        ForbiddenError: The caller may not read the library.
        NotFoundError: There is no such control.
    """
    check_account(application, caller, "GetControl")

    def read(books: Books) -> TaggedControl:
        control = get_library_control(application, books, control_id)
        return TaggedControl(control, tags_of(books, control_arn(application, control_id)))

    return application.store.read(read)


def list_standard_controls(application: Application, caller: Caller, catalogue_id: str | None) -> Sequence[Control]:
    """Return the standard controls, in the order of their frameworks.

    `catalogue_id` is the ARN of a domain, an objective or a common control; none is uncategorised.

    Raises:
        ForbiddenError: The caller may not read the library.
    """
    check_account(application, caller, "ListControls")
    if catalogue_id is not None:
        return controls_filed(application.catalogue, catalogue_id)
    return tuple(application.catalogue.controls.values())


def list_custom_controls(
    application: Application, caller: Caller, catalogue_id: str | None, *, after: Position | None, limit: int
) -> Sequence[CustomControl]:
    """Return custom controls, newest first; all of them are uncategorised.

    Raises:
        ForbiddenError: The caller may not read the library.
    """
    check_account(application, caller, "ListControls")
    if catalogue_id not in {None, UNCATEGORIZED}:
        return ()
    return application.store.read(lambda books: books.controls.select(after=after, limit=limit, newest_first=True))


def update_control(application: Application, caller: Caller, control_id: str, draft: ControlDraft) -> TaggedControl:
    """Put `draft` in place of what a custom control holds; sources with a known id are kept or edited.

    Raises:
        ForbiddenError: The caller may not change controls.
        NotFoundError: There is no such control.
        InvalidError: It is a standard control, a source cannot be collected or its id is none of the control's.
    """
    check_account(application, caller, "UpdateControl")
    _check_custom(application, control_id, "edited")
    now = application.clock()

    def change(books: Books) -> TaggedControl:
        before = books.controls.get(control_id)
        sources = _merged(before, draft.sources)
        verify_sources(application, sources)
        after = replace(
            before,
            name=draft.name,
            description=draft.description,
            testing_information=draft.testing_information,
            action_plan_title=draft.action_plan_title,
            action_plan_instructions=draft.action_plan_instructions,
            sources=tuple(replace(source, id=source.id or application.new_id()) for source in sources),
            updated_at=now,
            updated_by=caller.name,
        )
        keep_for_the_inactive(books, before)
        books.controls.put(after)
        return TaggedControl(to_library_control(after), tags_of(books, control_arn(application, control_id)))

    updated = application.store.change(change)
    application.wake()
    return updated


def get_rules(application: Application, caller: Caller, control_id: str) -> TaggedControl:
    """Return a custom control with the rules of its sources, written in their descriptions or set beside them.

    Raises:
        ForbiddenError: The caller may not read the library.
        NotFoundError: There is no such custom control.
    """
    check_account(application, caller, "GetControl")

    def read(books: Books) -> TaggedControl:
        control = books.controls.get(control_id)
        return TaggedControl(to_library_control(control), tags_of(books, control_arn(application, control_id)))

    return application.store.read(read)


def set_rule(  # noqa: PLR0917  who sets what on which
    application: Application, caller: Caller, control_id: str, source_id: str, expression: str | None
) -> TaggedControl:
    """Set the rule of a source of a custom control, beside its description; None takes it away.

    Raises:
        ForbiddenError: The caller may not write rules.
        NotFoundError: There is no such control, or it has no such source.
        InvalidError: It is a standard control, the description has a rule of its own, or the rule cannot weigh.
    """
    check_account(application, caller, "WriteRules")
    _check_custom(application, control_id, "edited")
    now = application.clock()

    def change(books: Books) -> TaggedControl:
        before = books.controls.get(control_id)
        source = next((source for source in before.sources if source.id == source_id), None)
        if source is None:
            raise NotFoundError("source", source_id, tuple(each.id for each in before.sources))
        _check_rule(application, source, expression)
        ruled = replace(source, rule=expression, rule_reason=None)
        sources = tuple(ruled if each.id == source_id else each for each in before.sources)
        after = replace(before, sources=sources, updated_at=now, updated_by=caller.name)
        keep_for_the_inactive(books, before)
        books.controls.put(after)
        return TaggedControl(to_library_control(after), tags_of(books, control_arn(application, control_id)))

    ruled = application.store.change(change)
    application.wake()
    return ruled


def delete_control(application: Application, caller: Caller, control_id: str) -> None:
    """Forget a custom control, in the library, in custom frameworks and in active assessments.

    Raises:
        ForbiddenError: The caller may not delete controls.
        NotFoundError: There is no such control.
        InvalidError: It is a standard control.
    """
    check_account(application, caller, "DeleteControl")
    _check_custom(application, control_id, "deleted")

    def change(books: Books) -> None:
        control = books.controls.get(control_id)
        take_from_frameworks(books, control_id)
        keep_for_the_inactive(books, control)
        take_from_the_active(application, books, caller, control)
        keep_tags(books, control_arn(application, control_id), {})
        books.controls.remove(control_id)

    application.store.change(change)
    application.wake()


def _check_custom(application: Application, control_id: str, wanted: str) -> None:
    if application.catalogue.find_control(control_id) is not None:
        raise InvalidError(Finding("controlId", f"is a standard control, which cannot be {wanted}"))


def _check_rule(application: Application, source: MappingSource, expression: str | None) -> None:
    if parse_rule(source.description) is not None:
        raise InvalidError(Finding("rule", "the source's description has a rule: line, which counts: change it there"))
    breaches = () if expression is None else rule_breaches(application, source, RuleText(expression, None))
    if breaches:
        raise InvalidError(*(Finding("rule", f"rule {breach}") for breach in breaches))


def _merged(before: CustomControl, sources: Sequence[MappingSource]) -> tuple[MappingSource, ...]:
    """Return `sources` with their rules: of their description, or else the one that was set beside it.

    Raises:
        InvalidError: An id is none of the control's, or is there twice.
    """
    known = {source.id: source for source in before.sources}
    given = [source.id for source in sources if source.id]
    findings = [
        Finding(f"controlMappingSources[{index}].sourceId", f"{source.id} is the id of no other source of this control")
        for index, source in enumerate(sources)
        if source.id and (source.id not in known or given.count(source.id) > 1)
    ]
    if findings:
        raise InvalidError(*findings)
    return tuple(_with_rule(source, known.get(source.id)) for source in sources)


def _with_rule(source: MappingSource, before: MappingSource | None = None) -> MappingSource:
    written = parse_rule(source.description)
    if written is not None:
        return replace(source, rule=written.expression, rule_reason=written.reason)
    if before is not None and parse_rule(before.description) is None:
        return replace(source, rule=before.rule, rule_reason=before.rule_reason)
    return source
