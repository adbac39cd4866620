"""Whatever an answer holds, a rule decides or says why not; it never raises."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from probative.domain.evidence import Verdict
from probative.domain.evidence_sources import Rule, WhenEmpty
from probative.rules import Judge

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KEYS = st.sampled_from(["a", "b", "c", "type", "on"]) | st.text(max_size=4)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=8)
    | st.datetimes(timezones=st.just(UTC))
    | st.binary(max_size=4)
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4))
EXPRESSIONS = st.sampled_from(
    [
        "{v}.a",
        "has({v}.a) && {v}.a.b == {v}.c",
        "{v}.exists(x, x.a > 5 || x.b in params.list)",
        "{v}.all(x, x.type == 'y' && has(x.on))",
        "size({v}) > 0",
        "now - {v}.a < duration('24h')",
        "timestamp(string({v}.a)) > now",
        "{v}.a + {v}.b > {v}.c * 3 - int({v}.on)",
        "{v}.a.matches(string({v}.b))",
        "{v}.a.startsWith({v}.b) || {v}[0] == {v}['a']",
        "{v}.map(x, x * 2).filter(y, y > 1).size() / size({v}.a) > 0",
        "{v}.a ? {v}.b : {v}.c",
        "type({v}) == map && double({v}.a) < 1e300",
        "timestamp(int({v}.a)) + duration(string({v}.b) + 's') > now",
        "bytes(string({v}.a)).size() > 0 && {v}.a.contains({v}.c)",
    ]
)
VARIABLES = st.sampled_from(["resource", "resources", "event", "points", "alarms"])


@settings(deadline=None)
@given(EXPRESSIONS, EXPRESSIONS, EXPRESSIONS, VARIABLES, VALUES, st.sampled_from([None, *WhenEmpty]))
def test_a_judge_never_raises(  # noqa: PLR0917  one argument a strategy
    expression: str, applies: str, decided_when: str, variable: str, value: object, when_empty: WhenEmpty | None
) -> None:
    rule = Rule(
        expression=expression.format(v=variable),
        reason_fail="It fails",
        applies=applies.format(v=variable),
        decided_when=decided_when.format(v=variable),
        when_empty=when_empty,
    )
    judge = Judge(rule, variable, {"list": [1, "x"]})
    for decision in (
        judge.decide(value, now=NOW, account="111122223333", region="us-east-1"),
        judge.decide_empty(now=NOW, account="111122223333", region="us-east-1"),
    ):
        assert decision.verdict in Verdict
        assert decision.reason or decision.verdict is Verdict.COMPLIANT


@settings(deadline=None)
@given(VALUES)
def test_deciding_twice_gives_the_same(value: object) -> None:
    judge = Judge(Rule(expression="resource.a == resource.b", reason_fail="They differ"), "resource", {})
    first, second = (judge.decide(value, now=NOW, account="1", region="r") for _ in range(2))
    assert first == second


@settings(deadline=None)
@given(st.lists(VALUES, max_size=3))
def test_an_empty_list_and_nothing_found_are_the_same(values: list[object]) -> None:
    rule = Rule(expression="size(resources) > 0", reason_fail="None", when_empty=WhenEmpty.FAIL)
    judge = Judge(rule, "resources", {})
    decision = judge.decide(values, now=NOW, account="1", region="r")
    if not values:
        assert decision == judge.decide_empty(now=NOW, account="1", region="r")
