"""What is wrong with the settings of a server is told before anything is opened, each by its variable."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from probative.app.application import Quotas
from probative.config import ServerSettings, read_server_settings
from probative.domain.errors import InvalidError
from probative.serving.checking import check
from probative.serving.opening import derived_key, new_id, quotas_of
from tests.support.serving import known_models

DOCS = (Path(__file__).parents[3] / "docs" / "server.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("account_id", "12345"),
        ("account_id", "11112222333x"),
        ("region", "mars-1"),
        ("collect_regions", ("us-east-1", "mars-1")),
        ("database_url", "mysql://host/name"),
        ("objects_url", "/var/files"),
        ("objects_endpoint_url", "host:9000"),
        ("public_url", "audit.example.com"),
        ("endpoint_url", "localhost:5000"),
        ("changes_every_minutes", "often"),
        ("changes_every_minutes", "1441"),
        ("changes_every_minutes", ""),
        ("keep_deleted_days", "a month"),
        ("keep_deleted_days", "-1"),
        ("kms_key_id", "key/1 2"),
        ("kms_key_id", "arn:aws:s3:::bucket"),
        ("kms_endpoint_url", "localhost"),
        ("event_bus", "a bus"),
        ("event_bus", "arn:aws:sns:us-east-1:111122223333:topic"),
        ("cloudtrail", "/no/such/folder"),
        ("policy_dir", "/no/such/folder"),
        ("oidc_issuer", "accounts.example.com"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(field: str, value: Any) -> None:
    given: dict[str, Any] = {field: value, "oidc_client_id": "here"}

    with pytest.raises(InvalidError) as raised:
        check(ServerSettings(**given), known_models())

    assert {finding.path for finding in raised.value.findings} == {f"PROBATIVE_{field.upper()}"}


def test_a_provider_needs_the_client_that_we_are() -> None:
    with pytest.raises(InvalidError, match="PROBATIVE_OIDC_CLIENT_ID"):
        check(ServerSettings(oidc_issuer="https://accounts.example.com"), known_models())


def test_the_defaults_can_be_used() -> None:
    check(ServerSettings(), known_models())


def test_variables_are_read_and_options_outweigh_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROBATIVE_PORT", "9000")
    monkeypatch.setenv("PROBATIVE_COLLECT", "no")
    monkeypatch.setenv("PROBATIVE_COLLECT_REGIONS", "us-east-1, eu-west-1")
    monkeypatch.setenv("PROBATIVE_REGION", "")

    settings = read_server_settings(port=9001, host=None)

    assert (settings.port, settings.host, settings.region) == (9001, "127.0.0.1", "us-east-1")
    assert (settings.collect, settings.collect_regions) == (False, ("us-east-1", "eu-west-1"))


@pytest.mark.parametrize(("name", "value"), [("PROBATIVE_PORT", "80 80"), ("PROBATIVE_COLLECT", "maybe")])
def test_a_variable_that_cannot_be_meant_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(InvalidError, match=name):
        read_server_settings()


def test_quotas_are_set_by_name() -> None:
    assert quotas_of(["active_assessments=500", " custom_controls = 7"]) == Quotas(
        active_assessments=500, custom_controls=7
    )


@pytest.mark.parametrize("line", ["assessments=5", "active_assessments", "active_assessments=many", "=3"])
def test_a_quota_that_is_none_is_told(line: str) -> None:
    with pytest.raises(InvalidError, match="PROBATIVE_QUOTAS"):
        quotas_of([line])


def test_every_quota_is_in_the_docs() -> None:
    assert [each.name for each in fields(Quotas) if f"`{each.name}`" not in DOCS] == []


def test_keys_for_different_purposes_tell_nothing_of_each_other() -> None:
    assert len({bytes(32), derived_key(bytes(32), b"one"), derived_key(bytes(32), b"two")}) == 3


def test_new_ids_are_of_version_7_and_ordered_by_time() -> None:
    ids = [new_id() for _ in range(100)]

    assert len(set(ids)) == 100
    assert {(id_[14], id_[19] in "89ab", len(id_)) for id_ in ids} == {("7", True, 36)}
    assert [id_[:13] for id_ in ids] == sorted(id_[:13] for id_ in ids)
