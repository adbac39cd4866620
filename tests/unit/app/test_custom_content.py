from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from probative.app import controls
from probative.app.application import Application
from probative.app.control_domains import common_control_arn
from probative.app.custom_content import to_framework
from probative.app.custom_sources import to_evidence_sources
from probative.app.library_controls import find_library_control, get_library_control, standard_control
from probative.app.weighing import Weigher
from probative.assess.applicability import Applicability
from probative.domain.assessments import Scope
from probative.domain.custom import ControlType, SourceType
from probative.domain.engagements import AssessedControl, ControlStatus, Engagement
from probative.domain.errors import NotFoundError
from probative.domain.evidence_sources import (
    ApiCallSource,
    CloudTrailSource,
    ConfigRuleSource,
    EventName,
    Frequency,
    ManualSource,
    SecurityHubSource,
    Subject,
)
from probative.domain.frameworks import Framework
from probative.domain.ids import SourceId
from probative.ports.asking import Period
from probative.sources.aws.planning import SlotPlanner
from tests.support.library import (
    RULED,
    draft,
    end,
    in_books,
    new_control,
    new_engagement,
    new_framework,
    set_draft,
    source,
    standard_ids,
)
from tests.support.serving import NOW, application, caller, known_models, standard_framework

GONE = "00000000-0000-7000-8000-00000000dead"


@pytest.fixture
def app(tmp_path: Path) -> Application:
    return application(tmp_path)


def collected(app: Application, engagement: Engagement) -> Framework:
    return in_books(app, lambda books: to_framework(app, books, books.engagements.get(engagement.id)))


def with_status(app: Application, engagement: Engagement, control_id: str, status: ControlStatus) -> None:
    sets = tuple(
        replace(
            control_set,
            controls=tuple(
                replace(control, status=status) if control.id == control_id else control
                for control in control_set.controls
            ),
        )
        for control_set in engagement.control_sets
    )
    app.store.change(lambda books: books.engagements.put(replace(engagement, control_sets=sets)))


def test_a_standard_framework_stays_what_it_is_with_sets_called_by_their_names(app: Application) -> None:
    standard = standard_framework()

    framework = collected(app, new_engagement(app, standard.uuid))

    assert (framework.id, framework.uuid, framework.name, framework.version) == (
        standard.id,
        standard.uuid,
        standard.name,
        standard.version,
    )
    assert [each.id for each in framework.control_sets] == [each.name for each in standard.control_sets]
    assert [each.purpose for each in framework.control_sets] == [each.purpose for each in standard.control_sets]
    assert [each.objectives for each in framework.control_sets] == [each.objectives for each in standard.control_sets]
    assert framework.platforms == standard.platforms


def test_a_custom_framework_mixes_standard_and_custom_controls(app: Application) -> None:
    own = new_control(app).control
    first, *_, last = standard_framework().controls
    made = new_framework(app, set_draft("Mixed", last.uuid, own.id, first.uuid))

    framework = collected(app, new_engagement(app, made.id))

    (control_set,) = framework.control_sets
    assert [control.id for control in control_set.controls] == [last.id, own.id, first.id]
    assert [objective.name for objective in control_set.objectives][1] == "Mixed"
    for control in control_set.controls:
        assert control.objective_id in {objective.id for objective in control_set.objectives}
    assert framework.id == made.id
    assert framework.version == framework.digest[:12]


def test_only_what_looks_at_a_chosen_service_is_collected_and_what_people_bring(app: Application) -> None:
    made = new_control(
        app,
        source(),
        source("bedrock_CreateGuardrail", SourceType.CLOUDTRAIL),
        source("Custom_ours", SourceType.CONFIG),
        source("EC2.1", SourceType.SECURITY_HUB),
        source(None, SourceType.MANUAL, description="The register of models"),
    ).control
    engagement = new_engagement(app, new_framework(app, set_draft("Ours", made.id)).id)
    whole = collected(app, engagement)

    app.store.change(lambda books: books.engagements.put(replace(engagement, services=("bedrock", "config"))))

    chosen = collected(app, engagement)
    (control,) = chosen.controls
    assert [type(each) for each in control.sources] == [CloudTrailSource, ConfigRuleSource, ManualSource]
    assert chosen.digest != whole.digest
    assert len(whole.controls[0].sources) == 5


