"""Rules tried on an answer before they weigh evidence."""

from collections.abc import Mapping
from typing import Final

from probative.app.access import check_account
from probative.app.application import Application
from probative.domain.errors import Finding, InvalidError
from probative.domain.evidence_sources import Json, Rule
from probative.domain.people import Caller
from probative.rules import LISTS, Decision, Judge

VARIABLES: Final = ("event", "resource", *sorted(LISTS))
"""What a rule may call what was found."""
_REASON: Final = "The rule says no."


def try_rule(
    application: Application,
    caller: Caller,
    *,
    expression: str,
    variable: str,
    answer: Json,
    parameters: Mapping[str, Json],
) -> Decision:
    """Return what the rule makes of `answer`, as if it had been found in the account of the server.

    Raises:
        InvalidError: The expression is no CEL, or the variable is none that a rule can read.
    """
    check_account(application, caller, "GetControl")
    if variable not in VARIABLES:
        raise InvalidError(Finding("variable", f"{variable} is none of {', '.join(VARIABLES)}"))
    if variable in LISTS and not isinstance(answer, list):
        raise InvalidError(Finding("answer", f"{variable} is a list"))
    try:
        judge = Judge(Rule(expression=expression, reason_fail=_REASON), variable, parameters)
    except ValueError as error:
        raise InvalidError(Finding("expression", str(error))) from error
    return judge.decide(answer, now=application.clock(), account=application.account, region=application.region)
