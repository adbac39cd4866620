"""Assessments to try the review on: a small framework, people with rights of their own, and a first assessment."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from probative.app.application import Application, Quotas
from probative.app.engagements import NewAssessment, create_assessment
from probative.app.viewing import View
from probative.authorization.cedar import CedarAuthorizer
from probative.domain.custom import CustomControl, CustomControlSet, CustomFramework, MappingSource, SourceType
from probative.domain.engagements import Destination, Engagement, ScopedAccount
from probative.domain.ids import AccountId
from probative.domain.people import Caller, Role, RoleType, Standing
from tests.support.serving import ACCOUNT, NOW, SetClock, application, caller, standard_framework

FRAMEWORK_ID: Final = "aaaaaaaa-0000-4000-8000-000000000001"
OWN_CONTROL: Final = "cccccccc-0000-4000-8000-000000000001"
FIRST, SECOND = "Models / in use", "People"
"""Control sets of the small framework; an id may hold anything, slashes too."""

OLIVIA: Final = caller("olivia")
"""An administrator, who makes assessments."""
DAN: Final = caller("dan", Standing.MEMBER)
ROLE: Final = f"arn:aws:iam::{ACCOUNT}:role/Delegates"
ROBIN: Final = replace(caller("robin", Standing.MEMBER), role_arns=frozenset({ROLE}))
"""Acts as the role `Delegates`."""
STRANGER: Final = caller("sam", Standing.MEMBER)

DESTINATION: Final = Destination(type="S3", url="s3://Reports/here")


@cache
def _authorizer() -> CedarAuthorizer:
    return CedarAuthorizer.load()


def serving(folder: Path, clock: SetClock | None = None, quotas: Quotas | None = None) -> Application:
    """Return an application with the shipped policies and the small framework in its books."""
    made = replace(application(folder, clock), authorizer=_authorizer(), quotas=quotas or Quotas())
    made.store.change(lambda books: books.controls.put(own_control()))
    made.store.change(lambda books: books.frameworks.put(small_framework()))
    return made


def standard_controls(count: int) -> tuple[str, ...]:
    """Return the UUIDs of the first controls of the shipped framework."""
    return tuple(control.uuid for control in standard_framework().controls[:count])


def own_control() -> CustomControl:
    """Return a custom control with one manual source and one of CloudTrail."""
    source = MappingSource(
        id="dddddddd-0000-4000-8000-000000000001",
        name=None,
        description=None,
        set_up=None,
        type=SourceType.MANUAL,
        keyword=None,
        frequency=None,
        troubleshooting=None,
    )
    log = replace(source, id="dddddddd-0000-4000-8000-000000000002", type=SourceType.CLOUDTRAIL)
    return CustomControl(
        id=OWN_CONTROL,
        name="Our own control",
        description=None,
        testing_information=None,
        action_plan_title=None,
        action_plan_instructions=None,
        sources=(source, log, replace(source, id="dddddddd-0000-4000-8000-000000000003", type=None)),
        created_at=NOW,
        updated_at=NOW,
        created_by="olivia",
        updated_by="olivia",
    )


def small_framework() -> CustomFramework:
    """Return a framework of two control sets: two standard controls, and one standard beside a custom one."""
    first, second, third = standard_controls(3)
    return CustomFramework(
        id=FRAMEWORK_ID,
        name="Small",
        description=None,
        compliance_type="house rules",
        control_sets=(
            CustomControlSet(id="bbbbbbbb-0000-4000-8000-000000000001", name=FIRST, control_ids=(first, second)),
            CustomControlSet(id="bbbbbbbb-0000-4000-8000-000000000002", name=SECOND, control_ids=(third, OWN_CONTROL)),
        ),
        created_at=NOW,
        updated_at=NOW,
        created_by="olivia",
        updated_by="olivia",
    )


def new_assessment(name: str = "Quarter 4") -> NewAssessment:
    """Return what an assessment of the small framework is made of; its creator is its only owner."""
    return NewAssessment(
        name=name,
        description="What runs",
        destination=DESTINATION,
        accounts=(ScopedAccount(id=AccountId(ACCOUNT), name="Main"),),
        roles=(),
        framework_id=FRAMEWORK_ID,
    )


def engage(made: Application, name: str = "Quarter 4", *, by: Caller = OLIVIA, owners: tuple[str, ...] = ()) -> View:
    """Return a new assessment of the small framework."""
    roles = tuple(Role(type=RoleType.PROCESS_OWNER, arn=arn) for arn in owners)
    return create_assessment(made, by, replace(new_assessment(name), roles=roles))


def kept(made: Application, assessment_id: str) -> Engagement:
    """Return the assessment as the books have it."""
    return made.store.read(lambda books: books.engagements.get(assessment_id))
