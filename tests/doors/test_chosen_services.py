"""Services chosen for an assessment of a custom framework: of the simulated organization, only they are asked."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from probative_demo.organization import Running as Organization
from probative_demo.organization import start
from tests.support.server_process import Running, serving

CONTROLS: Final = ("SECU-1.5", "SECU-3.4")
"""They ask Amazon Bedrock, IAM and Amazon EC2."""
PATIENCE: Final = 120.0


def settings_of(organization: Organization) -> dict[str, str]:
    return {
        "PROBATIVE_ENDPOINT_URL": organization.endpoint_url,
        "PROBATIVE_ROLE_NAME": organization.role_name,
        "PROBATIVE_EXTERNAL_ID": organization.external_id,
        "PROBATIVE_COLLECT_REGIONS": ",".join(organization.regions),
        "AWS_ACCESS_KEY_ID": organization.access_key_id,
        "AWS_SECRET_ACCESS_KEY": organization.secret_access_key,
    }


def an_assessment(server: Running, accounts: Sequence[str]) -> str:
    """Make an assessment of a framework with these controls, and return its id."""
    client = server.client()
    (standard,) = client.list_assessment_frameworks(frameworkType="Standard")["frameworkMetadataList"]
    whole = server.ask("GET", f"/v1/frameworks/{standard['id']}")
    objectives = (each for control_set in whole["controlSets"] for each in control_set["objectives"])
    outlines = (control for objective in objectives for control in objective["controls"])
    controls = [{"id": each["id"]} for each in outlines if each["code"] in CONTROLS]
    assert len(controls) == len(CONTROLS)
    control_sets = [{"name": "Networks and people", "controls": controls}]
    framework = client.create_assessment_framework(name="Networks and people", controlSets=control_sets)["framework"]
    made = client.create_assessment(
        name="Only people",
        assessmentReportsDestination={"destinationType": "S3", "destination": "s3://reports/here"},
        scope={"awsAccounts": [{"id": account} for account in accounts]},
        roles=[{"roleType": "PROCESS_OWNER", "roleArn": f"arn:aws:iam::{accounts[0]}:role/Owner"}],
        frameworkId=framework["id"],
    )
    id_: str = made["assessment"]["metadata"]["id"]
    return id_


def evidence_of(client: Any, assessment_id: str) -> Iterator[dict[str, Any]]:
    for folder in client.get_evidence_folders_by_assessment(assessmentId=assessment_id)["evidenceFolders"]:
        where = {"controlSetId": folder["controlSetId"], "evidenceFolderId": folder["id"]}
        yield from client.get_evidence_by_evidence_folder(assessmentId=assessment_id, **where)["evidence"]


def services_seen(server: Running, assessment_id: str) -> set[str]:
    return {each["eventSource"] for each in evidence_of(server.client(), assessment_id)}


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.3)


@pytest.mark.slow
def test_only_services_that_were_chosen_are_asked_until_others_are_chosen(tmp_path: Path) -> None:
    with start() as organization:
        settings = settings_of(organization)
        # Chosen before anybody collects.
        with serving(tmp_path / "data", port=0, told=None, **settings, PROBATIVE_COLLECT="false") as server:
            told = server.told
            id_ = an_assessment(server, organization.accounts)
            server.ask("PATCH", f"/v1/assessments/{id_}", {"services": ["iam"]})
        with serving(tmp_path / "data", port=0, told=told, **settings) as server:
            wait_until(lambda: bool(services_seen(server, id_)))
            assert services_seen(server, id_) == {"iam.amazonaws.com"}

            server.ask("PATCH", f"/v1/assessments/{id_}", {"services": ["iam", "ec2"]})
            wait_until(lambda: services_seen(server, id_) > {"iam.amazonaws.com"})
            assert services_seen(server, id_) == {"iam.amazonaws.com", "ec2.amazonaws.com"}
