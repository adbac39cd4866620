"""The AWS SDK for JavaScript works unchanged."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.server_process import Running

FOLDER = Path(__file__).parent / "javascript"
NODE, NPM = shutil.which("node"), shutil.which("npm")


@pytest.mark.skipif(not (NODE and NPM), reason="needs Node and npm, which this machine has not")
def test_a_conversation_about_a_custom_control(server: Running, tmp_path: Path) -> None:
    for name in ("package.json", "package-lock.json", "conversation.mjs"):
        shutil.copy(FOLDER / name, tmp_path)
    subprocess.run([str(NPM), "ci", "--no-audit", "--no-fund"], cwd=tmp_path, check=True, capture_output=True)

    done = subprocess.run(
        [str(NODE), "conversation.mjs"],
        cwd=tmp_path,
        env=server.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    heard = json.loads(done.stdout)
    assert heard["created"]["name"] == "Made in JavaScript / ünï"
    assert heard["created"]["tags"] == {"team": "audit"}
    assert heard["isSame"]
    assert heard["createdAtIsDate"]
    assert heard["standard"] == 110
    assert heard["error"] == {"name": "ResourceNotFoundException", "type": "control"}
    assert heard["left"] == 0
