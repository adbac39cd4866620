"""Assessments are made, changed, ended and deleted by those who may, with all that follows."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from probative.app.application import Application, Quotas
from probative.app.change_log import LogPart, list_changes
from probative.app.delegating import Request, create_delegations, list_delegations
from probative.app.engagements import (
    AssessmentEdits,
    create_assessment,
    delete_assessment,
    update_assessment,
    update_status,
)
from probative.app.evidence_folders import ControlAddress
from probative.app.notifying import list_notifications
from probative.app.reviewing import SetReview, review_control_set, update_control
from probative.app.viewing import get_assessment
from probative.domain.custom import Tagged
from probative.domain.engagements import (
    AssessmentReport,
    AssessmentStatus,
    ControlSetStatus,
    ControlStatus,
    DelegationStatus,
    Destination,
    ReportStatus,
    ScopedAccount,
    Selection,
)
from probative.domain.errors import ForbiddenError, InvalidError, NotFoundError, QuotaError, WrongStateError
from probative.domain.ids import AccountId, Region
from probative.domain.people import Role, RoleType
from tests.support.engaging import (
    DAN,
    DESTINATION,
    FIRST,
    OLIVIA,
    OWN_CONTROL,
    ROBIN,
    ROLE,
    SECOND,
    STRANGER,
    engage,
    kept,
    new_assessment,
    serving,
    small_framework,
    standard_controls,
)
from tests.support.serving import NOW, REGION, SetClock, standard_framework

OWNER_ROLE = "arn:aws:iam::111122223333:role/Owner"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def woken() -> list[str]:
    return []


@pytest.fixture
def server(tmp_path: Path, clock: SetClock, woken: list[str]) -> Application:
    return replace(serving(tmp_path, clock), wake=lambda: woken.append("woken"))


def delegate(server: Application, assessment_id: str, control_set_id: str, arn: str) -> None:
    create_delegations(server, OLIVIA, assessment_id, [Request(control_set_id, arn, RoleType.RESOURCE_OWNER, None)])


def logged(server: Application, assessment_id: str) -> list[tuple[str, str, str]]:
    changes = list_changes(server, OLIVIA, LogPart(assessment_id), after=None, limit=100)
    return sorted((change.object_type.value, change.object_name, change.action.value) for change in changes)


def test_a_new_assessment_takes_over_the_tree_of_its_framework(server: Application, woken: list[str]) -> None:
    made = engage(server).engagement

    assert made == kept(server, made.id)
    assert made.status is AssessmentStatus.ACTIVE
    assert [control_set.id for control_set in made.control_sets] == [FIRST, SECOND]
    assert {control_set.status for control_set in made.control_sets} == {ControlSetStatus.ACTIVE}
    controls = [control for control_set in made.control_sets for control in control_set.controls]
    assert [control.id for control in controls] == [*standard_controls(3), OWN_CONTROL]
    assert {control.status for control in controls} == {ControlStatus.UNDER_REVIEW}
    assert controls[3].name == "Our own control"
    assert (made.framework.name, made.framework.compliance_type) == ("Small", "house rules")
    assert not made.framework.is_standard
    assert (made.created_at, made.updated_at) == (NOW, NOW)
    assert made.regions == (REGION,)
    assert woken == ["woken"]
    assert logged(server, made.id) == [("ASSESSMENT", "Quarter 4", "CREATE")]


def test_what_was_sent_is_kept_as_it_was_and_the_creator_stands_apart(server: Application) -> None:
    sent = replace(
        new_assessment(),
        roles=(Role(type=RoleType.PROCESS_OWNER, arn=OWNER_ROLE),) * 2,
        accounts=(ScopedAccount(id=AccountId("999988887777")), ScopedAccount(id=AccountId("111122223333"))),
        tags={"Team": "Blue"},
        regions=(Region("eu-west-1"),),
        separates_duties=True,
    )

    made = create_assessment(server, OLIVIA, sent)

    engagement = made.engagement
    assert engagement.roles == sent.roles
    assert engagement.accounts == sent.accounts
    assert engagement.destination == DESTINATION
    assert engagement.regions == (Region("eu-west-1"),)
    assert engagement.separates_duties
    assert (engagement.creator_arn, engagement.created_by) == (OLIVIA.arn, "olivia")
    assert made.tags == {"Team": "Blue"}
    assert get_assessment(server, OLIVIA, engagement.id).tags == {"Team": "Blue"}


def test_a_standard_framework_is_taken_over_whole(server: Application) -> None:
    standard = standard_framework()

    made = create_assessment(server, OLIVIA, replace(new_assessment(), framework_id=standard.uuid)).engagement

    assert made.framework.is_standard
    assert made.framework.description == standard.description
    assert [(each.id, each.description) for each in made.control_sets] == [
        (each.name, each.purpose) for each in standard.control_sets
    ]
    assert [control.id for each in made.control_sets for control in each.controls] == [
        control.uuid for control in standard.controls
    ]


def test_an_unknown_framework_is_not_found(server: Application) -> None:
    nowhere = replace(new_assessment(), framework_id="aaaaaaaa-0000-4000-8000-00000000ffff")

    with pytest.raises(NotFoundError, match="no framework has the id"):
        create_assessment(server, OLIVIA, nowhere)


def test_two_control_sets_of_one_name_cannot_be_told_apart(server: Application) -> None:
    framework = small_framework()
    twice = replace(framework, control_sets=(framework.control_sets[0],) * 2)
    server.store.change(lambda books: books.frameworks.put(twice))

    with pytest.raises(InvalidError, match="frameworkId: the framework has two control sets of one name"):
        engage(server)


@pytest.mark.parametrize("position", [0, 1])
def test_an_owner_is_a_process_owner(server: Application, position: int) -> None:
    roles = [Role(type=RoleType.PROCESS_OWNER, arn=OWNER_ROLE)] * 2
    roles[position] = Role(type=RoleType.RESOURCE_OWNER, arn=ROLE)
    made = engage(server).engagement

    with pytest.raises(InvalidError, match=rf"roles\.{position + 1}\.member\.roleType: RESOURCE_OWNER"):
        create_assessment(server, OLIVIA, replace(new_assessment(), roles=tuple(roles)))
    with pytest.raises(InvalidError):
        update_assessment(server, OLIVIA, made.id, AssessmentEdits(roles=tuple(roles)))
    assert kept(server, made.id) == made


def test_an_account_in_scope_has_an_id(server: Application) -> None:
    accounts = (ScopedAccount(id=AccountId("111122223333")), ScopedAccount(id=AccountId(""), name="Main"))
    made = engage(server).engagement

    with pytest.raises(InvalidError, match=r"scope\.awsAccounts\.2\.member\.id"):
        create_assessment(server, OLIVIA, replace(new_assessment(), accounts=accounts))
    with pytest.raises(InvalidError):
        update_assessment(server, OLIVIA, made.id, AssessmentEdits(accounts=accounts))


def test_quotas_hold_for_active_assessments_and_for_distinct_accounts(tmp_path: Path) -> None:
    server = serving(tmp_path, quotas=Quotas(active_assessments=2, accounts_per_assessment=1))
    first = engage(server).engagement
    engage(server)
    with pytest.raises(QuotaError, match="no more than 2 active assessments"):
        engage(server)

    update_status(server, OLIVIA, first.id, AssessmentStatus.INACTIVE)

    twice_one = (ScopedAccount(id=AccountId("111122223333")),) * 2
    made = create_assessment(server, OLIVIA, replace(new_assessment(), accounts=twice_one)).engagement
    two = (*twice_one, ScopedAccount(id=AccountId("999988887777")))
    with pytest.raises(QuotaError, match="no more than 1 accounts in an assessment"):
        update_assessment(server, OLIVIA, made.id, AssessmentEdits(accounts=two))


def test_a_quota_holds_for_the_distinct_accounts_of_all_assessments(tmp_path: Path) -> None:
    server = serving(tmp_path, quotas=Quotas(accounts=2))

    def accounts(*ids: str) -> tuple[ScopedAccount, ...]:
        return tuple(ScopedAccount(id=AccountId(id_)) for id_ in ids)

    first, second, third = "111122223333", "444455556666", "777788889999"
    made = create_assessment(server, OLIVIA, replace(new_assessment(), accounts=accounts(first))).engagement
    create_assessment(server, OLIVIA, replace(new_assessment(), accounts=accounts(first, second)))

    with pytest.raises(QuotaError, match="no more than 2 accounts in all assessments"):
        create_assessment(server, OLIVIA, replace(new_assessment(), accounts=accounts(third)))
    with pytest.raises(QuotaError, match="no more than 2 accounts in all assessments"):
        update_assessment(server, OLIVIA, made.id, AssessmentEdits(accounts=accounts(first, third)))
    update_assessment(server, OLIVIA, made.id, AssessmentEdits(accounts=accounts(second)))
    fewer = replace(server, quotas=Quotas(accounts=1))
    create_assessment(fewer, OLIVIA, replace(new_assessment(), accounts=accounts(second)))


def test_who_may_not_make_assessments_learns_nothing_of_frameworks(server: Application) -> None:
    with pytest.raises(ForbiddenError):
        create_assessment(server, DAN, replace(new_assessment(), framework_id="nowhere"))


@pytest.mark.parametrize(
    "edit",
    [
        ("name", "Quarter 1"),
        ("description", ""),
        ("destination", Destination(type="S3", url="s3://other")),
        ("accounts", ()),
        ("roles", (Role(type=RoleType.PROCESS_OWNER, arn=OWNER_ROLE),)),
        ("regions", (Region("eu-west-1"),)),
        ("separates_duties", True),
    ],
)
def test_only_what_is_named_changes(
    server: Application, clock: SetClock, woken: list[str], edit: tuple[str, Any]
) -> None:
    made = engage(server).engagement
    clock.advance(minutes=1)

    changed = update_assessment(server, OLIVIA, made.id, AssessmentEdits(**dict([edit])))

    assert changed.engagement == replace(made, updated_at=clock.at, **dict([edit]))
    assert kept(server, made.id) == changed.engagement
    assert len(logged(server, made.id)) == 2
    assert ("ASSESSMENT", changed.engagement.name, "UPDATE_METADATA") in logged(server, made.id)
    assert woken == ["woken"] * 2


def test_sent_again_as_it_is_nothing_changes(server: Application, clock: SetClock) -> None:
    made = engage(server).engagement
    clock.advance(minutes=1)

    same = AssessmentEdits(name=made.name, accounts=made.accounts, roles=made.roles)
    assert update_assessment(server, OLIVIA, made.id, same).engagement == made
    assert len(logged(server, made.id)) == 1


def test_separation_of_duties_is_for_good(server: Application) -> None:
    made = engage(server).engagement
    update_assessment(server, OLIVIA, made.id, AssessmentEdits(separates_duties=False))
    update_assessment(server, OLIVIA, made.id, AssessmentEdits(separates_duties=True))

    with pytest.raises(WrongStateError, match="separation of duties"):
        update_assessment(server, OLIVIA, made.id, AssessmentEdits(separates_duties=False))


def test_an_owner_that_goes_still_sees_what_it_changed_whole(server: Application) -> None:
    made = engage(server, owners=(DAN.arn.upper(),)).engagement

    left = update_assessment(server, DAN, made.id, AssessmentEdits(roles=()))

    assert len(left.engagement.control_sets) == 2
    with pytest.raises(NotFoundError):
        get_assessment(server, DAN, made.id)
    assert get_assessment(server, OLIVIA, made.id).engagement.roles == ()


def test_ending_ends_everything_that_was_open(server: Application, clock: SetClock, woken: list[str]) -> None:
    made = engage(server).engagement
    first, second = standard_controls(2)
    delegate(server, made.id, FIRST, DAN.arn)
    delegate(server, made.id, SECOND, ROLE)
    review_control_set(server, ROBIN, SetReview(made.id, SECOND, ControlSetStatus.UNDER_REVIEW, "done"))
    update_control(server, DAN, ControlAddress(made.id, FIRST, first), status=ControlStatus.INACTIVE, comment=None)
    clock.advance(minutes=1)
    before = len(woken)

    ended = update_status(server, OLIVIA, made.id, AssessmentStatus.INACTIVE)

    engagement = ended.engagement
    assert kept(server, made.id) == engagement
    assert (engagement.status, engagement.updated_at) == (AssessmentStatus.INACTIVE, clock.at)
    assert {each.status for each in engagement.control_sets} == {ControlSetStatus.REVIEWED}
    assert [control.status.value for control in engagement.control_sets[0].controls] == ["INACTIVE", "REVIEWED"]
    assert {each.status for each in ended.delegations} == {DelegationStatus.COMPLETE}
    listed = list_delegations(server, OLIVIA, after=None, limit=10)
    assert {each.delegation.status for each in listed} == {DelegationStatus.COMPLETE}
    assert len(woken) == before + 1
    of_the_end = [each for each in logged(server, made.id) if each[2] == "REVIEWED"]
    names = {control.name for each in engagement.control_sets for control in each.controls if control.id != first}
    assert of_the_end == sorted(
        [("CONTROL", name, "REVIEWED") for name in names]
        + [("CONTROL_SET", name, "REVIEWED") for name in (FIRST, SECOND)]
    )
    assert ("ASSESSMENT", "Quarter 4", "INACTIVE") in logged(server, made.id)
    of_control = list_changes(server, OLIVIA, LogPart(made.id, FIRST, second), after=None, limit=10)
    assert [(change.action.value, change.created_at) for change in of_control] == [("REVIEWED", clock.at)]
    for stranger_now in (DAN, ROBIN):
        with pytest.raises(NotFoundError):
            get_assessment(server, stranger_now, made.id)


def test_a_reviewed_set_is_not_reviewed_again_by_the_end(server: Application) -> None:
    made = engage(server).engagement
    review_control_set(server, OLIVIA, SetReview(made.id, FIRST, ControlSetStatus.REVIEWED, ""))

    update_status(server, OLIVIA, made.id, AssessmentStatus.INACTIVE)

    assert logged(server, made.id).count(("CONTROL_SET", FIRST, "REVIEWED")) == 1


def test_an_inactive_assessment_stays_as_it_is(server: Application) -> None:
    made = engage(server).engagement
    ended = update_status(server, OLIVIA, made.id, AssessmentStatus.INACTIVE).engagement
    address = ControlAddress(made.id, FIRST, standard_controls(1)[0])

    for status in AssessmentStatus:
        with pytest.raises(WrongStateError, match=f"assessment is INACTIVE: cannot become {status}"):
            update_status(server, OLIVIA, made.id, status)
    with pytest.raises(WrongStateError):
        update_assessment(server, OLIVIA, made.id, AssessmentEdits(name="late"))
    with pytest.raises(WrongStateError):
        update_control(server, OLIVIA, address, status=None, comment="late")
    with pytest.raises(WrongStateError):
        review_control_set(server, OLIVIA, SetReview(made.id, FIRST, ControlSetStatus.REVIEWED, "late"))
    with pytest.raises(WrongStateError):
        delegate(server, made.id, FIRST, DAN.arn)

    assert kept(server, made.id) == ended


def test_an_active_assessment_cannot_become_active(server: Application) -> None:
    made = engage(server).engagement

    with pytest.raises(WrongStateError, match="assessment is ACTIVE: cannot become ACTIVE"):
        update_status(server, OLIVIA, made.id, AssessmentStatus.ACTIVE)


def test_deleting_leaves_nothing_behind(server: Application, woken: list[str]) -> None:
    made = create_assessment(server, OLIVIA, replace(new_assessment(), tags={"a": "b"})).engagement
    stays = engage(server, "Stays").engagement
    for each in (made, stays):
        delegate(server, each.id, FIRST, DAN.arn)
        selection = Selection(
            id=f"{each.id}/f/e", assessment_id=each.id, folder_id="f", evidence_id="e", created_at=NOW
        )
        report = AssessmentReport(
            id=f"report of {each.id}",
            name="r",
            description=None,
            assessment_id=each.id,
            assessment_name=each.name,
            author="olivia",
            status=ReportStatus.COMPLETE,
            created_at=NOW,
            place="s3://Reports/here/r.zip",
        )
        server.store.change(lambda books, selection=selection: books.selections.add(selection))  # type: ignore[misc]
        server.store.change(lambda books, report=report: books.reports.add(report))  # type: ignore[misc]
    before = len(woken)

    delete_assessment(server, OLIVIA, made.id)

    assert len(woken) == before + 1
    for use in (get_assessment, delete_assessment):
        with pytest.raises(NotFoundError, match="no assessment has the id"):
            use(server, OLIVIA, made.id)
    counts = server.store.read(
        lambda books: [
            shelf.count(assessment_id=id_)
            for id_ in (made.id, stays.id)
            for shelf in (books.delegations, books.selections, books.changes, books.notifications, books.reports)
        ]
    )
    assert counts == [0, 0, 0, 0, 0, 1, 1, 2, 1, 1]
    tags: Tagged | None = server.store.read(lambda books: books.tags.find(server.arn(f"assessment/{made.id}")))
    assert tags is None
    assert [each.assessment_id for each in list_notifications(server, DAN, after=None, limit=10)] == [stays.id]


@pytest.mark.parametrize("who", [DAN, STRANGER])
def test_whoever_has_nothing_to_do_with_it_never_learns_of_it(server: Application, who: Any) -> None:
    made = engage(server).engagement

    for attempt in (
        lambda: update_assessment(server, who, made.id, AssessmentEdits(name="mine")),
        lambda: update_status(server, who, made.id, AssessmentStatus.INACTIVE),
        lambda: delete_assessment(server, who, made.id),
    ):
        with pytest.raises(NotFoundError, match="no assessment has the id"):
            attempt()
    assert kept(server, made.id) == made


def test_a_delegate_may_not_change_the_assessment(server: Application) -> None:
    made = engage(server).engagement
    delegate(server, made.id, FIRST, DAN.arn)

    for attempt in (
        lambda: update_assessment(server, DAN, made.id, AssessmentEdits(name="mine")),
        lambda: update_status(server, DAN, made.id, AssessmentStatus.INACTIVE),
        lambda: delete_assessment(server, DAN, made.id),
    ):
        with pytest.raises(ForbiddenError):
            attempt()


@pytest.mark.parametrize(
    ("regions", "told"),
    [
        ((), "names no region"),
        (("mars-1", "us-east-1"), "mars-1 is no AWS region"),
        (("us-east-1", "cn-north-1"), "these lie in aws, aws-cn"),
    ],
)
def test_an_assessment_looks_at_regions_that_a_role_reaches(
    server: Application, regions: tuple[str, ...], told: str
) -> None:
    made = engage(server).engagement

    with pytest.raises(InvalidError, match=told):
        update_assessment(server, OLIVIA, made.id, AssessmentEdits(regions=tuple(map(Region, regions))))

    assert kept(server, made.id).regions == (REGION,)
