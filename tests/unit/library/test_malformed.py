"""Whatever is wrong with a file is told with file, line, field and what was expected; all of it at once."""

from pathlib import Path

import pytest

from probative.sources.aws.models import BotocoreModels
from tests.support.frameworks import SOUND, findings_in

SET = "control_sets[0]"
CONTROL = f"{SET}.objectives[0].controls[0]"
API = f"{CONTROL}.evidence_sources[0]"
EVENT = f"{CONTROL}.evidence_sources[1]"


def test_the_sound_file_is_sound(tmp_path: Path, models: BotocoreModels) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SOUND)
    assert findings_in(path, models) == []


CASES = [
    # what is replaced, by what, the line and the field told, what is told
    ("name: House rules", f"name: {'x' * 301}", 2, "name", "301 characters, at most 300"),
    ("name: House rules", "name: 'a\\b'", 2, "name", "expected no backslash"),
    ("name: House rules", "name: 5", 2, "name", "is the number 5, expected text"),
    ("name: House rules", "name: ''", 2, "name", "is empty: expected text"),
    ("name: House rules", "name: [a]", 2, "name", "is a list, expected text"),
    ("name: House rules", "titel: House rules", 2, "titel", "is not known here; known: id, name, version"),
    ("name: House rules", "titel: House rules", 1, "", "`name` is missing"),
    ("id: house-rules", "id: House Rules", 1, "id", "expected lower-case letters"),
    ("name: Guardrails\n", "name: Guard_rails\n", 15, f"{SET}.name", "expected no backslash and no underscore"),
    (
        "layer: system",
        "layer: cellar",
        19,
        f"{SET}.objectives[0].layer",
        "'cellar' is none of input_data, model, system",
    ),
    ("description: Each guardrail has", f"description: {'x' * 1001}", 24, f"{CONTROL}.description", "at most 1,000"),
    ("type: api_call", "type: telepathy", 29, f"{API}.type", "'telepathy' is none of api_call"),
    ("subject: resource", "subject: planet", 35, f"{API}.subject", "'planet' is none of resource, region"),
    ("frequency: DAILY", "frequency: daily", 36, f"{API}.frequency", "'daily' is none of DAILY"),
    ("when_empty: fail", "when_empty: shrug", 41, f"{API}.rule.when_empty", "'shrug' is none of fail, pass"),
    ("                  when_empty: fail\n", "", 38, f"{API}.rule", "`when_empty` is missing"),
    (
        "accepts: [text]",
        "accepts: [text, song]",
        63,
        f"{CONTROL}.evidence_sources[2].accepts[1]",
        "'song' is none of file",
    ),
    (
        "review_interval_days: 365",
        "review_interval_days: 0",
        64,
        f"{CONTROL}.evidence_sources[2]",
        "expected at least 1",
    ),
    ("review_interval_days: 365", "review_interval_days: yes", 64, f"{CONTROL}.evidence_sources[2]", "true or false"),
    ("- bedrock:ListGuardrails", "- ListGuardrails", 32, f"{API}.calls[0]", "expected service:Operation"),
    (
        "amazonaws.com:DeleteGuardrail",
        "amazonaws.com",
        55,
        f"{EVENT}.events[0]",
        "say bedrock.amazonaws.com:DeleteGuardrail",
    ),
    (", with: {guardrailIdentifier: id}", ", batch: 5", 33, f"{API}.calls[1]", "`with` is a dependency of `batch`"),
    ("id: guard-1.1-deleted", "id: guard-1.1-message", 52, f"{EVENT}.id", "guard-1.1-message stands twice, first at"),
    (
        "platforms: [bedrock]",
        "platforms: [rock]",
        23,
        f"{CONTROL}.platforms[0]",
        "rock is no platform of the framework",
    ),
    ("default: []", "default: 3", 26, f"{CONTROL}.parameters[0].default", "3 is no list(string)"),
    ("{words: ['111']}", "{words: '111'}", 46, f"{API}.rule.tests[0].parameters.words", "'111' is no list(string)"),
    ("{words: ['111']}", "{word: '1'}", 46, f"{API}.rule.tests[0].parameters.word", "has no such parameter"),
    ("type: list(string)", "type: list(int)", 39, f"{API}.rule.expression", "all members filled"),
    (
        "resource.blocked",
        "resources.blocked",
        39,
        f"{API}.rule.expression",
        "resources is no name here; the rule reads",
    ),
    (".contains(w)", ".includes(w)", 39, f"{API}.rule.expression", "includes() is no function"),
    ("expression: 'false'", "expression: evnt.x", 57, f"{EVENT}.rule.expression", "evnt is no name here"),
    ("- bedrock:ListGuardrails", "- bedrok:ListGuardrails", 32, f"{API}.calls[0]", "bedrok is no service"),
    ("- bedrock:ListGuardrails", "- bedrock:ListGuardrail", 32, f"{API}.calls[0]", "did you mean ListGuardrails?"),
    ("'bedrock:GetGuardrail'", "'bedrock:DeleteGuardrail'", 33, f"{API}.calls[1]", "read"),
    ("for_each: guardrails", "for_each: rails", 33, f"{API}.calls[1].for_each", "rails: no member of"),
    (
        "with: {guardrailIdentifier: id}",
        "with: {guardrail: id}",
        33,
        f"{API}.calls[1].with.guardrail",
        "no input member",
    ),
    (
        "with: {guardrailIdentifier: id}",
        "with: {guardrail: id}",
        33,
        f"{API}.calls[1]",
        "needs the argument guardrailIdent",
    ),
    (
        "{guardrailIdentifier: id}",
        "{guardrailIdentifier: idd}",
        33,
        f"{API}.calls[1].with.guardrailIdentifier",
        "idd: no",
    ),
    ("{guardrailIdentifier: id}", "{guardrailIdentifier: args.x}", 33, f"{API}.calls[1].with", "has no argument x"),
    (
        "for_each: guardrails,",
        "for_each: guardrails, args: {guardrailVersion: '{v}'},",
        33,
        f"{API}.calls[1].args",
        "{v} is no",
    ),
    ("resource_id: guardrailArn", "resource_id: arn", 34, f"{API}.resource_id", "arn: no member of"),
    ("capture: [name]", "capture: [name, title]", 37, f"{API}.capture[1]", "title: no member of"),
    (
        "                resource_id",
        "                each: list\n                resource_id",
        34,
        f"{API}.each",
        "list: no member",
    ),
    ("each: guardrails}", "each: rails}", 11, "platforms[0].probes[0].each", "rails: no member of"),
    (
        "resource.blockedInputMessaging",
        "resource.blockedMessage",
        39,
        f"{API}.rule.expression",
        "blockedMessage: no member",
    ),
    (
        "resource.blockedInputMessaging.contains(w)",
        "resource.createdAt == w",
        44,
        f"{API}.rule.tests[0]",
        "expected pass",
    ),
    (
        "answer: {blockedInputMessaging: Call 111}",
        "answer: {message: Call 111}",
        45,
        f"{API}.rule.tests[0].answer",
        "message: no",
    ),
    (
        "answer: {blockedInputMessaging: Hello}",
        "answer: {blockedInputMessaging: '111'}",
        47,
        f"{API}.rule.tests[1]",
        "expected fail, the rule says COMPLIANT",
    ),
    (
        "answer: {blockedInputMessaging: Hello}",
        "answer: [1]",
        48,
        f"{API}.rule.tests[1].answer",
        "should be a structure",
    ),
    # forms told in words
    ("name: House rules", "name:", 2, "name", "is empty, expected text"),
    ("name: House rules", "name: {a: b}", 2, "name", "is a mapping, expected text"),
    (
        "review_interval_days: 365",
        "review_interval_days: x",
        64,
        f"{CONTROL}.evidence_sources[2]",
        "is the text 'x', exp",
    ),
    (
        "review_interval_days: 365",
        "review_interval_days: 9999",
        64,
        f"{CONTROL}.evidence_sources[2]",
        "expected at most",
    ),
    ("accepts: [text]", "accepts: [text, text]", 63, f"{CONTROL}.evidence_sources[2].accepts", "'text' stands twice"),
    ("accepts: [text]", "accepts: []", 63, f"{CONTROL}.evidence_sources[2].accepts", "is empty: expected at least 1"),
    (
        "for_each: guardrails,",
        "for_each: guardrails, args: {guardrailIdentifier: a},",
        33,
        f"{API}.calls[1].args",
        "as well",
    ),
    (
        "- bedrock:ListGuardrails",
        "- {call: 'bedrock:ListGuardrails', for_each: x}",
        32,
        f"{API}.calls[0]",
        "needs a call before",
    ),
    (
        "resource.blocked",
        "resource.version > 5 && resource.blocked",
        39,
        f"{API}.rule.expression",
        "all members filled",
    ),
]


