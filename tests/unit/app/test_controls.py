from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from probative.app import controls
from probative.app.application import Application
from probative.app.control_domains import (
    common_control_arn,
    common_controls,
    domain_arn,
    objective_arn,
)
from probative.app.tagging import tags_of
from probative.domain.custom import ControlType, SourceType
from probative.domain.engagements import ChangeAction
from probative.domain.errors import ForbiddenError, InvalidError, NotFoundError, QuotaError
from probative.domain.evidence_searches import UNCATEGORIZED
from tests.support.library import (
    ENCRYPTION,
    RULED,
    draft,
    end,
    in_books,
    locked,
    new_control,
    new_engagement,
    new_framework,
    set_draft,
    source,
    standard_ids,
)
from tests.support.serving import SetClock, application, caller, standard_framework

GONE = "00000000-0000-7000-8000-00000000dead"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Application:
    return application(tmp_path, clock)


def paths(error: pytest.ExceptionInfo[InvalidError]) -> list[str]:
    return [finding.path for finding in error.value.findings]


def test_what_was_sent_comes_back_with_ids_and_nothing_else(app: Application) -> None:
    sent = source(description="As it is.")

    made = controls.create_control(app, caller(), draft(sent), {"team": "red"})

    assert made.tags == {"team": "red"}
    assert made.control.type is ControlType.CUSTOM
    assert made.control.created_by == "olivia"
    assert [replace(each, id="") for each in made.control.sources] == [sent]
    assert made.control.sources[0].id
    assert controls.get_control(app, caller(), made.control.id) == made


def test_a_rule_in_the_description_is_set_and_the_description_stays(app: Application) -> None:
    (kept,) = new_control(app, source(description=RULED)).control.sources

    assert kept.description == RULED
    assert kept.rule == "has(resource.ServerSideEncryptionConfiguration)"
    assert kept.rule_reason == "The bucket is open"


@pytest.mark.parametrize(
    ("description", "told"),
    [
        ("rule: resource.(", "is no CEL"),
        ("rule: resource.Nope == 1", "no member of GetBucketEncryptionOutput"),
        ("rule: answer.x == 1", "answer is no name here"),
        ("rule:", "is no CEL"),
        ("rule: true\nrule: true", "is no CEL"),
    ],
)
def test_a_rule_that_cannot_weigh_is_refused_where_it_stands(app: Application, description: str, told: str) -> None:
    with pytest.raises(InvalidError) as error:
        new_control(app, source(), source(description=description))

    assert paths(error) == ["controlMappingSources[1].sourceDescription"]
    assert told in str(error.value)


@pytest.mark.parametrize("type_", [SourceType.CONFIG, SourceType.SECURITY_HUB, SourceType.MANUAL])
def test_what_brings_its_own_verdict_takes_no_rule(app: Application, type_: SourceType) -> None:
    keywords = {SourceType.CONFIG: "IAM_PASSWORD_POLICY", SourceType.SECURITY_HUB: "EC2.1"}

    with pytest.raises(InvalidError, match="takes no rule"):
        new_control(app, source(keywords.get(type_), type_, description="rule: true"))


