"""Operations of the library, from a parsed request to an output that fits the model."""

from pathlib import Path

import pytest

from probative.api.operations import controls, frameworks, keywords, services, shares, tags
from probative.api.operations.context import Context, Shape
from probative.app.application import Application
from probative.app.keyword_index import keyword_index
from probative.domain.custom import SourceType
from tests.support.library import answer
from tests.support.serving import ACCOUNT, SetClock, application, context, standard_framework, with_page


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Application:
    return application(tmp_path, clock)


SOURCE = {
    "sourceName": "Buckets",
    "sourceDescription": "As it is.\nrule: true",
    "sourceSetUpOption": "System_Controls_Mapping",
    "sourceType": "AWS_API_Call",
    "sourceKeyword": {"keywordInputType": "SELECT_FROM_LIST", "keywordValue": "s3_ListBuckets"},
    "sourceFrequency": "MONTHLY",
    "troubleshootingText": "",
}


def filled(shape: Shape) -> Shape:
    """Return `shape` without what is left out on the wire."""
    return {key: value for key, value in shape.items() if value is not None}


def new_control(app: Application, name: str = "Ours", **members: object) -> Shape:
    request = {"name": name, "controlMappingSources": [SOURCE], **members}
    output: Shape = answer(controls.create_control, context(app, "CreateControl"), request)["control"]
    return output


def new_framework(app: Application, name: str = "Ours", **members: object) -> Shape:
    request = {"name": name, "controlSets": [{"name": "First"}], **members}
    asked = context(app, "CreateAssessmentFramework")
    output: Shape = answer(frameworks.create_assessment_framework, asked, request)["framework"]
    return output


def test_a_control_goes_out_as_it_came_in(app: Application, clock: SetClock) -> None:
    manual = {"sourceName": "Paper", "sourceType": "MANUAL"}
    texts = {
        "description": "",
        "testingInformation": "Look.",
        "actionPlanTitle": "Mend",
        "actionPlanInstructions": "It.",
    }

    made = new_control(app, controlMappingSources=[SOURCE, manual], tags={"team": "red"}, **texts)

    sources = made["controlMappingSources"]
    assert [{**filled(each), "sourceId": ""} for each in sources] == [
        {**SOURCE, "sourceId": ""},
        {**manual, "sourceId": ""},
    ]
    assert {**made, "controlMappingSources": []} == {
        "arn": f"arn:aws:auditmanager:us-east-1:{ACCOUNT}:control/{made['id']}",
        "id": made["id"],
        "type": "Custom",
        "name": "Ours",
        **texts,
        "controlSources": "AWS API calls, Manual",
        "controlMappingSources": [],
        "createdAt": clock(),
        "lastUpdatedAt": clock(),
        "createdBy": "olivia",
        "lastUpdatedBy": "olivia",
        "tags": {"team": "red"},
        "state": "ACTIVE",
    }
    assert answer(controls.get_control, context(app, "GetControl"), {"controlId": made["id"]}) == {"control": made}


def test_a_control_is_updated_with_the_ids_that_came_out(app: Application) -> None:
    made = new_control(app, tags={"team": "red"})
    sent = [filled(each) for each in made["controlMappingSources"]]

    request = {"controlId": made["id"], "name": "New", "controlMappingSources": sent}
    updated = answer(controls.update_control, context(app, "UpdateControl"), request)["control"]

    assert [filled(each) for each in updated["controlMappingSources"]] == sent
    assert (updated["name"], updated["description"], updated["tags"]) == ("New", None, {"team": "red"})


def test_a_standard_control_has_no_account_and_nobody_made_it(app: Application) -> None:
    control = standard_framework().controls[0]

    shown = answer(controls.get_control, context(app, "GetControl"), {"controlId": control.uuid})["control"]

    assert shown["arn"] == f"arn:aws:auditmanager:us-east-1::control/{control.uuid}"
    assert (shown["type"], shown["createdBy"], shown["tags"]) == ("Standard", None, {})
    assert shown["controlSources"] == "AWS API calls, AWS CloudTrail, Manual"
    for source in shown["controlMappingSources"]:
        is_manual = source["sourceType"] == "MANUAL"
        assert source["sourceSetUpOption"] == (
            "Procedural_Controls_Mapping" if is_manual else "System_Controls_Mapping"
        )
        assert (source["sourceKeyword"] is None) == is_manual


