"""A server whose key KMS wraps: what a local key sealed stays good, and without KMS nothing opens."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.support.server_process import Running, serving

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG"}
QUIET = {"PROBATIVE_COLLECT": "false"}


@pytest.fixture(scope="module")
def kms() -> Iterator[str]:
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def made_key(url: str) -> str:
    named = {name.lower(): value for name, value in KEYS.items()}
    client = boto3.client("kms", endpoint_url=url, region_name="us-east-1", **named)
    arn: str = client.create_key()["KeyMetadata"]["Arn"]
    return arn


def with_kms(url: str, key: str) -> dict[str, str]:
    return {"PROBATIVE_KMS_KEY_ID": key, "PROBATIVE_KMS_ENDPOINT_URL": url, **KEYS, **QUIET}


def works(server: Running) -> bool:
    return bool(server.client().get_account_status()["status"] == "ACTIVE")


@pytest.mark.slow
def test_access_keys_of_a_local_key_move_to_kms_and_on_to_another_key(kms: str, tmp_path: Path) -> None:
    data, first, second = tmp_path / "data", made_key(kms), made_key(kms)
    with serving(data, port=0, told=None, **QUIET) as server:
        told = server.told
    with serving(data, port=0, told=told, **with_kms(kms, first)) as server:
        assert works(server)
    assert "1 access keys are sealed with the new server key now" in (data / "server.log").read_text()

    (data / "keys" / "server.key").unlink()
    with serving(data, port=0, told=told, **with_kms(kms, second)) as server:
        assert works(server)
    assert not (data / "keys" / "server.key").exists()
    assert second in (data / "keys" / "server-key.wrapped").read_text()


@pytest.mark.slow
def test_a_start_without_the_key_says_which_setting_to_mend(kms: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data, port=0, told=None, **with_kms(kms, made_key(kms))) as server:
        assert works(server)

    for settings, why in (
        (QUIET, "PROBATIVE_KMS_KEY_ID: is missing: a KMS key wraps the key in"),
        (with_kms(kms, "alias/nothing"), "PROBATIVE_KMS_KEY_ID: alias/nothing: there is no such key"),
    ):
        said = start(data, settings)
        assert said.returncode == 2
        assert why in said.stderr
        assert "Traceback" not in said.stderr


def start(data: Path, settings: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PROBATIVE_"))}
    return subprocess.run(
        [sys.executable, "-m", "probative", "serve", "--port", "0", "--data-dir", str(data)],
        env=kept | {"AWS_EC2_METADATA_DISABLED": "true", **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