@pytest.mark.parametrize(
    ("keyword", "type_", "place", "told"),
    [
        (ENCRYPTION, None, "sourceType", "is not given"),
        (None, SourceType.API_CALL, "sourceKeyword.keywordValue", "is not given"),
        ("s3_getbucketencryption", SourceType.API_CALL, "sourceKeyword.keywordValue", "did you mean s3_GetBucketEnc"),
        ("efs_DescribeFileSystems", SourceType.API_CALL, "sourceKeyword.keywordValue", "elasticfilesystem_DescribeF"),
        ("s3_DeleteBucket", SourceType.API_CALL, "sourceKeyword.keywordValue", "no read-only API call"),
        ("secretsmanager_GetSecretValue", SourceType.API_CALL, "sourceKeyword.keywordValue", "no read-only API call"),
        ("s3_GetObjectTagging", SourceType.API_CALL, "sourceKeyword.keywordValue", "needs Bucket and Key, which no"),
        ("s3_ListBuckets", SourceType.CLOUDTRAIL, "sourceKeyword.keywordValue", "no event that changes"),
        ("iam_createuser", SourceType.CLOUDTRAIL, "sourceKeyword.keywordValue", "no event that changes"),
        ("iam-password-policy", SourceType.CONFIG, "sourceKeyword.keywordValue", "no managed rule"),
        ("Custom_", SourceType.CONFIG, "sourceKeyword.keywordValue", "no managed rule"),
        ("EC2", SourceType.SECURITY_HUB, "sourceKeyword.keywordValue", "no control of Security Hub"),
        (GONE, SourceType.CORE_CONTROL, "sourceKeyword.keywordValue", "the id of no standard control"),
        ("arn:aws:x", SourceType.COMMON_CONTROL, "sourceKeyword.keywordValue", "is no common control; known: arn:"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_to_write(  # noqa: PLR0917  one column each
    app: Application, keyword: str | None, type_: SourceType | None, place: str, told: str
) -> None:
    with pytest.raises(InvalidError) as error:
        new_control(app, source(keyword, type_))

    assert paths(error) == [f"controlMappingSources[0].{place}"]
    assert told in str(error.value)


def test_a_refused_call_names_a_list_call_that_can_be_made(app: Application) -> None:
    with pytest.raises(InvalidError, match="a list call such as s3_List"):
        new_control(app, source("s3_GetObjectTagging"))


def test_every_kind_of_source_is_taken(app: Application) -> None:
    objective = standard_framework().control_sets[0].objectives[0]
    made = new_control(
        app,
        source(),
        source("s3_DeleteBucket", SourceType.CLOUDTRAIL),
        source("signin_ConsoleLogin", SourceType.CLOUDTRAIL),
        source("S3_BUCKET_VERSIONING_ENABLED", SourceType.CONFIG),
        source("Custom_my-rule", SourceType.CONFIG),
        source("EC2.1", SourceType.SECURITY_HUB),
        source(None, SourceType.MANUAL),
        source(standard_ids(app, 1)[0], SourceType.CORE_CONTROL),
        source(common_control_arn(objective), SourceType.COMMON_CONTROL),
    )

    assert len(made.control.sources) == 9
    assert len({each.id for each in made.control.sources}) == 9


def test_a_control_needs_a_source_and_has_no_more_than_it_may(app: Application) -> None:
    tight = replace(
        app,
        quotas=replace(
            app.quotas, own_sources_per_control=1, core_controls_per_control=1, common_controls_per_control=1
        ),
    )
    common = common_controls(app.catalogue)

    with pytest.raises(InvalidError, match="a control needs a source"):
        controls.create_control(app, caller(), replace(draft(), sources=()), {})
    with pytest.raises(InvalidError, match="has 2 data sources: no more than 1"):
        new_control(tight, source(), source(None, SourceType.MANUAL))
    with pytest.raises(InvalidError, match="has 2 core controls"):
        new_control(tight, *(source(id_, SourceType.CORE_CONTROL) for id_ in standard_ids(app, 2)))
    with pytest.raises(InvalidError, match="has 2 common controls"):
        new_control(tight, *(source(arn, SourceType.COMMON_CONTROL) for arn in common[:2]))


def test_no_more_custom_controls_than_the_quota(app: Application) -> None:
    full = replace(app, quotas=replace(app.quotas, custom_controls=1))
    new_control(full)

    with pytest.raises(QuotaError, match="no more than 1 custom controls"):
        new_control(full)


def test_an_update_keeps_known_sources_and_makes_ids_for_new_ones(app: Application, clock: SetClock) -> None:
    before = new_control(app, source(), source(None, SourceType.MANUAL)).control
    kept = before.sources[0]
    clock.advance(hours=1)

    edited = replace(kept, name="All buckets")
    after = controls.update_control(app, caller("peter"), before.id, draft(edited, source("s3_ListBuckets")))

    assert [each.id == kept.id for each in after.control.sources] == [True, False]
    assert after.control.sources[0].name == "All buckets"
    assert (after.control.created_at, after.control.created_by) == (before.created_at, "olivia")
    assert (after.control.updated_at, after.control.updated_by) == (clock(), "peter")


def test_an_update_with_ids_of_other_sources_is_refused(app: Application) -> None:
    before = new_control(app).control
    twice = source(id_=before.sources[0].id)

    with pytest.raises(InvalidError) as error:
        controls.update_control(app, caller(), before.id, draft(twice, source(id_=GONE), twice))

    assert paths(error) == [f"controlMappingSources[{index}].sourceId" for index in range(3)]


def test_an_update_checks_sources_as_creation_does(app: Application) -> None:
    before = new_control(app).control

    with pytest.raises(InvalidError, match="no read-only API call"):
        controls.update_control(app, caller(), before.id, draft(source("s3_Nope")))


def test_a_rule_set_beside_the_description_outlasts_an_update(app: Application) -> None:
    before = new_control(app).control
    id_ = before.sources[0].id
    expression = "has(resource.ServerSideEncryptionConfiguration)"

    ruled = controls.set_rule(app, caller(), before.id, id_, expression)
    updated = controls.update_control(app, caller(), before.id, draft(source(id_=id_), name="Renamed"))
    freed = controls.set_rule(app, caller(), before.id, id_, None)

    assert ruled.control.sources[0].rule == expression
    assert updated.control.sources[0].rule == expression
    assert freed.control.sources[0].rule is None


def test_a_rule_set_beside_is_checked_again_when_the_source_changes(app: Application) -> None:
    before = new_control(app).control
    id_ = before.sources[0].id
    controls.set_rule(app, caller(), before.id, id_, "has(resource.ServerSideEncryptionConfiguration)")

    with pytest.raises(InvalidError, match="no member of Bucket"):
        controls.update_control(app, caller(), before.id, draft(source("s3_ListBuckets", id_=id_)))


def test_a_rule_leaves_with_its_line(app: Application) -> None:
    before = new_control(app, source(description=RULED)).control
    bare = source(id_=before.sources[0].id, description="For auditors.")

    after = controls.update_control(app, caller(), before.id, draft(bare))

    assert after.control.sources[0].rule is None


def test_a_rule_that_stands_in_the_description_is_not_set_beside_it(app: Application) -> None:
    made = new_control(app, source(description=RULED)).control

    with pytest.raises(InvalidError, match="change it there"):
        controls.set_rule(app, caller(), made.id, made.sources[0].id, "true")


def test_a_rule_set_beside_must_weigh_and_have_a_source(app: Application) -> None:
    made = new_control(app, source(), source(standard_ids(app, 1)[0], SourceType.CORE_CONTROL)).control

    with pytest.raises(InvalidError, match="is no CEL"):
        controls.set_rule(app, caller(), made.id, made.sources[0].id, "(")
    with pytest.raises(InvalidError, match="have their own"):
        controls.set_rule(app, caller(), made.id, made.sources[1].id, "true")
    with pytest.raises(NotFoundError, match="no source has the id"):
        controls.set_rule(app, caller(), made.id, GONE, "true")


def test_a_deleted_control_leaves_frameworks_active_assessments_and_tags(app: Application) -> None:
    made = controls.create_control(app, caller(), draft(), {"team": "red"}).control
    framework = new_framework(app, set_draft("First", made.id, *standard_ids(app, 1)), set_draft("Second"))
    engagement = new_engagement(app, framework.id)

    controls.delete_control(app, caller(), made.id)

    sets = in_books(app, lambda books: books.frameworks.get(framework.id)).control_sets
    assert [each.control_ids for each in sets] == [tuple(standard_ids(app, 1)), ()]
    left = in_books(app, lambda books: books.engagements.get(engagement.id))
    assert [each.id for each in left.control_sets[0].controls] == list(standard_ids(app, 1))
    told = in_books(app, lambda books: books.changes.select(assessment_id=engagement.id, control_id=made.id))
    assert [(each.action, each.object_name, each.control_set_id) for each in told] == [
        (ChangeAction.DELETE, "Buckets are encrypted", "First")
    ]
    assert in_books(app, lambda books: tags_of(books, controls.control_arn(app, made.id))) == {}
    with pytest.raises(NotFoundError):
        controls.get_control(app, caller(), made.id)


def test_an_assessment_without_the_control_is_left_alone(app: Application) -> None:
    made = new_control(app).control
    other = new_engagement(app, standard_framework().uuid)

    controls.delete_control(app, caller(), made.id)

    assert in_books(app, lambda books: books.engagements.get(other.id)) == other


def test_an_inactive_assessment_keeps_the_control_as_it_was_first(app: Application) -> None:
    made = new_control(app).control
    framework = new_framework(app, set_draft("First", made.id))
    engagement = new_engagement(app, framework.id)
    end(app, engagement)

    controls.update_control(app, caller(), made.id, draft(source("s3_ListBuckets"), name="Later"))
    controls.delete_control(app, caller(), made.id)

    (control_set,) = in_books(app, lambda books: books.engagements.get(engagement.id)).control_sets
    (kept,) = control_set.controls
    assert kept.kept is not None
    assert kept.kept.name == "Buckets are encrypted"


def test_standard_controls_are_neither_edited_nor_deleted(app: Application) -> None:
    (id_,) = standard_ids(app, 1)

    with pytest.raises(InvalidError, match="cannot be edited"):
        controls.update_control(app, caller(), id_, draft())
    with pytest.raises(InvalidError, match="cannot be edited"):
        controls.set_rule(app, caller(), id_, GONE, None)
    with pytest.raises(InvalidError, match="cannot be deleted"):
        controls.delete_control(app, caller(), id_)


def test_what_is_not_there_is_not_found(app: Application) -> None:
    with pytest.raises(NotFoundError):
        controls.get_control(app, caller(), GONE)
    with pytest.raises(NotFoundError):
        controls.update_control(app, caller(), GONE, draft())
    with pytest.raises(NotFoundError):
        controls.delete_control(app, caller(), GONE)


def test_standard_controls_are_filed_in_domains_objectives_and_common_controls(app: Application) -> None:
    control_set = standard_framework().control_sets[2]
    objective = control_set.objectives[1]

    def filed(arn: str | None) -> list[str]:
        return [control.id for control in controls.list_standard_controls(app, caller(), arn)]

    assert filed(None) == [control.id for control in standard_framework().controls]
    assert filed(domain_arn(control_set)) == [control.id for control in control_set.controls]
    assert filed(objective_arn(objective)) == [control.id for control in objective.controls]
    assert filed(common_control_arn(objective)) == [control.id for control in objective.controls]
    assert filed(UNCATEGORIZED) == filed("arn:aws:controlcatalog:::domain/nope") == []


def test_custom_controls_are_uncategorised_and_come_newest_first(app: Application, clock: SetClock) -> None:
    for name in ("one", "two", "three"):
        new_control(app, name=name)
        clock.advance(minutes=1)

    def names(arn: str | None) -> list[str]:
        return [each.name for each in controls.list_custom_controls(app, caller(), arn, after=None, limit=10)]

    assert names(None) == names(UNCATEGORIZED) == ["three", "two", "one"]
    assert names(domain_arn(standard_framework().control_sets[0])) == []


@pytest.mark.parametrize(
    ("action", "act"),
    [
        ("CreateControl", lambda app: controls.create_control(app, caller(), draft(), {})),
        ("GetControl", lambda app: controls.get_control(app, caller(), GONE)),
        ("ListControls", lambda app: controls.list_standard_controls(app, caller(), None)),
        ("ListControls", lambda app: controls.list_custom_controls(app, caller(), None, after=None, limit=1)),
        ("UpdateControl", lambda app: controls.update_control(app, caller(), GONE, draft())),
        ("WriteRules", lambda app: controls.set_rule(app, caller(), GONE, GONE, None)),
        ("DeleteControl", lambda app: controls.delete_control(app, caller(), GONE)),
    ],
)
def test_rights_come_first(app: Application, action: str, act: Callable[[Application], object]) -> None:
    closed, asked = locked(app)

    with pytest.raises(ForbiddenError):
        act(closed)

    assert asked == [action]
