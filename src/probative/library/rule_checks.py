"""Rules, checked before any answer comes: compiled, read through, run against a specimen and their own tests."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from probative.domain.evidence import Verdict
from probative.domain.evidence_sources import ApiCallSource, EvidenceSource, Json, Rule, RuleTest, rule_of
from probative.library.calls import element_of, join
from probative.library.documents import Breach, Place
from probative.library.expressions import FUNCTIONS, Reads, scan
from probative.library.members import Document, text
from probative.library.parameters import check_parameter_value
from probative.ports.asking import ApiModels
from probative.rules import LISTS, Decision, Judge, Program, compile_expression, variable_of

TEST_NOW: Final = datetime(2026, 11, 22, tzinfo=UTC)
TEST_ACCOUNT: Final = "111122223333"
TEST_REGION: Final = "us-east-1"
"""When and where the tests of rules take place."""

_ANY_KEY: Final = "any-key"
_EVERYWHERE: Final = frozenset({"params", "now", "account", "region"})
_POINT: Final[Mapping[str, object]] = {"metric": "x", "timestamp": TEST_NOW, "value": 1.0}
_SAMPLES: Final[Mapping[str, Json]] = {"list(string)": ["x"], "list(int)": [1], "string": "x"}
_MISUSES: Final = (TypeError, RuntimeError)
VERDICTS: Final[Mapping[str, Verdict]] = {
    "pass": Verdict.COMPLIANT,
    "fail": Verdict.NON_COMPLIANT,
    "inconclusive": Verdict.INCONCLUSIVE,
    "not_applicable": Verdict.NOT_APPLICABLE,
}
"""What a test expects, as a verdict."""


class Answers(NamedTuple):
    """Where what a rule reads comes from: an operation's answer, and the path to one element in it."""

    service: str
    operation: str
    element: str


class _Case(NamedTuple):
    """A rule and all that is needed to check it; `place` is the rule's."""

    place: Place
    rule: Rule
    source: EvidenceSource
    parameters: Sequence[Document]
    models: ApiModels | None

    @property
    def values(self) -> dict[str, Json]:
        """The defaults of the parameters."""
        return {text(parameter, "name"): parameter["default"] for parameter in self.parameters}


def check_rule(
    place: Place, source: EvidenceSource, parameters: Sequence[Document], models: ApiModels | None
) -> Iterator[Breach]:
    """Yield what is wrong with the rule of `source`, whose control has `parameters`; `place` is the source's."""
    rule = rule_of(source)
    if rule is None:
        return
    case = _Case((*place, "rule"), rule, source, parameters, models)
    for check in (_check_text, _check_paths, _check_specimen, _check_tests):
        breaches = list(check(case))
        if breaches:
            yield from breaches
            return


def answers_of(source: EvidenceSource, models: ApiModels | None) -> Answers | None:
    """Return where what the rule of `source` reads comes from, where a service model describes it."""
    if models is None:
        return None
    if isinstance(source, ApiCallSource):
        last = source.chain[-1]
        return Answers(last.service, last.operation, element_of(last, source.each, models))
    if variable_of(source) == "alarms":
        return Answers("cloudwatch", "DescribeAlarms", "MetricAlarms[]")
    return None


def revived(source: EvidenceSource, answer: Json, models: ApiModels) -> object:
    """Return the `answer` of a test as the source would give it: timestamps as aware `datetime`."""
    answers = answers_of(source, models)
    if answers is None:
        return _revived_points(answer) if variable_of(source) == "points" else answer
    return models.revive(*answers, answer)


def judge_test(source: EvidenceSource, test: RuleTest, values: Mapping[str, Json], models: ApiModels) -> Decision:
    """Return what the rule of `source` makes of `test`, over the parameter `values`."""
    rule = rule_of(source)
    if rule is None:
        raise ValueError(f"{source.id} has no rule")
    judge = Judge(rule, variable_of(source), {**values, **test.parameters})
    answer = revived(source, test.answer, models)
    return judge.decide(answer, now=TEST_NOW, account=TEST_ACCOUNT, region=TEST_REGION)


# --- the text ---------------------------------------------------------------------------------------------------


def _check_text(case: _Case) -> Iterator[Breach]:
    for key, expression in _expressions(case.rule):
        here = (*case.place, key)
        try:
            compile_expression(expression)
        except ValueError as error:
            yield Breach(here, f"is no CEL: {_syntax(str(error))}")
        else:
            yield from _check_names(here, scan(expression), variable_of(case.source), case.values)


def _check_names(place: Place, reads: Reads, variable: str, known: Iterable[str]) -> Iterator[Breach]:
    for root, path in reads.paths:
        name = path.partition(".")[0].partition("[")[0]
        if root not in {variable, *_EVERYWHERE}:
            yield Breach(place, f"{root} is no name here; the rule reads {variable}, {', '.join(sorted(_EVERYWHERE))}")
        elif root == "params" and name not in known:
            yield Breach(place, f"the control has no parameter {name}; it has: {', '.join(sorted(known)) or 'none'}")
    for function in reads.functions:
        if function not in FUNCTIONS:
            yield Breach(place, f"{function}() is no function; known: {', '.join(sorted(FUNCTIONS))}")


