"""Accounts tried over the wire, as collecting would reach them."""

from datetime import timedelta

import pytest

from probative.clock import utc_now
from probative.config import ServerSettings
from probative.domain.ids import AccountId, Region
from probative.ports.asking import Connection
from probative.serving.connecting import RoleConnections, access_of
from tests.support.aws_server import Asked, Error, Said, answering
from tests.support.serving import ACCOUNT, known_models

OTHER = AccountId("444455556666")
REGIONS = (Region("us-east-1"), Region("me-south-1"))
REACHED = f"arn:aws:sts::{ACCOUNT}:assumed-role/Reader/probative"


@pytest.fixture(autouse=True)
def _own_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOWN")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def assume(asked: Asked) -> Said:
    if OTHER in asked.given["RoleArn"] or asked.given.get("ExternalId") != "42":
        return Error("AccessDenied", "not authorized to perform: sts:AssumeRole", 403)
    keys = {"AccessKeyId": "ASIAROLE", "SecretAccessKey": "s3cr3t", "SessionToken": "t0k3n"}
    return {"Credentials": {**keys, "Expiration": utc_now() + timedelta(hours=1)}}


def identify(asked: Asked) -> Said:
    if asked.region == "me-south-1":
        return Error("InvalidClientTokenId", "The security token included in the request is invalid", 403)
    return {"Account": ACCOUNT, "Arn": REACHED if asked.access_key == "ASIAROLE" else f"arn:aws:iam::{ACCOUNT}:user/us"}


def tried(account: AccountId = ACCOUNT, regions: tuple[Region, ...] = REGIONS, **settings: str) -> Connection:
    with answering({"sts:AssumeRole": assume, "sts:GetCallerIdentity": identify}) as server:
        told = ServerSettings(endpoint_url=server.url, **settings)  # type: ignore[arg-type]  # all are texts
        return RoleConnections(access_of(told, known_models()), known_models()).check(account, regions)


def test_a_role_is_reached_and_says_as_whom_and_where_not() -> None:
    found = tried(role_name="Reader", external_id="42")

    assert found.identity == REACHED
    (finding,) = found.findings
    assert finding.path == "regions"
    assert finding.reason.startswith("me-south-1: ")
    assert "enable the region" in finding.reason


def test_one_that_answers_everywhere_has_no_findings() -> None:
    assert tried(regions=REGIONS[:1], role_name="Reader", external_id="42") == Connection(REACHED, ())


@pytest.mark.parametrize(("account", "external_id"), [(OTHER, "42"), (ACCOUNT, "43")])
def test_a_role_that_cannot_be_assumed_is_told_with_the_setting_to_mend(account: AccountId, external_id: str) -> None:
    found = tried(account, role_name="Reader", external_id=external_id)

    assert found.identity == ""
    (finding,) = found.findings
    assert finding.path == "PROBATIVE_ROLE_NAME"
    assert f"arn:aws:iam::{account}:role/Reader cannot be assumed" in finding.reason
    assert "PROBATIVE_EXTERNAL_ID" in finding.reason
    assert "--" not in finding.reason


def test_without_a_role_the_server_reaches_its_own_account_alone() -> None:
    own, other = tried(regions=REGIONS[:1]), tried(OTHER, regions=REGIONS[:1])

    assert own == Connection(f"arn:aws:iam::{ACCOUNT}:user/us", ())
    assert (other.identity, [finding.path for finding in other.findings]) == ("", ["accountId"])


def test_what_is_told_holds_no_key() -> None:
    said = [tried(role_name="Reader", external_id=id_) for id_ in ("42", "43")]

    for secret in ("AKIAOWN", "not-a-secret", "ASIAROLE", "s3cr3t", "t0k3n"):
        assert secret not in repr(said)
