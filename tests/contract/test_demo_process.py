"""The organization as a process: it begins, answers and ends with whoever started it; and its command."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from probative_demo import organization
from probative_demo.organization import StartError
from probative_demo.places import ACCOUNTS, ADMIN_KEYS, EXTERNAL_ID
from tests.unit.demo.clients import NOW

_PARENT = """
import time
from probative_demo.organization import start
with start() as running:
    print(running.pid, flush=True)
    time.sleep(60)
"""


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def _ends(pid: int) -> bool:
    until = time.monotonic() + 10
    while _is_alive(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return not _is_alive(pid)


def test_the_organization_ends_with_its_block() -> None:
    with organization.start(now=NOW) as running:
        assert _is_alive(running.pid)

    assert not _is_alive(running.pid)


def test_the_organization_ends_when_its_parent_is_killed() -> None:
    command = [sys.executable, "-c", _PARENT]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=_environment())
    assert parent.stdout
    pid = int(parent.stdout.readline())
    assert _is_alive(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()

    assert _ends(pid)


def test_a_taken_port_is_told_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=f"cannot listen on 127.0.0.1:{port}"), organization.start(port):
            pass


def _demo(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from probative_demo.command import app; app()", "aws", *arguments]


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": "src"}


def test_the_command_prints_exports_that_work_and_ends_on_interrupt() -> None:
    command = subprocess.Popen(
        _demo("--port", "0"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=_environment()
    )
    assert command.stdout
    exports = dict(_read_export(command.stdout.readline()) for _ in range(4))
    script = "import boto3; print(boto3.client('sts').get_caller_identity()['Account'])"
    asked = subprocess.run(
        [sys.executable, "-c", script], env=_environment() | exports, capture_output=True, text=True, check=True
    )
    command.send_signal(signal.SIGINT)
    _, said = command.communicate(timeout=20)

    assert asked.stdout.strip() == ACCOUNTS["security"]
    assert command.returncode == 0
    assert said == "ended\n"


def _read_export(line: str) -> tuple[str, str]:
    name, _, value = line.removeprefix("export ").strip().partition("=")
    return name, value.strip("'")


def test_the_command_prints_json_with_all_accounts() -> None:
    command = subprocess.Popen(
        _demo("--port", "0", "--output", "json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=_environment(),
    )  # fmt: skip
    assert command.stdout
    told = json.loads(command.stdout.readline())
    command.send_signal(signal.SIGINT)
    command.communicate(timeout=20)

    assert {each["id"]: each["access_key_id"] for each in told["accounts"]} == ADMIN_KEYS
    assert told["external_id"] == EXTERNAL_ID


def test_the_command_tells_a_taken_port_in_a_line_and_ends_with_two() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(_demo("--port", port), env=_environment(), capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"probative: --port: cannot listen on 127.0.0.1:{port}")