def _expressions(rule: Rule) -> Iterator[tuple[str, str]]:
    found = (("expression", rule.expression), ("applies", rule.applies), ("decided_when", rule.decided_when))
    return ((key, expression) for key, expression in found if expression is not None)


def _syntax(message: str) -> str:
    """Return the line of the engine's `message` that says what and where."""
    return message.partition("ERROR: <input>:")[2].partition("\n")[0] or message.partition("\n")[0]


# --- the answer -------------------------------------------------------------------------------------------------


def _check_paths(case: _Case) -> Iterator[Breach]:
    answers, variable = answers_of(case.source, case.models), variable_of(case.source)
    if answers is None or case.models is None:
        return
    for key, expression in _expressions(case.rule):
        for root, path in scan(expression).paths:
            inside = path.removeprefix("[]").removeprefix(".") if variable in LISTS else path
            whole = join(answers.element, inside)
            wrong = case.models.check_output(answers.service, answers.operation, whole) if root == variable else None
            if wrong and not _walks_a_map(whole, answers, case.models):
                yield Breach((*case.place, key), f"{join(variable, path)}: {wrong}")


def _walks_a_map(path: str, answers: Answers, models: ApiModels) -> bool:
    """Say whether a `[]` in `path` walks the keys of a map, below which no shape is known."""
    heads = [path[: match.start()] for match in re.finditer(r"\[\]", path)]
    return any(models.check_output(answers.service, answers.operation, join(head, _ANY_KEY)) is None for head in heads)


def _check_specimen(case: _Case) -> Iterator[Breach]:
    context = _specimen_context(case)
    for key, expression in _expressions(case.rule):
        wrong = _misuse(compile_expression(expression), context) if context else ""
        if wrong:
            yield Breach((*case.place, key), f"fails on an answer with all members filled: {wrong}")


def _specimen_context(case: _Case) -> dict[str, object]:
    """Return what the rule would see of an answer with all members filled; empty: nobody knows its shape."""
    answers, variable = answers_of(case.source, case.models), variable_of(case.source)
    if variable == "points":
        specimen: object = dict(_POINT)
    elif answers is not None and case.models is not None:
        specimen = case.models.specimen(*answers)
    else:
        return {}
    return {
        variable: [specimen] if variable in LISTS else specimen,
        "params": _filled_parameters(case.parameters),
        "now": TEST_NOW,
        "account": TEST_ACCOUNT,
        "region": TEST_REGION,
    }


def _filled_parameters(parameters: Sequence[Document]) -> dict[str, Json]:
    """Return the defaults, with something in those that are empty: a loop over an empty list runs nothing."""
    return {
        text(entry, "name"): entry["default"] or _SAMPLES.get(text(entry, "type"), entry["default"])
        for entry in parameters
    }


def _misuse(program: Program, context: Mapping[str, object]) -> str:
    """Return what shows that a value is taken for another type than it has; empty: nothing does."""
    try:
        program.execute(context)
    except _MISUSES as error:
        return str(error).partition(". ")[0]
    except Exception:  # noqa: BLE001  a specimen is no real value: what fails on its content may be sound
        return ""
    return ""


# --- the tests --------------------------------------------------------------------------------------------------


def _check_tests(case: _Case) -> Iterator[Breach]:
    for index, test in enumerate(case.rule.tests):
        here = (*case.place, "tests", index)
        wrong = [*_check_test_parameters(here, test, case.parameters), *_check_answer(here, test, case)]
        yield from wrong or _check_outcome(here, test, case)


def _check_test_parameters(place: Place, test: RuleTest, parameters: Sequence[Document]) -> Iterator[Breach]:
    types = {text(parameter, "name"): text(parameter, "type") for parameter in parameters}
    for name, value in test.parameters.items():
        wrong = check_parameter_value(types[name], value) if name in types else "the control has no such parameter"
        if wrong:
            yield Breach((*place, "parameters", name), wrong)


def _check_answer(place: Place, test: RuleTest, case: _Case) -> Iterator[Breach]:
    if variable_of(case.source) in LISTS and not isinstance(test.answer, list):
        yield Breach((*place, "answer"), f"is no list, and the rule reads {variable_of(case.source)}")
        return
    answers = answers_of(case.source, case.models)
    if answers is not None and case.models is not None:
        for wrong in case.models.check_value(*answers, test.answer):
            yield Breach((*place, "answer"), wrong)


def _check_outcome(place: Place, test: RuleTest, case: _Case) -> Iterator[Breach]:
    if case.models is None:
        return
    decision = judge_test(case.source, test, case.values, case.models)
    if decision.verdict is not VERDICTS[test.expect]:
        said = f"{decision.verdict}: {decision.reason}" if decision.reason else str(decision.verdict)
        yield Breach(place, f"expected {test.expect}, the rule says {said}")


def _revived_points(answer: Json) -> object:
    return [_revived_point(point) for point in answer] if isinstance(answer, list) else answer


def _revived_point(point: Json) -> object:
    if not isinstance(point, dict) or not isinstance(point.get("timestamp"), str):
        return point
    return {**point, "timestamp": datetime.fromisoformat(str(point["timestamp"]))}
