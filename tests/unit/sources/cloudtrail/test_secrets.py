"""Masking: values of secret members, whatever their spelling, and nothing else."""

import json

import pytest

from probative.sources.cloudtrail.secrets import MASK, mask_secrets

SECRET = 'IQoJb3JpZ2luX2VjE/"\\quoted'


@pytest.mark.parametrize("name", ["sessionToken", "SessionToken", "secretAccessKey", "SecretAccessKey"])
@pytest.mark.parametrize("indent", [None, 1])
def test_values_of_secret_members_are_masked(name: str, indent: int | None) -> None:
    raw = json.dumps({"a": {name: SECRET, "b": [{name: "x"}]}, "c": 1}, indent=indent).encode()
    masked = mask_secrets(raw)
    assert masked.is_masked
    value = MASK.decode()
    assert json.loads(masked.raw) == {"a": {name: value, "b": [{name: value}]}, "c": 1}


def test_secrets_in_json_kept_as_text_are_masked() -> None:
    raw = json.dumps({"body": json.dumps({"credentials": {"sessionToken": "IQoJ/abc", "z": 1}})}).encode()
    masked = mask_secrets(raw)
    assert json.loads(json.loads(masked.raw)["body"]) == {"credentials": {"sessionToken": MASK.decode(), "z": 1}}


@pytest.mark.parametrize(
    "value",
    [
        {"sessionToken": None, "secretAccessKey": ""},
        {"accessKeyId": "ASIAEXAMPLE", "sessionTokenVersion": "2"},
        {"note": "the sessionToken is not told"},
        {"keys": ["sessionToken", "secretAccessKey"]},
    ],
)
def test_what_is_no_secret_stays_byte_for_byte(value: object) -> None:
    raw = json.dumps(value).encode()
    assert mask_secrets(raw) == (raw, False)


def test_what_is_masked_already_is_not_masked_again() -> None:
    once = mask_secrets(b'{"sessionToken":"secret"}')
    assert mask_secrets(once.raw) == (once.raw, False)
