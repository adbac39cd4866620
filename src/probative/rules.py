"""Rules: CEL expressions over an answer, compiled once, that give a verdict or say why there is none.

A rule is total: whatever the answer holds, the outcome is a decision, never an exception. An expression that
fails on an answer decides nothing, and its error is the reason.

The engine has no side effects, its regular expressions run in linear time and its loops run over what the answer holds,
so that a rule always ends; nested loops cost the product of the lists they run over, which is the reason
why a framework's author keeps them few.
"""

import re
import sys
from collections.abc import Mapping
from datetime import datetime
from types import ModuleType
from typing import Final, NamedTuple, Protocol, TypeAlias

from probative.domain.evidence import Verdict
from probative.domain.evidence_sources import (
    AlarmSource,
    ApiCallSource,
    CloudTrailSource,
    ConfigRuleSource,
    EvidenceSource,
    Json,
    ManualSource,
    MetricSource,
    Rule,
    SecurityHubSource,
    Subject,
    WhenEmpty,
)

LISTS: Final = frozenset({"resources", "points", "alarms"})
"""Variables that hold everything found; the others hold one thing at a time."""

_DEPTH_MOST: Final = 200
_ERROR_CHARS_MOST: Final = 200
_PARAMETER: Final = re.compile(r"\bparams\.([A-Za-z_][A-Za-z0-9_]*)")
_LITERAL: Final = re.compile(
    r"""(?<!\w)[bB]?[rR][bB]?(?:"[^"\n]*"|'[^'\n]*')   # raw: a backslash is itself
      | "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*'""",
    re.VERBOSE,
)


class Decision(NamedTuple):
    """A verdict and, for other than a plain compliant, why: one sentence for people."""

    verdict: Verdict
    reason: str


class Program(Protocol):
    """A compiled expression."""

    def execute(self, context: Mapping[str, object]) -> object:
        """Return what the expression says of `context`."""


class UndecidedError(Exception):
    """An expression did not say yes or no; its text is why."""


_Result: TypeAlias = "bool | UndecidedError"


def variable_of(source: EvidenceSource) -> str:
    """Return the name under which a rule of `source` reads what was found; empty: it takes no rule."""
    match source:
        case ApiCallSource(subject=Subject.RESOURCE):
            return "resource"
        case ApiCallSource():
            return "resources"
        case CloudTrailSource():
            return "event"
        case MetricSource():
            return "points"
        case AlarmSource():
            return "alarms"
        case ConfigRuleSource() | SecurityHubSource() | ManualSource():
            return ""


def _load_engine() -> ModuleType:
    # Its package loads a command line of its own, with a terminal and all, that nobody here asks for: half a second,
    # in each process.
    sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))
    import cel  # noqa: PLC0415  only now

    engine: ModuleType = cel
    return engine


_CEL: Final = _load_engine()


def compile_expression(expression: str) -> Program:
    """Compile `expression`.

    Raises:
        ValueError: It is no CEL; the text says where.
    """
    program: Program = _CEL.compile(expression)
    return program


def without_literals(expression: str) -> str:
    """Return `expression` with every text in it emptied, so that what looks like code is code.

    >>> without_literals("a.matches(r'b.c') && d == 'e.f'")
    "a.matches('') && d == ''"
    """
    return _LITERAL.sub("''", expression)


def parameters_read(expression: str) -> tuple[str, ...]:
    """Return the names of the parameters that `expression` reads, each once, in order of first use."""
    return tuple(dict.fromkeys(_PARAMETER.findall(without_literals(expression))))


def parameters_missing(rule: Rule, parameters: Mapping[str, Json]) -> tuple[str, ...]:
    """Return the names of the parameters that are empty and without which `rule` decides nothing."""
    read = parameters_read(rule.decided_when or "")
    return tuple(name for name in read if parameters.get(name) in ([], "", None))


