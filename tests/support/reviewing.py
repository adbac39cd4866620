"""Assessments to try the review on in a browser: small, with controls that people bring evidence for."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tests.support.browsing import People

_CONTROLS = 3


@dataclass(frozen=True)
class Reviewed:
    """An assessment that Rita and Rolf own; the first control set has three controls, others one."""

    people: People
    id: str

    def address(self, control_set: str) -> str:
        """Return where a control set is reviewed in the console."""
        return f"/console/delegations/{self.id}/{quote(control_set, safe='')}"

    def controls(self, control_set: str) -> list[dict[str, Any]]:
        """Return the controls of a set, as its owner sees them."""
        sets = self.people["rita"].aws.get_assessment(assessmentId=self.id)["assessment"]["framework"]["controlSets"]
        found: list[dict[str, Any]] = next(each["controls"] for each in sets if each["id"] == control_set)
        return found

    def evidence_count(self, control_set: str) -> int:
        """Return how much evidence the controls of a set have."""
        return sum(control["evidenceCount"] for control in self.controls(control_set))

    def separate_duties(self) -> None:
        """Have who submits a control set not complete its review."""
        given = {"separatesDuties": True}
        self.people["rita"].v1.patch(f"/v1/assessments/{self.id}", json=given).raise_for_status()

    def let_audit(self, name: str) -> None:
        """Make an auditor of this assessment alone."""
        self.people.add(name, standing="auditor", auditing={"assessments": [self.id]})

    def delegate(self, control_set: str) -> None:
        """Hand a control set to Rob."""
        asked = {"controlSetId": control_set, "roleArn": self.people["rob"].arn, "roleType": "RESOURCE_OWNER"}
        made = self.people["rita"].aws.batch_create_delegation_by_assessment(
            assessmentId=self.id, createDelegationRequests=[asked]
        )
        assert not made["errors"], made

    def bring(self, control_set: str, *texts: str) -> None:
        """Attach texts to the first control of a set."""
        self.people["rita"].aws.batch_import_evidence_to_assessment_control(
            assessmentId=self.id,
            controlSetId=control_set,
            controlId=self.controls(control_set)[0]["id"],
            manualEvidence=[{"textResponse": text} for text in texts],
        )


def reviewed(people: People, *control_sets: str) -> Reviewed:
    """Return a new assessment with these control sets, with the people it takes."""
    aws = people["administrator"].aws
    for name in ("rita", "rolf", "rob"):
        people.find(name)
    sets = [
        {"name": name, "controls": [{"id": _control(aws, number + 1)} for number in range(1 if place else _CONTROLS)]}
        for place, name in enumerate(control_sets)
    ]
    framework = aws.create_assessment_framework(name=f"House rules: {control_sets[0]}", controlSets=sets)["framework"]
    made = aws.create_assessment(
        name=f"Quarter 4: {control_sets[0]}",
        assessmentReportsDestination={"destinationType": "S3", "destination": "s3://reports/here"},
        scope={"awsAccounts": [{"id": "111122223333"}]},
        roles=[{"roleType": "PROCESS_OWNER", "roleArn": people[name].arn} for name in ("rita", "rolf")],
        frameworkId=framework["id"],
    )
    return Reviewed(people, made["assessment"]["metadata"]["id"])


def _control(aws: Any, number: int) -> str:
    source = {"sourceName": "By hand", "sourceSetUpOption": "Procedural_Controls_Mapping", "sourceType": "MANUAL"}
    made = aws.create_control(name=f"Control {number}", controlMappingSources=[source])
    return str(made["control"]["id"])