@pytest.mark.parametrize("type_", ["Standard", "Core"])
def test_standard_controls_are_listed_page_by_page(app: Application, type_: str) -> None:
    asked = context(app, "ListControls")
    first = answer(controls.list_controls, asked, {"controlType": type_})
    second = answer(controls.list_controls, with_page(asked, first["nextToken"], 100), {"controlType": type_})

    found = [*first["controlMetadataList"], *second["controlMetadataList"]]
    assert [each["id"] for each in found] == [control.uuid for control in standard_framework().controls]
    assert len(first["controlMetadataList"]) == 100
    assert second["nextToken"] is None
    assert found[0]["controlSources"] == "AWS API calls, AWS CloudTrail, Manual"


def test_custom_controls_are_listed_page_by_page_newest_first(app: Application, clock: SetClock) -> None:
    for name in ("one", "two", "three"):
        new_control(app, name)
        clock.advance(minutes=1)
    asked, request = with_page(context(app, "ListControls"), None, 2), {"controlType": "Custom"}

    first = answer(controls.list_controls, asked, request)
    second = answer(controls.list_controls, with_page(asked, first["nextToken"], 2), request)

    assert [each["name"] for each in first["controlMetadataList"]] == ["three", "two"]
    assert [each["name"] for each in second["controlMetadataList"]] == ["one"]
    assert second["nextToken"] is None


def test_controls_are_filtered_by_the_control_catalogue(app: Application) -> None:
    new_control(app)
    asked = context(app, "ListControls")

    def count(type_: str, filed: str) -> int:
        request = {"controlType": type_, "controlCatalogId": filed}
        return len(answer(controls.list_controls, asked, request)["controlMetadataList"])

    domain = f"arn:aws:controlcatalog:::domain/{standard_framework().control_sets[0].uuid}"
    assert count("Standard", domain) == len(standard_framework().control_sets[0].controls)
    assert (count("Custom", domain), count("Custom", "UNCATEGORIZED"), count("Standard", "UNCATEGORIZED")) == (0, 1, 0)


def test_a_deleted_control_is_gone(app: Application) -> None:
    made = new_control(app)

    assert answer(controls.delete_control, context(app, "DeleteControl"), {"controlId": made["id"]}) == {}
    assert answer(controls.list_controls, context(app, "ListControls"), {"controlType": "Custom"}) == {
        "controlMetadataList": [],
        "nextToken": None,
    }


def test_a_framework_goes_out_with_its_controls_in_part(app: Application, clock: SetClock) -> None:
    own, standard = new_control(app), standard_framework().controls[0]
    members = [{"id": own["id"]}, {"id": standard.uuid}]

    made = new_framework(
        app,
        description="Text",
        complianceType="Type",
        controlSets=[{"name": "First", "controls": members}, {"name": "Second"}],
        tags={"team": "red"},
    )

    assert {**made, "controlSets": []} == {
        "arn": f"arn:aws:auditmanager:us-east-1:{ACCOUNT}:assessmentFramework/{made['id']}",
        "id": made["id"],
        "type": "Custom",
        "name": "Ours",
        "description": "Text",
        "complianceType": "Type",
        "controlSources": "AWS API calls, AWS CloudTrail, Manual",
        "controlSets": [],
        "createdAt": clock(),
        "lastUpdatedAt": clock(),
        "createdBy": "olivia",
        "lastUpdatedBy": "olivia",
        "tags": {"team": "red"},
    }
    first, second = made["controlSets"]
    assert [(each["id"], each["type"], each["name"]) for each in first["controls"]] == [
        (own["id"], "Custom", "Ours"),
        (standard.uuid, "Standard", standard.name),
    ]
    assert (second["name"], second["controls"]) == ("Second", [])
    got = answer(
        frameworks.get_assessment_framework, context(app, "GetAssessmentFramework"), {"frameworkId": made["id"]}
    )
    assert got == {"framework": made}


