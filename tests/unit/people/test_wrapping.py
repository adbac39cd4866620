"""The server's key wrapped by KMS: a real KMS server wraps and opens it; what is wrong says what to do."""

import json
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer

from probative.domain.errors import InvalidError
from probative.people.wrapping import Connect, open_wrapped_key
from tests.support.aws_server import Error, answering

KEY_ARN = "arn:aws:kms:us-east-1:111122223333:key/a"
ABOUT = {"KeyMetadata": {"KeyId": "a", "Arn": KEY_ARN, "KeyState": "Enabled", "KeySpec": "SYMMETRIC_DEFAULT"}}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="module")
def connect(url: str) -> Connect:
    return to(url)


def to(url: str) -> Connect:
    @cache
    def connect(region: str) -> Any:
        return boto3.client(
            "kms",
            endpoint_url=url,
            region_name=region or "us-east-1",
            aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
            aws_secret_access_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            config=Config(retries={"total_max_attempts": 1}),
        )

    return connect


def new_key(connect: Connect, region: str = "", **given: str) -> str:
    arn: str = connect(region).create_key(**given)["KeyMetadata"]["Arn"]
    return arn


def id_of(arn: str) -> str:
    return arn.rpartition("/")[2]


def test_the_same_key_is_opened_at_every_start(connect: Connect, tmp_path: Path) -> None:
    arn, path = new_key(connect), tmp_path / "keys" / "wrapped"

    key = open_wrapped_key(path, arn, connect)

    assert len(key) == 32
    assert open_wrapped_key(path, id_of(arn), connect) == key
    assert open_wrapped_key(tmp_path / "another", arn, connect) != key


def test_the_file_holds_the_key_in_no_form_and_is_its_owners(connect: Connect, tmp_path: Path) -> None:
    key = open_wrapped_key(tmp_path / "wrapped", new_key(connect), connect)

    content = (tmp_path / "wrapped").read_bytes()

    assert key not in content
    assert key.hex().encode() not in content
    assert json.loads(content)["encryptionContext"] == {"probative:purpose": "server-key"}
    assert stat.S_IMODE((tmp_path / "wrapped").stat().st_mode) == 0o600


def test_an_alias_leads_to_the_key_and_away_from_it_again(connect: Connect, tmp_path: Path) -> None:
    first, second, path = new_key(connect), new_key(connect), tmp_path / "wrapped"
    connect("").create_alias(AliasName="alias/probative", TargetKeyId=first)
    key = open_wrapped_key(path, "alias/probative", connect)
    connect("").update_alias(AliasName="alias/probative", TargetKeyId=second)

    assert open_wrapped_key(path, "alias/probative", connect) == key
    assert json.loads(path.read_bytes())["keyArn"] == second


def test_another_key_wraps_it_anew_even_in_another_region(connect: Connect, tmp_path: Path) -> None:
    old, new, path = new_key(connect), new_key(connect, "eu-west-1"), tmp_path / "wrapped"
    key = open_wrapped_key(path, old, connect)

    assert open_wrapped_key(path, new, connect) == key

    connect("").schedule_key_deletion(KeyId=id_of(old), PendingWindowInDays=7)
    assert open_wrapped_key(path, new, connect) == key
    assert [each.name for each in tmp_path.iterdir()] == ["wrapped"]


def test_two_first_uses_end_with_one_key(connect: Connect, tmp_path: Path) -> None:
    arn = new_key(connect)
    with ThreadPoolExecutor(4) as pool:
        keys = set(pool.map(lambda _: open_wrapped_key(tmp_path / "wrapped", arn, connect), range(4)))

    assert len(keys) == 1


def test_another_context_does_not_open_it(connect: Connect, tmp_path: Path) -> None:
    arn, path = new_key(connect), tmp_path / "wrapped"
    open_wrapped_key(path, arn, connect)
    kept = json.loads(path.read_bytes())
    path.write_text(json.dumps(kept | {"encryptionContext": {"probative:purpose": "another"}}))

    with pytest.raises(InvalidError, match="was changed: bring the file back from a backup"):
        open_wrapped_key(path, arn, connect)


def test_a_key_in_a_state_that_is_of_no_use_is_told(connect: Connect, tmp_path: Path) -> None:
    disabled, dying = new_key(connect), new_key(connect)
    connect("").disable_key(KeyId=id_of(disabled))
    connect("").schedule_key_deletion(KeyId=id_of(dying), PendingWindowInDays=7)
    asymmetric = new_key(connect, KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")

    for arn, why in {disabled: "enable it", dying: "cancel that", asymmetric: "no symmetric key"}.items():
        with pytest.raises(InvalidError, match=why) as refused:
            open_wrapped_key(tmp_path / "wrapped", arn, connect)
        assert [finding.path for finding in refused.value.findings] == ["PROBATIVE_KMS_KEY_ID"]
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_is_not_there_is_told(connect: Connect, tmp_path: Path) -> None:
    with pytest.raises(InvalidError, match="there is no such key"):
        open_wrapped_key(tmp_path / "wrapped", "alias/nothing", connect)


@pytest.mark.parametrize("denied", ["kms:DescribeKey", "kms:GenerateDataKey"])
def test_a_key_that_is_denied_says_what_to_allow(denied: str, tmp_path: Path) -> None:
    handlers: dict[str, Any] = {"kms:DescribeKey": ABOUT} | {denied: Error("AccessDeniedException")}
    with (
        answering(handlers) as server,
        pytest.raises(InvalidError, match=r"allow kms:DescribeKey, kms:GenerateDataKey, kms:Decrypt.* key's policy"),
    ):
        open_wrapped_key(tmp_path / "wrapped", KEY_ARN, to(server.url))


def test_where_the_older_key_is_denied_it_is_named(connect: Connect, tmp_path: Path) -> None:
    old = new_key(connect)
    open_wrapped_key(tmp_path / "wrapped", old, connect)
    handlers: dict[str, Any] = {"kms:DescribeKey": ABOUT, "kms:Decrypt": Error("AccessDeniedException")}

    with answering(handlers) as server, pytest.raises(InvalidError, match="still wrapped by") as refused:
        open_wrapped_key(tmp_path / "wrapped", KEY_ARN, to(server.url))
    assert old in str(refused.value)


def test_a_kms_that_does_not_answer_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidError, match="KMS cannot be asked"):
        open_wrapped_key(tmp_path / "wrapped", KEY_ARN, to("http://127.0.0.1:1"))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "holds no wrapped key"),
        ('{"format": "probative-wrapped-key/9"}', "holds no wrapped key"),
        ('{"format": "x/9", "keyArn": "a", "encryptionContext": {}, "ciphertext": ""}', "is of format x/9"),
    ],
)
def test_a_file_that_holds_no_wrapped_key_is_told(connect: Connect, tmp_path: Path, content: str, why: str) -> None:
    (tmp_path / "wrapped").write_text(content)

    with pytest.raises(InvalidError, match=why):
        open_wrapped_key(tmp_path / "wrapped", new_key(connect), connect)
    assert (tmp_path / "wrapped").read_text() == content