@pytest.mark.parametrize(("old", "new", "line", "field", "told"), CASES)
def test_what_is_wrong_is_told_with_file_line_and_field(  # noqa: PLR0913, PLR0917  one column each
    tmp_path: Path, models: BotocoreModels, old: str, new: str, line: int, field: str, told: str
) -> None:
    assert old in SOUND
    path = tmp_path / "mine.yaml"
    path.write_text(SOUND.replace(old, new, 1))
    matching = [finding for finding in findings_in(path, models) if told in finding]
    assert matching, findings_in(path, models)
    place, _, rest = matching[0].partition(" ")
    assert place.rstrip(":") == f"mine.yaml:{line}"
    assert rest.startswith(field)


def test_all_is_told_at_once_and_in_the_order_of_the_file(tmp_path: Path, models: BotocoreModels) -> None:
    text = SOUND
    for old, new in (
        ("name: House rules", f"name: {'x' * 301}"),
        ("default: []", "default: 3"),
        ("with: {guardrailIdentifier: id}", "with: {guardrail: id}"),
        ("expression: 'false'", "expression: 'fal('"),
        ("review_interval_days: 365", "review_interval_days: 0"),
    ):
        text = text.replace(old, new, 1)
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    lines = [int(finding.partition(":")[2].partition(" ")[0]) for finding in findings_in(path, models)]
    assert lines == sorted(lines)
    assert set(lines) == {2, 26, 33, 57, 64}


