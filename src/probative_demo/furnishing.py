"""The server of the simulated organization, made ready for visitors through its own APIs.

Steps: people get their accounts; the run of the main job becomes an assessment; two control sets are delegated; an
auditor is let in; a framework of the organization's own, with a control of its own, begins an assessment of the
research account; a first report is asked for. All evidence comes from the organization, none is made up here.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from probative_demo.client import Client
from probative_demo.people import ADMINISTRATOR, AUDITOR, DELEGATED, OWNER, PEOPLE
from probative_demo.places import ACCOUNT_NAMES, ACCOUNTS

DESTINATION: Final = "s3://quillhaven-audit-reports"
_AUDITED_DAYS: Final = 90
_OWN_CONTROL: Final = {
    "name": "Guardrails mask personal data",
    "description": "Each guardrail of the house masks or blocks personal data in prompts and answers.",
    "testingInformation": "Open each guardrail and look for a policy on sensitive information.",
    "actionPlanTitle": "Add a policy on sensitive information",
    "actionPlanInstructions": "Add the types of personal data that claimants write about to the guardrail.",
    "controlMappingSources": [
        {
            "sourceName": "Guardrails as they are",
            "sourceDescription": "Each guardrail in full.\n"
            "rule: has(resource.sensitiveInformationPolicy)\n"
            "reason: The guardrail lets personal data pass",
            "sourceSetUpOption": "System_Controls_Mapping",
            "sourceType": "AWS_API_Call",
            "sourceKeyword": {"keywordInputType": "SELECT_FROM_LIST", "keywordValue": "bedrock_GetGuardrail"},
            "sourceFrequency": "DAILY",
        }
    ],
}
_IN_USE: Final = "While it is used"
_OWN_SETS: Final = {
    "Before a model is used": ("SAFE-2.1", "SAFE-2.2", "RESP-2.2", "RESP-2.3", "RESP-2.4"),
    _IN_USE: ("SAFE-1.2", "SAFE-3.1", "SAFE-3.2", "SECU-4.1"),
}
"""The standard controls of the organization's own framework, by control set."""


def furnish(client: Client, passwords: Mapping[str, str]) -> None:
    """Make the server ready for visitors; `passwords` are those of the people, by name.

    Raises:
        RefusedError: The server would not do a step.
    """
    owner = {"roleType": "PROCESS_OWNER", "roleArn": client.arn(OWNER.name)}
    destination = {"destinationType": "S3", "destination": DESTINATION}
    client.call("update_settings", defaultAssessmentReportsDestination=destination, defaultProcessOwners=[owner])
    _invite(client, passwords)
    run = _adopt(client)
    _delegate(client, run)
    research = _begin_own(client, destination, owner)
    _admit_auditor(client, passwords, [run, research])
    client.call("create_assessment_report", name="first-look", assessmentId=run)


def _invite(client: Client, passwords: Mapping[str, str]) -> None:
    client.ask("PUT", "/v1/password", {"current": client.told["password"], "password": passwords[ADMINISTRATOR.name]})
    for person in PEOPLE:
        if person not in {ADMINISTRATOR, AUDITOR}:
            given = {"name": person.name, "standing": person.standing, "password": passwords[person.name]}
            client.ask("POST", "/v1/users", given)


def _adopt(client: Client) -> str:
    """Make an assessment of the run of the main job, and return its id."""
    (run,) = client.ask("GET", "/v1/runs")
    adoption = {
        "reportDestination": DESTINATION,
        "description": "All generative AI of Quillhaven Mutual, in every account and region.",
        "owners": [client.arn(OWNER.name)],
        "accountNames": ACCOUNT_NAMES,
        "tags": {"organization": "Quillhaven Mutual"},
    }
    client.ask("POST", f"/v1/runs/{run['id']}/adoption", adoption)
    return str(run["id"])


def _delegate(client: Client, assessment: str) -> None:
    requests = [
        {
            "controlSetId": control_set,
            "roleArn": client.arn(person.name),
            "roleType": "RESOURCE_OWNER",
            "comment": f"Please look at what was found for {control_set}, and say what you think of it.",
        }
        for control_set, person in DELEGATED.items()
    ]
    client.call("batch_create_delegation_by_assessment", assessmentId=assessment, createDelegationRequests=requests)


def _begin_own(client: Client, destination: Mapping[str, str], owner: Mapping[str, str]) -> str:
    """Begin an assessment of the research account against a framework of the house, and return its id."""
    control = client.call("create_control", **_OWN_CONTROL)["control"]["id"]
    standard = _standard_controls(client)
    ids = {name: [standard[code] for code in codes] for name, codes in _OWN_SETS.items()}
    ids[_IN_USE].append(control)
    framework = client.call(
        "create_assessment_framework",
        name="Quillhaven model gate",
        description="What a model must have before people use it, and while they do.",
        complianceType="House rules",
        controlSets=[{"name": name, "controls": [{"id": id_} for id_ in held]} for name, held in ids.items()],
    )["framework"]["id"]
    account = ACCOUNTS["research"]
    made = client.call(
        "create_assessment",
        name="Research, model gate",
        description="The research account against the house's own framework.",
        assessmentReportsDestination=destination,
        scope={"awsAccounts": [{"id": account, "name": ACCOUNT_NAMES[account]}], "awsServices": []},
        roles=[owner],
        frameworkId=framework,
        tags={"organization": "Quillhaven Mutual", "team": "research"},
    )
    return str(made["assessment"]["metadata"]["id"])


def _standard_controls(client: Client) -> dict[str, str]:
    """Return the UUIDs of the standard controls, by their codes."""
    (framework,) = client.ask("GET", "/v1/frameworks")
    told = client.ask("GET", f"/v1/frameworks/{framework['id']}")
    objectives = (each for control_set in told["controlSets"] for each in control_set["objectives"])
    return {control["code"]: control["id"] for objective in objectives for control in objective["controls"]}


def _admit_auditor(client: Client, passwords: Mapping[str, str], assessments: list[str]) -> None:
    until = datetime.now(UTC) + timedelta(days=_AUDITED_DAYS)
    given = {
        "name": AUDITOR.name,
        "standing": AUDITOR.standing,
        "password": passwords[AUDITOR.name],
        "auditing": {"assessments": assessments, "until": until.isoformat()},
    }
    client.ask("POST", "/v1/users", given)