def test_a_framework_is_updated_by_the_ids_of_its_sets(app: Application) -> None:
    made = new_framework(app)
    (control_set,) = made["controlSets"]
    controls_ = [{"id": standard_framework().controls[0].uuid}]
    sets = [
        {"id": control_set["id"], "name": "Renamed", "controls": controls_},
        {"name": "Added", "controls": [{"id": standard_framework().controls[1].uuid}]},
    ]

    request = {"frameworkId": made["id"], "name": "New", "controlSets": sets}
    asked = context(app, "UpdateAssessmentFramework")
    updated = answer(frameworks.update_assessment_framework, asked, request)["framework"]

    assert [each["name"] for each in updated["controlSets"]] == ["Renamed", "Added"]
    assert updated["controlSets"][0]["id"] == control_set["id"]
    assert updated["name"] == "New"


def test_the_standard_framework_has_eight_sets_and_no_account(app: Application) -> None:
    asked = context(app, "ListAssessmentFrameworks")
    listed = answer(frameworks.list_assessment_frameworks, asked, {"frameworkType": "Standard"})
    uuid = standard_framework().uuid

    (metadata,) = listed["frameworkMetadataList"]
    shown = answer(frameworks.get_assessment_framework, context(app, "GetAssessmentFramework"), {"frameworkId": uuid})[
        "framework"
    ]

    assert listed["nextToken"] is None
    assert (metadata["id"], metadata["controlsCount"], metadata["controlSetsCount"]) == (uuid, 110, 8)
    assert metadata["arn"] == f"arn:aws:auditmanager:us-east-1::assessmentFramework/{uuid}"
    assert [each["name"] for each in shown["controlSets"]] == [
        "Accuracy",
        "Fair",
        "Privacy",
        "Resilience",
        "Responsible",
        "Safe",
        "Secure",
        "Sustainable",
    ]
    assert "createdBy" not in shown


def test_custom_frameworks_are_listed_page_by_page_newest_first(app: Application, clock: SetClock) -> None:
    for name in ("one", "two"):
        new_framework(app, name)
        clock.advance(minutes=1)
    asked = with_page(context(app, "ListAssessmentFrameworks"), None, 1)
    request = {"frameworkType": "Custom"}

    first = answer(frameworks.list_assessment_frameworks, asked, request)
    second = answer(frameworks.list_assessment_frameworks, with_page(asked, first["nextToken"], 1), request)

    assert [each["name"] for each in first["frameworkMetadataList"]] == ["two"]
    assert [each["name"] for each in second["frameworkMetadataList"]] == ["one"]
    assert second["nextToken"] is None


def test_a_deleted_framework_is_gone(app: Application) -> None:
    made = new_framework(app)
    asked = context(app, "DeleteAssessmentFramework")

    assert answer(frameworks.delete_assessment_framework, asked, {"frameworkId": made["id"]}) == {}
    listed = answer(
        frameworks.list_assessment_frameworks, context(app, "ListAssessmentFrameworks"), {"frameworkType": "Custom"}
    )
    assert listed["frameworkMetadataList"] == []


def offer(app: Application, framework: Shape, account: str) -> Shape:
    request = {
        "frameworkId": framework["id"],
        "destinationAccount": account,
        "destinationRegion": "eu-west-1",
        "comment": "Have a look",
    }
    asked = context(app, "StartAssessmentFrameworkShare")
    output: Shape = answer(shares.start_assessment_framework_share, asked, request)["assessmentFrameworkShareRequest"]
    return output


def test_a_share_request_tells_what_is_offered(app: Application, clock: SetClock) -> None:
    members = [{"id": new_control(app)["id"]}, {"id": standard_framework().controls[0].uuid}]
    framework = new_framework(app, complianceType="Type", controlSets=[{"name": "First", "controls": members}])

    share = offer(app, framework, "444455556666")

    assert share == {
        "id": share["id"],
        "frameworkId": framework["id"],
        "frameworkName": "Ours",
        "frameworkDescription": None,
        "status": "ACTIVE",
        "sourceAccount": ACCOUNT,
        "destinationAccount": "444455556666",
        "destinationRegion": "eu-west-1",
        "expirationTime": share["expirationTime"],
        "creationTime": clock(),
        "lastUpdated": clock(),
        "comment": "Have a look",
        "standardControlsCount": 1,
        "customControlsCount": 1,
        "complianceType": "Type",
    }