BYTES = [
    (b"", "mine.yaml:1: is empty: expected a framework"),
    (b"- a\n", "mine.yaml:1: holds no mapping"),
    (b"id: a\nname: b\nid: c\n", "mine.yaml:3: `id` stands twice, first in line 1"),
    (b"id: a\nname: [b\n", "mine.yaml:3: is not YAML"),
    (b"id: a\nname: \xff\n", "mine.yaml:2: is not UTF-8: save the file as UTF-8"),
    (b"id: a\nname: \x00\n", "mine.yaml:2: is not YAML"),
    (
        b"id: !!python/object:os.system a\n",
        "mine.yaml:1: the tag 'tag:yaml.org,2002:python/object:os.system' is not plain",
    ),
    (b"id: .nan\n", "mine.yaml:1: '.nan' is no number"),
    (b"1: a\n", "mine.yaml:1: a key is not text: put it in quotes"),
    (b"id: &a [*a]\n", "mine.yaml:1: an alias holds itself"),
    (b"id: " + b"[" * 100_000, "mine.yaml:1: is nested more than 60 levels deep"),
    (
        b"\n".join(
            [b"a0: &a0 [x]", *(b"a%d: &a%d [%s]" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 9))]
        ),
        "aliases written out",
    ),
    (b"#" * 8_000_001, "is larger than 8,000,000 bytes"),
    (b"id: a\n--- \nid: b\n", "mine.yaml:2: is not YAML"),
]


@pytest.mark.parametrize(("content", "told"), BYTES, ids=lambda value: repr(value)[:30])
def test_bytes_that_are_no_framework_are_refused(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    assert any(told in finding for finding in findings_in(path)), findings_in(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert findings_in(tmp_path / "none.yaml") == [f"{tmp_path}/none.yaml: cannot be read: No such file or directory"]


def test_a_folder_without_its_main_file_is_told(tmp_path: Path) -> None:
    assert findings_in(tmp_path) == [f"{tmp_path}: holds no framework.yaml: a framework's folder begins with it"]


def test_a_folder_whose_files_do_not_fit_is_told(tmp_path: Path) -> None:
    head, _, control_set = SOUND.partition("control_sets:\n")
    (tmp_path / "framework.yaml").write_text(f"{head}control_sets:\n  - guard.yaml\n  - absent.yaml\n")
    body = "\n".join(line[4:] for line in control_set.splitlines())
    (tmp_path / "guard.yaml").write_text(body.replace("layer: system", "layer: cellar"))
    (tmp_path / "other.yaml").write_text("id: x\n")
    assert findings_in(tmp_path) == [
        "framework.yaml:13 control_sets: the file other.yaml is not named here: name it, or take it out of the folder",
        "framework.yaml:15 control_sets[1]: there is no file absent.yaml beside framework.yaml",
        "guard.yaml:6 control_sets[0].objectives[0].layer: 'cellar' is none of input_data, model, system, output",
    ]


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    for number in range(202):
        (tmp_path / f"f{number}.yaml").write_text("id: x\n")
    (tmp_path / "framework.yaml").write_text("id: x\n")
    assert findings_in(tmp_path) == [f"{tmp_path}: holds 202 YAML files, at most 200"]