class Judge:
    """A rule made ready: decides on any number of answers; picklable."""

    __slots__ = ("_applies", "_decided_when", "_expression", "_parameters", "_rule", "_variable")

    def __init__(self, rule: Rule, variable: str, parameters: Mapping[str, Json]) -> None:
        self._rule = rule
        self._variable = variable
        self._parameters = dict(parameters)
        self._expression = compile_expression(rule.expression)
        self._applies = None if rule.applies is None else compile_expression(rule.applies)
        self._decided_when = None if rule.decided_when is None else compile_expression(rule.decided_when)

    def __reduce__(self) -> "tuple[type[Judge], tuple[Rule, str, dict[str, Json]]]":
        return Judge, (self._rule, self._variable, self._parameters)

    def decide(self, value: object, *, now: datetime, account: str, region: str) -> Decision:
        """Decide on `value`, what the rule's variable stands for; timestamps in it and `now` are aware."""
        if self._variable in LISTS and value == []:
            return self.decide_empty(now=now, account=account, region=region)
        if _is_too_deep(value):
            return Decision(Verdict.INCONCLUSIVE, f"The answer is nested more than {_DEPTH_MOST} levels deep.")
        context = self._context(now, account, region) | {self._variable: value}
        return self._refused(context) or self._decided(context)

    def decide_empty(self, *, now: datetime, account: str, region: str) -> Decision:
        """Decide on nothing: the source answered, and found nothing.

        Where the variable stands for one thing, `applies` and `decided_when` count as far as they can be said
        without one. Where it stands for a list and the rule has no `when_empty`, the expression sees the empty list.
        """
        context = self._context(now, account, region)
        is_list = self._variable in LISTS
        if is_list:
            context[self._variable] = []
        return self._refused(context, lenient=not is_list) or self._emptied(context)

    def _context(self, now: datetime, account: str, region: str) -> dict[str, object]:
        return {"params": self._parameters, "now": now, "account": account, "region": region}

    def _refused(self, context: Mapping[str, object], *, lenient: bool = False) -> Decision | None:
        """Return the decision that `applies` or `decided_when` take; `lenient`: what they cannot say, they allow."""
        applies = _ask(self._applies, context)
        if applies is False:
            return Decision(Verdict.NOT_APPLICABLE, "The control does not apply to what was found.")
        if isinstance(applies, UndecidedError) and not lenient:
            return Decision(Verdict.INCONCLUSIVE, f"Whether the control applies cannot be told: {applies}.")
        decided = _ask(self._decided_when, context)
        if decided is False:
            return Decision(Verdict.INCONCLUSIVE, self._why_undecided())
        if isinstance(decided, UndecidedError) and not lenient:
            return Decision(Verdict.INCONCLUSIVE, f"Whether it can be decided cannot be told: {decided}.")
        return None

    def _decided(self, context: Mapping[str, object]) -> Decision:
        result = _ask(self._expression, context)
        if isinstance(result, UndecidedError):
            return Decision(Verdict.INCONCLUSIVE, f"The rule could not be applied: {result}.")
        return Decision(Verdict.COMPLIANT, "") if result else Decision(Verdict.NON_COMPLIANT, self._rule.reason_fail)

    def _emptied(self, context: Mapping[str, object]) -> Decision:
        match self._rule.when_empty:
            case WhenEmpty.FAIL:
                return Decision(Verdict.NON_COMPLIANT, self._rule.reason_fail)
            case WhenEmpty.PASS:
                return Decision(Verdict.COMPLIANT, "Nothing was found, and nothing should be.")
            case WhenEmpty.NOT_APPLICABLE:
                return Decision(Verdict.NOT_APPLICABLE, "Nothing was found that the control applies to.")
            case None if self._variable in LISTS:
                return self._decided(context)
            case None:
                return Decision(Verdict.INCONCLUSIVE, "Nothing was found, and the rule does not say what that means.")

    def _why_undecided(self) -> str:
        if empty := parameters_missing(self._rule, self._parameters):
            verb, pronoun = ("is", "it") if len(empty) == 1 else ("are", "them")
            return f"{' and '.join(empty)} {verb} empty: set {pronoun} to decide."
        return "What was found does not carry what the rule needs to decide."


def _ask(program: Program | None, context: Mapping[str, object]) -> _Result:
    """Return what `program` says, or why it says neither yes nor no; None says yes."""
    if program is None:
        return True
    try:
        result = program.execute(context)
    except Exception as error:  # noqa: BLE001  a rule is total: any failure of the engine is a reason, no crash
        return UndecidedError(_told(error))
    if isinstance(result, bool):
        return result
    return UndecidedError(f"it gives {type(result).__name__}, expected true or false")


def _told(error: Exception) -> str:
    match error:
        case KeyError():
            return f"{error.args[0]} is missing" if error.args else "a member is missing"
        case TypeError():
            return "a member is absent or of another type than the rule takes it for"
        case _:
            first_line = str(error).partition("\n")[0].strip().rstrip(".")
            return (first_line or type(error).__name__)[:_ERROR_CHARS_MOST]


def _is_too_deep(value: object) -> bool:
    """Say whether `value` is nested deeper than the engine, which recurses, should be given."""
    level = [value]
    for _ in range(_DEPTH_MOST):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return False
    return True


def _children(value: object) -> list[object]:
    if isinstance(value, dict):
        return [child for child in value.values() if isinstance(child, dict | list)]
    if isinstance(value, list):
        return [child for child in value if isinstance(child, dict | list)]
    return []
