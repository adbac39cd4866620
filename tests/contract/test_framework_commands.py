"""`probative framework` and `probative control`, as a user meets them."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from probative.cli.main import app
from probative.domain.errors import InvalidError, NotFoundError
from tests.support.frameworks import SOUND


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    return {"PROBATIVE_CACHE_DIR": str(tmp_path_factory.mktemp("cache"))}


def run(cache: Mapping[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), env=cache)


def test_list_names_the_shipped_frameworks(cache: Mapping[str, str]) -> None:
    result = run(cache, "framework", "list")
    assert result.exit_code == 0
    assert "genai-best-practices" in result.stdout
    assert "8 control sets, 110 controls" in result.stdout


def test_list_as_json_has_counts_and_digest(cache: Mapping[str, str]) -> None:
    (framework,) = json.loads(run(cache, "framework", "list", "--output", "json").stdout)
    assert (framework["id"], framework["controls_count"]) == ("genai-best-practices", 110)
    assert len(framework["digest"]) == 64


def test_show_tells_each_domain_objective_and_control(cache: Mapping[str, str]) -> None:
    text = run(cache, "framework", "show").stdout
    for needle in ("Sustainable", "SAFE-1  Safe inputs  (input data)", "SAFE-1.2", "Prompt Attack Filtering"):
        assert needle in text


def test_show_as_json_has_110_controls(cache: Mapping[str, str]) -> None:
    shown = json.loads(run(cache, "framework", "show", "genai-best-practices", "--output", "json").stdout)
    controls = [c["id"] for s in shown["control_sets"] for o in s["objectives"] for c in o["controls"]]
    assert len(controls) == 110


def test_show_takes_a_file_of_ones_own(cache: Mapping[str, str], tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SOUND)
    assert "GUARD-1.1" in run(cache, "framework", "show", str(path)).stdout


def test_an_unknown_framework_is_told_with_those_known(cache: Mapping[str, str]) -> None:
    result = run(cache, "framework", "show", "nist")
    assert isinstance(result.exception, NotFoundError)
    assert str(result.exception) == "no framework has the id nist; known: genai-best-practices"


def test_validate_sums_up_what_is_sound(cache: Mapping[str, str], tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SOUND)
    text = run(cache, "framework", "validate", str(path)).stdout
    assert text == "house-rules is sound: 1 controls, 3 evidence sources, 2 rules, 3 tests\n"
    shown = json.loads(run(cache, "framework", "validate", str(path), "--output", "json").stdout)
    assert shown["sound"] is True


def test_validate_tells_each_finding_on_a_line_and_ends_2(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SOUND.replace("layer: system", "layer: cellar").replace("DAILY", "HOURLY"))
    command = [sys.executable, "-m", "probative", "framework", "validate", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"HOME": str(tmp_path)})
    assert done.returncode == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("probative: mine.yaml:19 control_sets[0].objectives[0].layer: 'cellar' is none of")
    assert lines[1].startswith("probative: mine.yaml:36 ")


def test_what_is_exported_is_sound(cache: Mapping[str, str], tmp_path: Path) -> None:
    path = tmp_path / "copy.yaml"
    result = run(cache, "framework", "export", "--file", str(path))
    assert result.exit_code == 0
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    assert "110 controls" in run(cache, "framework", "validate", str(path)).stdout


def test_export_goes_to_standard_output_where_no_file_is_given(cache: Mapping[str, str]) -> None:
    exported = json.loads(run(cache, "framework", "export", "--format", "json").stdout)
    assert exported["id"] == "genai-best-practices"


def test_export_leaves_alone_what_is_there(cache: Mapping[str, str], tmp_path: Path) -> None:
    path = tmp_path / "copy.yaml"
    path.write_text("mine")
    result = run(cache, "framework", "export", "--format", "json", "--file", str(path))
    assert isinstance(result.exception, InvalidError)
    assert str(result.exception).startswith("--file: ")
    assert path.read_text() == "mine"


def test_export_to_nowhere_is_told(cache: Mapping[str, str], tmp_path: Path) -> None:
    result = run(cache, "framework", "export", "--format", "json", "--file", str(tmp_path / "no" / "copy.yaml"))
    assert isinstance(result.exception, InvalidError)
    assert "cannot be written" in str(result.exception)


def test_control_show_tells_texts_sources_and_rules(cache: Mapping[str, str]) -> None:
    text = run(cache, "control", "show", "safe-1.2").stdout
    for needle in ("Prompt Attack Filtering", "Testing information", "Action plan", "bedrock:GetGuardrail", "rule: "):
        assert needle in text


@pytest.mark.parametrize("control_id", ["ACCU-3.3", "RESI-3.1", "SECU-4.3", "SUST-4.2"])
def test_controls_of_every_kind_can_be_shown(cache: Mapping[str, str], control_id: str) -> None:
    text = run(cache, "control", "show", control_id).stdout
    assert text.startswith(f"{control_id}  ")
    assert all(len(line) <= 160 for line in text.splitlines())


def test_control_show_as_json_is_the_files_own_form(cache: Mapping[str, str], tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SOUND)
    shown = json.loads(run(cache, "control", "show", "GUARD-1.1", "--framework", str(path), "--output", "json").stdout)
    assert shown["control_set"] == "Guardrails"
    assert shown["mode"] == "partial"
    assert [source["type"] for source in shown["evidence_sources"]] == ["api_call", "cloudtrail_event", "manual"]
    assert shown["evidence_sources"][0]["rule"]["reason_fail"] == "The message lacks a word"


def test_an_unknown_control_is_told_with_its_neighbours(cache: Mapping[str, str]) -> None:
    result = run(cache, "control", "show", "SAFE-9.9")
    assert isinstance(result.exception, NotFoundError)
    assert "SAFE-1.2" in str(result.exception)
    assert "SECU-1.1" not in str(result.exception)


def test_showing_a_kept_framework_loads_no_engine(cache: Mapping[str, str]) -> None:
    run(cache, "framework", "show")
    code = (
        "import sys\nfrom probative.cli.main import app\n"
        "try:\n    app(['framework', 'show'])\nexcept SystemExit:\n    pass\n"
        "loaded = {'cel', 'botocore', 'jsonschema', 'yaml', 'duckdb', 'pyarrow', 'rich'} & set(sys.modules)\n"
        "sys.stderr.write(','.join(sorted(loaded)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(cache))
    assert done.stderr == ""
