"""What is exported can be loaded again and is the same, whatever the framework holds."""

import json
import string
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from probative.app.frameworks import export_framework
from probative.domain.evidence_sources import rule_of
from probative.library.documents import parse_document
from probative.library.loading import load
from probative.library.reading import read_framework
from probative.library.schema import SCHEMA_FILE, check_schema
from probative.library.writing import to_document
from tests.support.frameworks import SOUND, load_text

UNHURRIED = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\\_"), min_size=1, max_size=40
)
NAME = TEXT.map(str.strip).filter(bool)
ID = st.text(string.ascii_letters + string.digits, min_size=1, max_size=6)
SCALAR = (
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXT
)
JSON = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=4
)


TESTS = st.lists(
    st.fixed_dictionaries(
        {"expect": st.sampled_from(["pass", "fail", "inconclusive", "not_applicable"]), "answer": JSON},
        optional={"parameters": st.dictionaries(ID, JSON, min_size=1, max_size=2)},
    ),
    max_size=2,
)
RULE = st.fixed_dictionaries(
    {
        "expression": NAME,
        "reason_fail": NAME,
        "when_empty": st.sampled_from(["fail", "pass", "not_applicable", "undecided"]),
    },
    optional={"applies": NAME, "decided_when": NAME, "tests": TESTS},
)
EVENT_RULE = RULE.map(lambda rule: {key: value for key, value in rule.items() if key != "when_empty"})
STEP = st.just("bedrock:ListGuardrails") | st.fixed_dictionaries(
    {
        "call": st.just("bedrock:GetGuardrail"),
        "for_each": st.just("guardrails"),
        "with": st.just({"a": "id", "b": "args.c"}),
    },
    optional={"args": st.dictionaries(ID, JSON, min_size=1, max_size=2), "batch": st.integers(1, 1000)},
)


def source(
    kind: str, needed: dict[str, st.SearchStrategy[Any]], **members: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    head = {"id": ID, "type": st.just(kind), "name": NAME, **needed}
    return st.fixed_dictionaries(head, optional={**members, "note": NAME})


PLATFORMS = st.lists(ID, max_size=2, unique=True)
METRICS = {"namespace": NAME, "metrics": st.lists(NAME, min_size=1, max_size=2, unique=True)}
SOURCES = st.one_of(
    source(
        "api_call",
        {
            "calls": st.lists(STEP, min_size=1, max_size=3),
            "subject": st.sampled_from(["resource", "region"]),
            "frequency": st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]),
        },
        platforms=PLATFORMS,
        each=st.just("a.b[].c"),
        resource_id=st.just("arn"),
        capture=st.just(["a", "b[].c"]),
        rule=RULE,
    ),
    source(
        "cloudtrail_event",
        {"events": st.just(["bedrock.amazonaws.com:InvokeModel", "iam.amazonaws.com:CreateUser"])},
        platforms=PLATFORMS,
        data_event_resource=NAME,
        rule=EVENT_RULE,
    ),
    source("config_rule", {"rules": st.just(["S3_BUCKET", "Custom_my rule"])}, platforms=PLATFORMS),
    source("security_hub", {"controls": st.just(["S3.1"])}, platforms=PLATFORMS),
    source(
        "cloudwatch_metric",
        {**METRICS, "statistic": st.just("Sum"), "period_hours": st.integers(1, 720)},
        platforms=PLATFORMS,
        dimension=NAME,
        rule=RULE,
    ),
    source("cloudwatch_alarm", METRICS, platforms=PLATFORMS, rule=RULE),
    source(
        "manual",
        {"artefact": NAME, "accepts": st.just(["file", "link"]), "review_interval_days": st.integers(1, 3660)},
    ),
)
PARAMETER = st.fixed_dictionaries(
    {
        "name": st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True),
        "type": st.sampled_from(["string", "int", "float", "bool", "list(string)", "list(int)"]),
        "default": JSON,
        "meaning": NAME,
    }
)
CONTROL = st.fixed_dictionaries(
    {"id": ID, "name": NAME, "description": NAME, "evidence_sources": st.lists(SOURCES, min_size=1, max_size=3)},
    optional={
        "platforms": PLATFORMS,
        "testing_information": NAME,
        "action_plan_title": NAME,
        "action_plan_instructions": NAME,
        "parameters": st.lists(PARAMETER, max_size=2),
        "legacy": st.lists(ID, max_size=2, unique=True),
        "mappings": st.dictionaries(NAME, st.lists(NAME, max_size=2), max_size=2),
        "aws_framework_ref": NAME,
    },
)
OBJECTIVE = st.fixed_dictionaries(
    {"id": ID, "name": NAME, "controls": st.lists(CONTROL, min_size=1, max_size=2)},
    optional={"layer": st.sampled_from(["input_data", "model", "system", "output"]), "purpose": NAME},
)
CONTROL_SET = st.fixed_dictionaries(
    {"id": NAME, "name": NAME, "objectives": st.lists(OBJECTIVE, min_size=1, max_size=2)}, optional={"purpose": NAME}
)
PLATFORM = st.fixed_dictionaries(
    {"id": ID, "name": NAME},
    optional={
        "services": st.just(["bedrock"]),
        "event_sources": st.just(["bedrock.amazonaws.com"]),
        "probes": st.just([{"calls": ["bedrock:ListGuardrails"], "each": "guardrails"}]),
        "events": st.just(["bedrock.amazonaws.com:InvokeModel"]),
    },
)
DOCUMENT = st.fixed_dictionaries(
    {
        "id": st.text(string.ascii_lowercase, min_size=1, max_size=8),
        "name": NAME,
        "version": NAME.filter(lambda text: len(text) <= 50),
        "description": NAME,
        "control_sets": st.lists(CONTROL_SET, min_size=1, max_size=2),
    },
    optional={"compliance_type": NAME, "platforms": st.lists(PLATFORM, max_size=2)},
)


