"""What an expression reads is found in its text."""

import pytest

from probative.library.expressions import FUNCTIONS, scan
from probative.rules import compile_expression


@pytest.mark.parametrize(
    ("expression", "paths"),
    [
        ("resource.a.b", [("resource", "a.b")]),
        ("has(resource.a) && !has(resource.b)", [("resource", "a"), ("resource", "b")]),
        ("resource.l.exists(x, x.a == 1)", [("resource", "l"), ("resource", "l[]"), ("resource", "l[].a")]),
        ("resource.l[0].a", [("resource", "l[].a")]),
        (
            "resources.all(r, r.l.exists(x, x.a == r.b))",
            [
                ("resources", ""),
                ("resources", "[]"),
                ("resources", "[].l"),
                ("resources", "[].l[]"),
                ("resources", "[].l[].a"),
                ("resources", "[].b"),
            ],
        ),
        (
            "resource.l.filter(x, x.a).exists(y, y.b)",
            [("resource", "l"), ("resource", "l[]"), ("resource", "l[].a"), ("resource", "l[].b")],
        ),
        (
            "resource.l.filter(x, x.a)[0].b",
            [("resource", "l"), ("resource", "l[]"), ("resource", "l[].a"), ("resource", "l[].b")],
        ),
        ("resource.l.map(x, x.a).exists(y, y.b)", [("resource", "l"), ("resource", "l[]"), ("resource", "l[].a")]),
        ("['a', 'b'].exists(x, resource.s.startsWith(x))", [("resource", "s")]),
        (
            "resource.a.exists(x, x.b) && resource.c.exists(x, x.d)",
            [
                ("resource", "a"),
                ("resource", "a[]"),
                ("resource", "a[].b"),
                ("resource", "c"),
                ("resource", "c[]"),
                ("resource", "c[].d"),
            ],
        ),
        (
            "resource.s == 'resource.not' || resource.t.matches(r'\\d resource.x')",
            [("resource", "s"), ("resource", "t")],
        ),
        ("resource.m['key'].deeper", [("resource", "m")]),
        ("size(params.list) > 0 && true", [("params", "list")]),
        ("resource.a in params.list", [("resource", "a"), ("params", "list")]),
        ("unknown.thing", [("unknown", "thing")]),
    ],
)
def test_the_members_read_are_found(expression: str, paths: list[tuple[str, str]]) -> None:
    compile_expression(expression)
    assert list(scan(expression).paths) == paths


def test_the_functions_called_are_found() -> None:
    reads = scan("size(resource.a) > 0 && resource.b.includes('x(') && resource.c.exists(x, int(x) > 1)")
    assert reads.functions == ("size", "includes", "exists", "int")


@pytest.mark.parametrize("function", sorted(FUNCTIONS - {"all", "exists", "exists_one", "filter", "map", "has"}))
def test_each_function_named_is_one_that_the_engine_has(function: str) -> None:
    calls = [f"{function}(a)", f"a.{function}()", f"a.{function}(a)"]
    values: list[object] = ["x", "2026-01-01T00:00:00Z", "1h", 1]
    assert any(_runs(call, value) for call in calls for value in values)


def _runs(call: str, value: object) -> bool:
    times = call.startswith("a.get")
    try:
        compile_expression(f"timestamp(a).{call[2:]}" if times else call).execute({"a": value})
    except (RuntimeError, ValueError, TypeError, OverflowError):
        return False
    return True
