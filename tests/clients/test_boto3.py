"""boto3 works unchanged, from an assessment of a simulated organization to a report that an outsider can check."""

import hashlib
import io
import json
import time
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.support.server_process import Running
from tests.support.simulated import collecting

pytestmark = pytest.mark.slow

T = TypeVar("T")
ACCOUNT = "111122223333"
_PATIENCE_SECONDS = 180


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that collects from the simulated organization."""
    with collecting(tmp_path_factory.mktemp("server")) as running:
        yield running


def until(look: Callable[[], T], is_enough: Callable[[T], bool]) -> T:
    """Look until it is enough, or for three minutes."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while not is_enough(seen := look()):
        assert time.monotonic() < end, "it did not come to it"
        time.sleep(0.5)
    return seen


def client_of(server: Running, key: dict[str, str]) -> Any:
    return boto3.client(
        "auditmanager",
        endpoint_url=server.url,
        region_name=server.told["region"],
        aws_access_key_id=key["id"],
        aws_secret_access_key=key["secret"],
    )


def begun(server: Running, olivia: Any) -> str:
    """Make an assessment of the AI framework, with tags, and return its id."""
    frameworks = olivia.list_assessment_frameworks(frameworkType="Standard")["frameworkMetadataList"]
    owner = f"arn:aws:iam::{server.told['account_id']}:user/{server.told['username']}"
    made = olivia.create_assessment(
        name="Generative AI of Quillhaven",
        assessmentReportsDestination={"destinationType": "S3", "destination": "s3://reports/ai"},
        scope={"awsAccounts": [{"id": ACCOUNT}]},
        roles=[{"roleType": "PROCESS_OWNER", "roleArn": owner}],
        frameworkId=frameworks[0]["id"],
        tags={"team": "audit"},
    )["assessment"]
    id_: str = made["metadata"]["id"]
    return id_


def review(server: Running, olivia: Any, assessment_id: str, folder: Any) -> None:
    """Hand the control set of the folder to a delegate, who submits it, and complete the review."""
    dana = server.ask("POST", "/v1/users", {"name": "dana", "standing": "member"})
    delegate = client_of(server, server.ask("POST", f"/v1/users/{dana['id']}/access-keys"))
    handed = {
        "controlSetId": folder["controlSetId"],
        "roleArn": f"arn:aws:iam::{server.told['account_id']}:user/dana",
        "roleType": "RESOURCE_OWNER",
        "comment": "Please look",
    }
    olivia.batch_create_delegation_by_assessment(assessmentId=assessment_id, createDelegationRequests=[handed])
    assert [each["controlSetName"] for each in delegate.get_delegations()["delegations"]] == [folder["controlSetId"]]
    of_set = {"assessmentId": assessment_id, "controlSetId": folder["controlSetId"]}
    delegate.update_assessment_control(**of_set, controlId=folder["controlId"], commentBody="It is as it says.")
    delegate.update_assessment_control_set_status(**of_set, status="UNDER_REVIEW", comment="Done")
    with pytest.raises(ClientError, match="AccessDenied"):
        delegate.delete_assessment(assessmentId=assessment_id)
    olivia.update_assessment_control_set_status(**of_set, status="REVIEWED", comment="Seen")
    assert olivia.get_delegations()["delegations"][0]["status"] == "COMPLETE"


def reported(olivia: Any, assessment_id: str, **more: str) -> zipfile.ZipFile:
    """Have a report made, and fetch it by its link alone."""
    report = olivia.create_assessment_report(name="Weekly", assessmentId=assessment_id, **more)["assessmentReport"]
    done = until(
        lambda: olivia.list_assessment_reports(maxResults=1)["assessmentReports"][0],
        lambda newest: newest["status"] != "IN_PROGRESS",
    )
    assert (done["id"], done["status"]) == (report["id"], "COMPLETE")
    url = olivia.get_assessment_report_url(assessmentId=assessment_id, assessmentReportId=report["id"])["preSignedUrl"]
    with urllib.request.urlopen(url["link"], timeout=60) as answer:
        return zipfile.ZipFile(io.BytesIO(answer.read()))


def test_a_conversation_from_an_assessment_to_a_report(server: Running) -> None:
    olivia = server.client()
    id_ = begun(server, olivia)

    # Evidence appears within minutes.
    folders = until(
        lambda: olivia.get_evidence_folders_by_assessment(assessmentId=id_, maxResults=1000)["evidenceFolders"],
        lambda found: any(each["evidenceByTypeConfigurationDataCount"] for each in found),
    )
    folder = next(each for each in folders if each["evidenceByTypeConfigurationDataCount"])
    where = {"assessmentId": id_, "controlSetId": folder["controlSetId"], "evidenceFolderId": folder["id"]}
    items = olivia.get_evidence_by_evidence_folder(**where)["evidence"]
    assert {item["evidenceAwsAccountId"] for item in items} == {ACCOUNT}
    assert olivia.get_evidence(**where, evidenceId=items[0]["id"])["evidence"] == items[0]

    review(server, olivia, id_, folder)
    olivia.associate_assessment_report_evidence_folder(assessmentId=id_, evidenceFolderId=folder["id"])
    archive = reported(olivia, id_)

    # Whoever has the report can check each file of it.
    names = {name.partition("/")[2]: name for name in archive.namelist()}
    digests = {each["path"]: each["sha256"] for each in json.loads(archive.read(names["digest.json"]))["files"]}
    assert "AssessmentReportSummary.pdf" in digests
    assert {path: hashlib.sha256(archive.read(names[path])).hexdigest() for path in digests} == digests

    # A report of a query holds what that finds, whatever was chosen.
    finder = olivia.get_settings(attribute="EVIDENCE_FINDER_ENABLEMENT")["settings"]["evidenceFinderEnablement"]
    store = finder["eventDataStoreArn"].rpartition("/")[2]
    statement = f"SELECT eventJson FROM {store} WHERE eventData.assessmentId = '{id_}' AND eventId = '{items[0]['id']}'"
    archive = reported(olivia, id_, queryStatement=statement)
    evidence = [name for name in archive.namelist() if "/evidence/" in name]
    assert [json.loads(archive.read(name))["id"] for name in evidence] == [items[0]["id"]]
    with pytest.raises(ClientError, match=r"ValidationException.*names no event data store"):
        olivia.create_assessment_report(name="W", assessmentId=id_, queryStatement="SELECT eventJson FROM x")

    # And the native API says what was to be seen, and what was.
    coverage = server.ask("GET", f"/v1/assessments/{id_}/coverage")
    assert 0 < coverage["coverage"]["answered"] <= coverage["coverage"]["expected"]
