"""A run of the command line in the data folder of a server, and the assessment that is made of it: real evidence."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from probative.domain.evidence_sources import EventName
from tests.support.browsing import People, Person
from tests.support.cloudtrail import DAY, INVOKE_MODEL, STOP_LOGGING, an_event
from tests.support.jobs import put_log

SET: Final = "Trails / <b>kept</b>"
OTHER_SET: Final = "People"
CONTROL: Final = "Trails log on"
PAPER: Final = "Retention is written down"
STARTED: Final = 24
"""How many events are as they should be; one is not."""

_START: Final = EventName(source="cloudtrail.amazonaws.com", name="StartLogging")
_CREATE_USER: Final = EventName(source="iam.amazonaws.com", name="CreateUser")
_FRAMEWORK: Final = f"""\
id: trail-and-people-watch
name: Trail and people watch
version: 1.0.0
description: What is done to trails and users.
control_sets:
  - id: WATCH
    name: "{SET}"
    objectives:
      - id: WATCH-1
        name: Trails are kept
        layer: system
        controls:
          - id: WATCH-1.1
            name: {CONTROL}
            description: Nobody stops a trail.
            testing_information: Look at who stopped what.
            action_plan_title: Start the trail again
            action_plan_instructions: Ask why it was stopped.
            evidence_sources:
              - id: watch-1.1-stopped
                type: cloudtrail_event
                name: Trails that were started or stopped
                events: ["cloudtrail.amazonaws.com:StopLogging", "cloudtrail.amazonaws.com:StartLogging"]
                rule:
                  expression: 'event.eventName == "StartLogging"'
                  reason_fail: A trail was stopped
          - id: WATCH-1.2
            name: {PAPER}
            description: How long logs are kept is written down.
            evidence_sources:
              - id: watch-1.2-paper
                type: manual
                name: Retention policy
                artefact: The policy
                accepts: [text, file]
                review_interval_days: 365
  - id: PEOPLE
    name: {OTHER_SET}
    objectives:
      - id: PEOPLE-1
        name: People are known
        layer: system
        controls:
          - id: PEOPLE-1.1
            name: Users are created on purpose
            description: Each user is asked for.
            evidence_sources:
              - id: people-1.1-created
                type: cloudtrail_event
                name: Users that were created
                events: ["iam.amazonaws.com:CreateUser"]
"""


def put_run(data_dir: Path) -> Path:
    """Assess a day of log files, one of which is damaged, in a data folder; return the framework's file."""
    home = data_dir.parent / f"{data_dir.name}-run"
    home.mkdir()
    framework = home / "framework.yaml"
    framework.write_text(_FRAMEWORK, encoding="utf-8")
    started = [an_event(number, _START) for number in range(1, STARTED + 1)]
    put_log(home / "logs", [an_event(0, STOP_LOGGING), *started, an_event(90, _CREATE_USER)])
    damaged = put_log(home / "logs", [an_event(91, INVOKE_MODEL)], number=2)
    damaged.write_bytes(damaged.read_bytes()[:-9])
    days = ("--since", f"{DAY}", "--until", f"{DAY + timedelta(days=1)}")
    command = [sys.executable, "-m", "probative", "assess", "--offline", "--quiet", "--name", "Watched"]
    paths = ("--framework", framework, "--cloudtrail", home / "logs", "--report-dir", home / "report")
    done = subprocess.run(
        [*command, *paths, *days, "--data-dir", data_dir], capture_output=True, text=True, check=False, timeout=300
    )
    # 3: a source would not say, as is meant.
    assert done.returncode == 3, done.stderr
    return framework


@dataclass(frozen=True)
class Watched:
    """The assessment of the run: Wanda owns it, Walt reviews its first control set, Wes audits it."""

    people: People
    id: str

    @property
    def owner(self) -> Person:
        return self.people["wanda"]

    @property
    def address(self) -> str:
        return f"/console/assessments/{self.id}"

    def control(self, name: str = CONTROL, control_set: str = SET) -> dict[str, Any]:
        """Return a control as its owner sees it."""
        told = self.owner.aws.get_assessment(assessmentId=self.id)["assessment"]["framework"]["controlSets"]
        controls = next(each["controls"] for each in told if each["id"] == control_set)
        found: dict[str, Any] = next(each for each in controls if each["name"] == name)
        return found

    def control_address(self, name: str = CONTROL, control_set: str = SET) -> str:
        """Return where a control is in the console."""
        id_ = self.control(name, control_set)["id"]
        return f"{self.address}/control-sets/{quote(control_set, safe='')}/controls/{id_}"


def watch(people: People) -> Watched:
    """Make the assessment of the run, with the people it takes."""
    administrator = people["administrator"]
    for name in ("wanda", "walt"):
        people.find(name)
    (run,) = administrator.v1.get("/v1/runs").json()
    adoption = {"reportDestination": "s3://reports/here", "owners": [people["wanda"].arn], "tags": {"team": "risk"}}
    administrator.v1.post(f"/v1/runs/{run['id']}/adoption", json=adoption).raise_for_status()
    people["wanda"].aws.batch_create_delegation_by_assessment(
        assessmentId=run["id"],
        createDelegationRequests=[
            {
                "controlSetId": SET,
                "roleArn": people["walt"].arn,
                "roleType": "RESOURCE_OWNER",
                "comment": "Please look.",
            }
        ],
    )
    people.find("wes", standing="auditor", auditing={"assessments": [run["id"]]})
    return Watched(people, run["id"])
