"""Terraform works unchanged: apply, a clean plan, a change, a clean plan again, destroy."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.server_process import Running, serving

MAIN = Path(__file__).parent / "terraform" / "main.tf"
TERRAFORM = shutil.which("terraform")
PLUGINS = Path("/opt/tf-plugins")
HAS_PROVIDER = (PLUGINS / "registry.terraform.io/hashicorp/aws").is_dir()

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (TERRAFORM and HAS_PROVIDER), reason="needs Terraform and its AWS provider on the machine"),
]
NO_CHANGE, CHANGES = 0, 2

Terraform = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with serving(tmp_path / "server", PROBATIVE_COLLECT="true") as running:
        yield running


@pytest.fixture
def terraform(server: Running, tmp_path: Path) -> Terraform:
    shutil.copy(MAIN, tmp_path)
    (tmp_path / "rc").write_text("")
    environment = server.environment | {
        "TF_CLI_CONFIG_FILE": str(tmp_path / "rc"),
        "TF_VAR_endpoint": server.url,
        "TF_VAR_account_id": server.told["account_id"],
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
    }

    def run(*arguments: str, expect: int = 0) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [str(TERRAFORM), *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return done

    run("init", "-input=false", "-no-color", f"-plugin-dir={PLUGINS}")
    return run


def test_all_resources_are_applied_planned_clean_changed_and_destroyed(terraform: Terraform, server: Running) -> None:
    terraform("apply", "-auto-approve", "-no-color", "-input=false")
    outputs = json.loads(terraform("output", "-json").stdout)
    assert {name: each["value"] for name, each in outputs.items()} == {
        "standard_control_sets": 8,
        "found_control": True,
    }
    terraform("plan", "-detailed-exitcode", "-no-color", "-input=false", expect=NO_CHANGE)

    changed = ("-var", "description=As changed later", "-no-color", "-input=false")
    terraform("plan", "-detailed-exitcode", *changed, expect=CHANGES)
    terraform("apply", "-auto-approve", *changed)
    terraform("plan", "-detailed-exitcode", *changed, expect=NO_CHANGE)

    terraform("destroy", "-auto-approve", *changed)
    assert server.client().list_assessments()["assessmentMetadata"] == []
    assert server.client().list_controls(controlType="Custom")["controlMetadataList"] == []