def test_sources_become_what_collection_asks(app: Application) -> None:
    made = new_control(
        app,
        source(description=RULED, frequency=Frequency.WEEKLY),
        source("bedrock_CreateGuardrail", SourceType.CLOUDTRAIL),
        source("Custom_ours", SourceType.CONFIG),
        source("EC2.1", SourceType.SECURITY_HUB),
        source(None, SourceType.MANUAL, description="The register of models"),
    ).control
    engagement = new_engagement(app, new_framework(app, set_draft("Ours", made.id)).id)

    (control,) = collected(app, engagement).controls

    call, events, rules, hub, manual = control.sources
    assert isinstance(call, ApiCallSource)
    assert [step.operation for step in call.chain] == ["ListBuckets", "GetBucketEncryption"]
    assert (call.frequency, call.subject, call.each, call.name) == (Frequency.WEEKLY, Subject.RESOURCE, None, "Buckets")
    assert call.rule is not None
    assert (call.rule.expression, call.rule.reason_fail) == (
        "has(resource.ServerSideEncryptionConfiguration)",
        "The bucket is open",
    )
    assert isinstance(events, CloudTrailSource)
    assert events.events == (EventName(source="bedrock.amazonaws.com", name="CreateGuardrail"),)
    assert isinstance(rules, ConfigRuleSource)
    assert rules.rules == ("Custom_ours",)
    assert isinstance(hub, SecurityHubSource)
    assert hub.controls == ("EC2.1",)
    assert isinstance(manual, ManualSource)
    assert manual.artefact == "The register of models"
    assert [each.id for each in control.sources] == [each.id for each in made.sources]


def test_a_rule_over_all_that_is_found_is_about_the_region(app: Application) -> None:
    rule = "rule: size(resources) > 0 && resources.all(r, has(r.Name))"
    made = new_control(app, source("s3_ListBuckets", description=rule)).control

    (call,) = to_evidence_sources(app, made.sources[0])

    assert isinstance(call, ApiCallSource)
    assert (call.subject, call.each, call.frequency) == (Subject.REGION, "Buckets", Frequency.DAILY)


def test_a_control_rests_on_standard_ones_with_their_rules_and_parameters(app: Application) -> None:
    beneath = next(control for control in standard_framework().controls if control.parameters)
    objective = standard_framework().control_sets[3].objectives[2]
    made = new_control(
        app,
        source(beneath.uuid, SourceType.CORE_CONTROL),
        source(common_control_arn(objective), SourceType.COMMON_CONTROL),
    ).control
    other = new_control(app, source(beneath.uuid, SourceType.CORE_CONTROL)).control
    engagement = new_engagement(app, new_framework(app, set_draft("Ours", made.id, other.id, beneath.uuid)).id)

    framework = collected(app, engagement)

    control = framework.controls[0]
    wanted = [*beneath.sources, *(each for control in objective.controls for each in control.sources)]
    nameless = SourceId("")
    assert [replace(each, id=nameless) for each in control.sources] == [replace(each, id=nameless) for each in wanted]
    assert beneath.parameter_values.items() <= control.parameter_values.items()
    ids = [each.id for _, _, each in framework.sources()]
    assert len(set(ids)) == len(ids), "evidence is told apart by its source"


def test_an_inactive_control_collects_nothing(app: Application) -> None:
    engagement = new_engagement(app, standard_framework().uuid)
    (id_,) = standard_ids(app, 1)
    before = collected(app, engagement)

    with_status(app, engagement, id_, ControlStatus.INACTIVE)
    inactive = collected(app, engagement)
    with_status(app, engagement, id_, ControlStatus.REVIEWED)

    assert inactive.controls[0].sources == ()
    assert inactive.controls[1:] == before.controls[1:]
    assert inactive.digest != before.digest
    assert collected(app, engagement).digest == before.digest


def test_every_edit_that_collection_feels_is_another_digest(app: Application) -> None:
    made = new_control(app).control
    engagement = new_engagement(app, new_framework(app, set_draft("Ours", made.id)).id)
    id_ = made.sources[0].id
    digests = [collected(app, engagement).digest]

    controls.update_control(app, caller(), made.id, draft(source("s3_ListBuckets", id_=id_)))
    digests.append(collected(app, engagement).digest)
    controls.set_rule(app, caller(), made.id, id_, "has(resource.Name)")
    digests.append(collected(app, engagement).digest)
    controls.update_control(app, caller(), made.id, draft(source("s3_ListBuckets", id_=id_), name="Renamed"))
    digests.append(collected(app, engagement).digest)

    assert len(set(digests)) == 4
    assert collected(app, engagement).digest == digests[-1]


