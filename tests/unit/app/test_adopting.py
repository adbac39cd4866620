"""A run of the command line becomes an assessment: with all its evidence, and collecting goes on behind it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from probative.app.adopting import Adoption, adopt_run, list_runs
from probative.app.application import Application, Quotas
from probative.app.change_log import LogPart, list_changes
from probative.app.coverage import get_coverage
from probative.app.engagements import AssessmentEdits, update_assessment
from probative.app.evidence_counts import ControlEvidence
from probative.app.schedule import look_out
from probative.app.viewing import get_assessment
from probative.domain.assessments import Assessment, Scope
from probative.domain.engagements import Destination
from probative.domain.errors import ForbiddenError, InvalidError, NotFoundError, QuotaError, WrongStateError
from probative.domain.ids import AccountId, AssessmentId, FrameworkId, Region
from probative.domain.people import Role, RoleType
from probative.domain.slots import log_slot
from tests.support.assessed import keep_some
from tests.support.engaging import DAN, OLIVIA, kept, serving
from tests.support.serving import ACCOUNT, NOW, REGION, SetClock, standard_framework

RUN = AssessmentId("10000000-0000-5000-8000-0000000000ab")
OTHER = AccountId("444455556666")
MIDNIGHT = datetime(2026, 11, 20, tzinfo=UTC)
DESTINATION = Destination(type="S3", url="s3://reports")
ADOPTION = Adoption(
    destination=DESTINATION,
    description="What runs",
    roles=(Role(type=RoleType.PROCESS_OWNER, arn=DAN.arn),),
    account_names={ACCOUNT: "Main"},
    tags={"team": "risk"},
)


def a_run(**other: object) -> Assessment:
    run = Assessment(
        id=RUN,
        name="November",
        framework_id=standard_framework().id,
        framework_digest=standard_framework().digest,
        scope=Scope(accounts=(ACCOUNT, OTHER), regions=(REGION, Region("eu-west-1"))),
        since=MIDNIGHT - timedelta(days=7),
        until=MIDNIGHT + timedelta(days=1),
        created_at=NOW - timedelta(hours=1),
    )
    return replace(run, **other)  # type: ignore[arg-type]  # its fields


@pytest.fixture
def woken() -> list[str]:
    return []


@pytest.fixture
def server(tmp_path: Path, woken: list[str]) -> Application:
    made = replace(serving(tmp_path, SetClock()), wake=lambda: woken.append("woken"))
    made.records.save_assessment(a_run())
    return made


def test_a_run_becomes_an_assessment_of_its_id_with_its_scope(server: Application, woken: list[str]) -> None:
    view = adopt_run(server, OLIVIA, RUN, ADOPTION)

    assert (view.engagement.id, view.engagement.name, view.engagement.description) == (RUN, "November", "What runs")
    assert [(account.id, account.name) for account in view.engagement.accounts] == [(ACCOUNT, "Main"), (OTHER, None)]
    assert view.engagement.regions == (REGION, "eu-west-1")
    assert view.engagement.framework.id == standard_framework().uuid
    assert view.engagement.created_at == NOW - timedelta(hours=1)
    assert view.engagement.owners() == {OLIVIA.arn, DAN.arn}
    assert view.tags == {"team": "risk"}
    assert kept(server, RUN) == view.engagement
    assert woken == ["woken"]
    (change,) = list_changes(server, OLIVIA, LogPart(RUN), after=None, limit=9)
    assert (change.action, change.created_at, change.created_by) == ("CREATE", NOW, OLIVIA.arn)


def test_what_the_run_found_is_the_assessments(server: Application) -> None:
    control = standard_framework().controls[0]
    keep_some(server, control.uuid, 3, assessment_id=RUN)
    server.records.plan(RUN, [log_slot(ACCOUNT, REGION, MIDNIGHT.date() - timedelta(days=3))])

    adopt_run(server, OLIVIA, RUN, ADOPTION)

    view = get_assessment(server, OLIVIA, RUN)
    assert view.evidence[control.id] == ControlEvidence(automated=3)
    summary = get_coverage(server, OLIVIA, RUN)
    assert summary.assessment.since == MIDNIGHT - timedelta(days=7)
    assert summary.coverage.expected == 1


def test_collecting_goes_on_where_the_run_stopped(server: Application) -> None:
    adopt_run(server, OLIVIA, RUN, ADOPTION)

    outlook = look_out(server.store, NOW)
    (first, second) = server.store.read(lambda books: books.statuses.select(assessment_id=RUN))
    assert set(outlook.accounts) == {ACCOUNT, OTHER}
    assert {first.account, second.account} == {ACCOUNT, OTHER}
    assert first.since == MIDNIGHT - timedelta(days=7)
    assert first.planned_through == MIDNIGHT.date() - timedelta(days=1)
    assert first.listed_through == MIDNIGHT.date()


def test_days_since_the_run_are_looked_at_so_that_a_gap_shows(server: Application) -> None:
    begun = NOW - timedelta(days=3)
    server.records.save_assessment(a_run(id=AssessmentId("earlier"), created_at=begun))

    adopt_run(server, OLIVIA, "earlier", ADOPTION)

    (first, _) = server.store.read(lambda books: books.statuses.select(assessment_id="earlier"))
    assert first.planned_through == begun.date() - timedelta(days=1)
    assert first.listed_through == begun.date()


def test_collecting_begins_anew_behind_a_run_of_the_past(server: Application) -> None:
    old = a_run(id=AssessmentId("old"), until=MIDNIGHT - timedelta(days=30), since=MIDNIGHT - timedelta(days=37))
    server.records.save_assessment(old)

    adopt_run(server, OLIVIA, "old", ADOPTION)

    (first, _) = server.store.read(lambda books: books.statuses.select(assessment_id="old"))
    assert (first.since, first.planned_through, first.listed_through) == (NOW, None, None)


def test_runs_are_listed_with_whether_they_were_adopted(server: Application) -> None:
    later = a_run(id=AssessmentId("later"), created_at=NOW)
    server.records.save_assessment(later)
    adopt_run(server, OLIVIA, RUN, ADOPTION)

    assert [(run.assessment, run.is_adopted) for run in list_runs(server, OLIVIA)] == [(a_run(), True), (later, False)]


def test_a_run_is_adopted_once_and_lives_on_as_any_assessment(server: Application) -> None:
    adopt_run(server, OLIVIA, RUN, ADOPTION)
    update_assessment(server, OLIVIA, RUN, AssessmentEdits(name="Renamed"))

    with pytest.raises(WrongStateError, match="an assessment already"):
        adopt_run(server, OLIVIA, RUN, ADOPTION)
    assert kept(server, RUN).name == "Renamed"


def test_what_is_not_there_cannot_be_adopted(server: Application) -> None:
    server.records.save_assessment(a_run(id=AssessmentId("foreign"), framework_id=FrameworkId("ours")))

    with pytest.raises(NotFoundError, match="no run has the id nothing"):
        adopt_run(server, OLIVIA, "nothing", ADOPTION)
    with pytest.raises(NotFoundError, match=r"no framework has the id ours; known: .*genai-best-practices"):
        adopt_run(server, OLIVIA, "foreign", ADOPTION)


def test_an_adoption_keeps_the_rules_of_assessments(server: Application) -> None:
    delegate = replace(ADOPTION, roles=(Role(type=RoleType.RESOURCE_OWNER, arn=DAN.arn),))
    with pytest.raises(InvalidError, match="given by delegation"):
        adopt_run(server, OLIVIA, RUN, delegate)
    with pytest.raises(QuotaError, match="active assessments"):
        adopt_run(replace(server, quotas=Quotas(active_assessments=0)), OLIVIA, RUN, ADOPTION)
    assert server.store.read(lambda books: books.statuses.count()) == 0


def test_only_who_makes_assessments_sees_runs_and_adopts_them(server: Application) -> None:
    with pytest.raises(ForbiddenError):
        list_runs(server, DAN)
    with pytest.raises(ForbiddenError):
        adopt_run(server, DAN, RUN, ADOPTION)
    with pytest.raises(ForbiddenError):
        adopt_run(server, DAN, "nothing", ADOPTION)
