"""botocore's files, read without their texts, say the same as botocore reads in them."""

import json
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.loaders import Loader, UnknownServiceError
from botocore.stub import Stubber

from probative.sources.aws.model_files import ModelFiles, new_loader, new_session


def without_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: "" if name == "documentation" and isinstance(each, str) else without_texts(each)
            for name, each in value.items()
        }
    return [without_texts(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("service", ["auditmanager", "bedrock", "s3", "iam"])
@pytest.mark.parametrize("type_", ["service-2", "paginators-1", "endpoint-rule-set-1"])
def test_all_but_the_texts_is_there(service: str, type_: str) -> None:
    ours = new_loader(None).load_service_model(service, type_)
    assert ours == without_texts(Loader().load_service_model(service, type_))


def test_the_order_of_what_is_in_a_file_stays() -> None:
    ours, theirs = (each.load_service_model("bedrock", "service-2")["shapes"] for each in (new_loader(None), Loader()))
    assert list(ours) == list(theirs)


def test_a_member_that_is_called_so_is_no_text(tmp_path: Path) -> None:
    said = {"documentation": "for people", "members": {"documentation": {"shape": "String", "documentation": "too"}}}
    (tmp_path / "model.json").write_text(json.dumps(said))
    assert ModelFiles().load_file(str(tmp_path / "model")) == {
        "documentation": "",
        "members": {"documentation": {"shape": "String", "documentation": ""}},
    }
    assert ModelFiles().load_file(str(tmp_path / "absent")) is None


def test_models_of_ones_own_are_found_as_botocore_finds_them(tmp_path: Path) -> None:
    folder = tmp_path / "quill" / "2026-01-01"
    folder.mkdir(parents=True)
    (folder / "service-2.json").write_text('{"version": "2.0", "metadata": {"serviceId": "Quill"}}')
    assert new_loader(str(tmp_path)).load_service_model("quill", "service-2")["metadata"] == {"serviceId": "Quill"}
    with pytest.raises(UnknownServiceError):
        new_loader(None).load_service_model("quill", "service-2")


def client_of(session: botocore.session.Session, service: str) -> Any:
    return session.create_client(service, region_name="eu-west-1", aws_access_key_id="k", aws_secret_access_key="s")


def test_clients_find_the_endpoints_that_botocore_finds() -> None:
    for service in ("s3", "sts", "bedrock", "cloudtrail", "securityhub", "config", "cloudwatch", "iam"):
        sessions = (new_session(), botocore.session.Session())
        ours, theirs = (client_of(each, service).meta.endpoint_url for each in sessions)
        assert ours == theirs


def test_what_asks_for_texts_by_name_finds_them_empty() -> None:
    # The rules of S3's endpoints have parameters of the client, with texts that botocore reads.
    client = client_of(new_session(), "s3")
    with Stubber(client) as stub:
        stub.add_response("list_objects_v2", {"Contents": [{"Key": "a"}]})
        assert client.list_objects_v2(Bucket="bucket")["Contents"] == [{"Key": "a"}]