def test_a_deleted_control_is_collected_no_more_and_kept_where_the_assessment_ended(app: Application) -> None:
    made = new_control(app).control
    framework = new_framework(app, set_draft("Ours", made.id))
    active, ended = new_engagement(app, framework.id), new_engagement(app, framework.id)
    end(app, ended)

    controls.delete_control(app, caller(), made.id)

    assert collected(app, active).controls == ()
    assert [control.id for control in collected(app, ended).controls] == [made.id]


def test_a_control_that_is_nowhere_is_left_out(app: Application) -> None:
    made = new_control(app).control
    engagement = new_engagement(app, new_framework(app, set_draft("Ours", made.id)).id)
    app.store.change(lambda books: books.controls.remove(made.id))

    assert collected(app, engagement).controls == ()
    assert in_books(app, lambda books: find_library_control(app, books, AssessedControl(id=made.id))) is None


def test_what_can_be_asked_no_more_is_left_to_people(app: Application) -> None:
    stale = replace(source("s3_GetBucketSoup"), id="stale", rule="true")

    (manual,) = to_evidence_sources(app, stale)

    assert isinstance(manual, ManualSource)
    assert manual.artefact.startswith("s3_GetBucketSoup can be asked no more")


def test_the_library_shows_both_kinds_of_control_in_one_spelling(app: Application) -> None:
    custom = new_control(app).control
    (id_,) = standard_ids(app, 1)
    standard = in_books(app, lambda books: get_library_control(app, books, id_))

    assert in_books(app, lambda books: get_library_control(app, books, custom.id)) == custom
    assert (standard.type, standard.name) == (ControlType.STANDARD, standard_framework().controls[0].name)
    assert standard.created_by is None
    assert len({each.id for each in standard.sources}) == len(standard.sources)
    assert in_books(app, lambda books: get_library_control(app, books, id_)) == standard
    with pytest.raises(NotFoundError):
        in_books(app, lambda books: get_library_control(app, books, GONE))


def test_an_assessment_shows_a_kept_control_before_the_library(app: Application) -> None:
    made = new_control(app).control
    kept = in_books(app, lambda books: replace(books.controls.get(made.id), name="As it was"))

    def found(control: AssessedControl) -> str:
        shown = in_books(app, lambda books: find_library_control(app, books, control))
        assert shown is not None
        return shown.name

    assert found(AssessedControl(id=made.id)) == "Buckets are encrypted"
    assert found(AssessedControl(id=made.id, kept=kept)) == "As it was"


def test_what_audit_manager_has_no_word_for_shows_as_the_call_that_it_is(app: Application) -> None:
    sources = (each for control in standard_framework().controls for each in standard_control(app, control).sources)
    shown = {each.keyword.value: each for each in sources if each.keyword is not None}

    assert shown["cloudwatch_GetMetricData"].type is SourceType.API_CALL
    assert shown["cloudwatch_DescribeAlarms"].type is SourceType.API_CALL


def test_collection_can_plan_and_weigh_a_custom_framework(app: Application) -> None:
    made = new_control(
        app, source(description=RULED), source("iam_ListUsers"), source("EC2.1", SourceType.SECURITY_HUB)
    )
    engagement = new_engagement(app, new_framework(app, set_draft("Ours", made.control.id, *standard_ids(app, 3))).id)
    framework = collected(app, engagement)

    Weigher(engagement.id, framework, Applicability([]), now=NOW)
    sources = [each for _, _, each in framework.sources() if not isinstance(each, ManualSource)]
    scope = Scope(accounts=tuple(each.id for each in engagement.accounts), regions=engagement.regions)
    period = Period(NOW - timedelta(days=1), NOW, NOW)
    slots = {slot.question for slot in SlotPlanner(known_models()).plan(sources, scope, period)}

    assert {"iam:ListUsers", "securityhub:EC2.1"} <= slots
    assert any(question.startswith("s3:ListBuckets/s3:GetBucketEncryption") for question in slots)