@given(DOCUMENT)
@UNHURRIED
def test_a_framework_written_and_read_is_the_same(document: dict[str, Any]) -> None:
    framework = read_framework(document, "digest")
    assert read_framework(to_document(framework), "digest") == framework


@given(DOCUMENT)
@UNHURRIED
def test_what_is_written_keeps_to_the_schema(document: dict[str, Any]) -> None:
    assert check_schema(document) == ()
    assert check_schema(to_document(read_framework(document, "digest"))) == ()


@given(DOCUMENT, st.booleans())
@UNHURRIED
def test_text_brings_back_what_was_written(document: dict[str, Any], as_yaml: bool) -> None:  # noqa: FBT001  drawn
    framework = read_framework(document, "digest")
    text = export_framework(framework, as_yaml=as_yaml)
    assert read_framework(parse_document(text.encode(), "x"), "digest") == framework


@pytest.mark.parametrize("as_yaml", [True, False])
def test_the_standard_framework_comes_back_whole(as_yaml: bool) -> None:  # noqa: FBT001  one column
    standard = load("genai-best-practices", models=None, cache=None)
    document = parse_document(export_framework(standard, as_yaml=as_yaml).encode(), "copy")
    assert read_framework(document, standard.digest) == standard


def test_a_framework_of_ones_own_comes_back_whole(tmp_path: Path) -> None:
    mine = load_text(SOUND, tmp_path)
    again = load_text(export_framework(mine, as_yaml=True), tmp_path, name="again.yaml")
    assert replace(again, digest=mine.digest) == mine


def test_the_schema_is_a_schema_and_describes_each_member() -> None:
    schema = json.loads(SCHEMA_FILE.read_text())
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    for name, definition in schema["$defs"].items():
        for member, rules in definition.get("properties", {}).items():
            assert "description" in rules or "$ref" in rules or "const" in rules or "enum" in rules, f"{name}.{member}"


@pytest.mark.parametrize(
    "value",
    [
        "1e-05",
        1e-05,
        1e300,
        "1E5",
        -2.5e-7,
        "yes",
        "null",
        "2026-01-01",
        "0o17",
        "a\nb",
        "~",
        "\x7f\ufffe\uffff\x85\u2028",
        "\ufeff",
        "",
    ],
)
@pytest.mark.parametrize("as_yaml", [True, False])
def test_what_looks_like_something_else_stays_what_it_is(tmp_path: Path, value: object, as_yaml: bool) -> None:  # noqa: FBT001
    mine = load_text(SOUND.replace("{blockedInputMessaging: Hello}", json.dumps({"x": value})), tmp_path)
    again = load_text(export_framework(mine, as_yaml=as_yaml), tmp_path, name="again.yaml")
    assert replace(again, digest=mine.digest) == mine
    rule = rule_of(again.controls[0].sources[0])
    assert rule is not None
    assert rule.tests[1].answer == {"x": value}
