"""A rule looked through as it is typed: is it CEL, does it read what the source answers, and where is it wrong."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.custom_sources import find_source
from probative.app.source_checks import verify_sources
from probative.app.source_rules import REASON, RuleText, check_expression, with_rule
from probative.domain.custom import MappingSource, SourceKeyword, SourceType
from probative.domain.errors import InvalidError
from probative.domain.evidence_sources import EvidenceSource
from probative.domain.people import Caller
from probative.library.rule_checks import answers_of
from probative.rules import LISTS, variable_of

EXPRESSION_MOST: Final = 10_000
_PLACE: Final = re.compile(r"(?<!\d)(\d+):(\d+): ")
_NAMED: Final = re.compile(r"^(?:the control has no parameter )?([\w.\[\]]+)")
_MEMBER: Final = re.compile(r"\w+")
_ID: Final = "draft"


class RuleFault(NamedTuple):
    """One thing wrong with a rule, and where: line and column, from 1."""

    message: str
    line: int
    column: int


class RuleChecked(NamedTuple):
    """What is wrong with a rule, what it may read, and an answer with all members filled to write it by."""

    faults: tuple[RuleFault, ...]
    variable: str
    """What the rule calls what was found."""
    specimen: object
    """None: nobody knows the shape of the answer, or it is that of a CloudTrail event."""


def source_asked(type_: SourceType, keyword: str) -> MappingSource:
    """Return a source of a custom control that is not kept anywhere."""
    return MappingSource(
        id=_ID,
        name=None,
        description=None,
        set_up=None,
        type=type_,
        keyword=SourceKeyword(input_type=None, value=keyword),
        frequency=None,
        troubleshooting=None,
    )


def collected_source(application: Application, type_: SourceType, keyword: str) -> EvidenceSource:
    """Return what collection asks for a keyword.

    Raises:
        InvalidError: Nothing can be asked for it.
    """
    source = source_asked(type_, keyword)
    try:
        verify_sources(application, [source])
    except InvalidError as error:
        raise InvalidError(*(finding._replace(path="keyword") for finding in error.findings)) from error
    found = find_source(application, source)
    if found is None:
        raise TypeError(f"{type_} was found sound, and asks nothing")
    return found


def check_rule_text(
    application: Application, caller: Caller, *, expression: str, type_: SourceType, keyword: str
) -> RuleChecked:
    """Return what is wrong with a rule on what `keyword` asks for.

    Raises:
        ForbiddenError: The caller may not read the library.
        InvalidError: There is no such keyword.
    """
    check_account(application, caller, "GetControl")
    source = collected_source(application, type_, keyword)
    reasons = check_expression(source, RuleText(expression, None), application.models)
    ruled = with_rule(source, expression, REASON) or source
    return RuleChecked(tuple(_located(expression, reasons)), variable_of(ruled), _specimen(application, ruled))


def _specimen(application: Application, source: EvidenceSource) -> object:
    answers = answers_of(source, application.models)
    if answers is None:
        return None
    specimen = application.models.specimen(*answers)
    return [specimen] if variable_of(source) in LISTS else specimen


def _located(expression: str, reasons: Iterator[str]) -> Iterator[RuleFault]:
    for reason in reasons:
        place = _PLACE.search(reason)
        if place is not None:
            yield RuleFault(reason[place.end() :], int(place[1]), int(place[2]))
        else:
            yield RuleFault(reason, *_place_of(expression, reason))


def _place_of(expression: str, reason: str) -> tuple[int, int]:
    """Return where in `expression` stands what `reason` names first; the beginning, if it is not found."""
    named = _NAMED.match(reason)
    members = _MEMBER.findall(named[1]) if named else []
    for member in reversed(members):
        found = re.search(rf"\b{re.escape(member)}\b", expression)
        if found:
            before = expression[: found.start()]
            return before.count("\n") + 1, found.start() - (before.rfind("\n") + 1) + 1
    return 1, 1