def test_a_share_request_is_accepted_listed_and_deleted(app: Application) -> None:
    share = offer(app, new_framework(app), ACCOUNT)
    side = {"requestId": share["id"], "requestType": "RECEIVED"}

    accepted = answer(
        shares.update_assessment_framework_share,
        context(app, "UpdateAssessmentFrameworkShare"),
        {**side, "action": "ACCEPT"},
    )["assessmentFrameworkShareRequest"]
    assert accepted["status"] == "SHARED"

    def listed(type_: str) -> list[str]:
        asked = context(app, "ListAssessmentFrameworkShareRequests")
        found = answer(shares.list_assessment_framework_share_requests, asked, {"requestType": type_})
        return [each["id"] for each in found["assessmentFrameworkShareRequests"]]

    assert listed("SENT") == listed("RECEIVED") == [share["id"]]
    deleted = answer(shares.delete_assessment_framework_share, context(app, "DeleteAssessmentFrameworkShare"), side)
    assert deleted == {}
    assert listed("SENT") == []


def test_share_requests_are_listed_page_by_page_newest_first(app: Application, clock: SetClock) -> None:
    made = []
    for name in ("one", "two"):
        made.append(offer(app, new_framework(app, name), "444455556666")["id"])
        clock.advance(minutes=1)
    asked = with_page(context(app, "ListAssessmentFrameworkShareRequests"), None, 1)

    def page(asked: Context) -> tuple[list[str], str | None]:
        found = answer(shares.list_assessment_framework_share_requests, asked, {"requestType": "SENT"})
        return [each["id"] for each in found["assessmentFrameworkShareRequests"]], found["nextToken"]

    first, token = page(asked)
    assert first == [made[1]]
    assert page(with_page(asked, token, 1)) == ([made[0]], None)


def test_tags_come_and_go(app: Application) -> None:
    arn = new_control(app)["arn"]

    assert (
        answer(tags.tag_resource, context(app, "TagResource"), {"resourceArn": arn, "tags": {"a": "1", "b": "2"}}) == {}
    )
    assert answer(tags.untag_resource, context(app, "UntagResource"), {"resourceArn": arn, "tagKeys": ["a"]}) == {}
    listed = answer(tags.list_tags_for_resource, context(app, "ListTagsForResource"), {"resourceArn": arn})

    assert listed == {"tags": {"b": "2"}}


@pytest.mark.parametrize("source", ["AWS_Cloudtrail", "AWS_Config", "AWS_Security_Hub", "AWS_API_Call"])
def test_keywords_are_listed_to_the_end_each_once(app: Application, source: str) -> None:
    asked = context(app, "ListKeywordsForDataSource")
    token: str | None = None
    found: list[str] = []
    while True:
        answered = answer(keywords.list_keywords_for_data_source, with_page(asked, token, 1000), {"source": source})
        found += answered["keywords"]
        token = answered["nextToken"]
        if token is None:
            break

    assert found == list(keyword_index(app.models, app.catalogue).keywords(SourceType(source)))
    assert len(found) == len(set(found)) > 300


def test_people_have_no_keywords(app: Application) -> None:
    asked = context(app, "ListKeywordsForDataSource")

    assert answer(keywords.list_keywords_for_data_source, asked, {"source": "MANUAL"}) == {
        "keywords": [],
        "nextToken": None,
    }


def test_services_have_names_and_categories(app: Application) -> None:
    found = answer(services.get_services_in_scope, context(app, "GetServicesInScope"), {})["serviceMetadata"]

    by_name = {each["name"]: each for each in found}
    assert len(by_name) == len(found) > 300
    assert by_name["bedrock"] == {
        "name": "bedrock",
        "displayName": "Amazon Bedrock",
        "description": "Amazon Bedrock",
        "category": "Machine Learning",
    }
    assert by_name["elasticfilesystem"]["category"] == "Storage"
    assert by_name["ec2"]["displayName"] == "Amazon Elastic Compute Cloud"
    assert by_name["gamelift"]["category"] == "Other"
    assert sum(each["category"] == "Other" for each in found) < len(found) / 5
