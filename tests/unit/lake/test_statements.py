"""Statements of the evidence finder: what they find, and how those that cannot be taken are told."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probative.domain.errors import InvalidError
from probative.domain.evidence import Evidence, EvidenceByType, Fact, Verdict
from probative.domain.ids import AccountId, AssessmentId, BatchId, ControlId
from probative.domain.slots import NOWHERE, SourceKind
from probative.lake.iceberg import IcebergLake
from probative.lake.statements import MOST_ROWS
from probative.ports.lake import ControlNames, StatementNames
from tests.support.lake import ASSESSMENT, COLLECTED, a_fact, some_evidence

STORE = "0a1b2c3d-0000-3000-8000-00000000abcd"
OTHER = AssessmentId("another")
COUNT = 60
RESOURCES = ("arn:aws:bedrock:us-east-1:111122223333:guardrail/G1", "a name", "", "it's")
KINDS = (SourceKind.CLOUDTRAIL, SourceKind.SECURITY_HUB, SourceKind.API_CALL, SourceKind.MANUAL)
NAMES = StatementNames(
    AccountId("999988887777"),
    "framework-id",
    "Best Practices",
    [
        ControlNames(ControlId(f"SAFE-1.{number}"), f"uuid-{number}", f"Control {number}", f"Set {number % 2}", domain)
        for number, domain in enumerate(("Safe", None, "Fair"))
    ],
)
"""Not of control 3: the assessment has it no more."""


def item(number: int) -> tuple[Fact, Evidence]:
    """Return an item of one of two assessments, in which each field has a rhythm of its own."""
    fact = a_fact(number, COLLECTED + timedelta(days=number % 9, seconds=number))
    kept = some_evidence(fact, assessment=OTHER if number % 5 == 0 else ASSESSMENT)._replace(
        control_id=ControlId(f"SAFE-1.{number % 4}"),
        verdict=list(Verdict)[number % 3],
        kind=KINDS[number % 4],
        by_type=EvidenceByType.MANUAL if number % 4 == 3 else EvidenceByType.USER_ACTIVITY,
        account=AccountId(NOWHERE[0]) if number % 4 == 3 else AccountId(f"11112222333{number % 3}"),
        event_source=("bedrock.amazonaws.com", "sagemaker.amazonaws.com", "manual")[number // 2 % 3],
        event_name=f"Event_{number % 7}",
        principal="arn:aws:iam::111122223333:user/Ann" if number % 6 == 0 else "ann",
        resource=RESOURCES[number % len(RESOURCES)],
    )
    return fact, kept


ITEMS = [item(number) for number in range(COUNT)]
OURS = [kept for _, kept in ITEMS if kept.assessment_id == ASSESSMENT]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IcebergLake]:
    opened = IcebergLake(tmp_path_factory.mktemp("lake"))
    staged = opened.stage().write([fact for fact, _ in ITEMS], [kept for _, kept in ITEMS])
    opened.commit(BatchId("batch"), [staged])
    yield opened
    opened.close()


def found(lake: IcebergLake, statement: str) -> list[str]:
    places = lake.pinned().select(statement, STORE, NAMES)
    known = {kept.id: kept for kept in OURS}
    assert all(known[place.id].day == place.day and known[place.id].control_id == place.control_id for place in places)
    return [place.id for place in places]


def statement(condition: str = "", tail: str = "") -> str:
    beside = f" AND ({condition})" if condition else ""
    return f"SELECT eventJson FROM {STORE} WHERE eventData.assessmentId = '{ASSESSMENT}'{beside} {tail}"


def checked(kept: Evidence) -> str | None:
    words = {Verdict.COMPLIANT: "COMPLIANT", Verdict.NON_COMPLIANT: "NON_COMPLIANT"}
    if kept.kind is SourceKind.SECURITY_HUB:
        words = {Verdict.COMPLIANT: "PASSED", Verdict.NON_COMPLIANT: "FAILED"}
    return words.get(kept.verdict)


def named(kept: Evidence) -> ControlNames | None:
    return next((each for each in NAMES.controls if each.control_id == kept.control_id), None)


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ("", lambda _: True),
        ("eventData.service = 'bedrock'", lambda kept: kept.event_source.startswith("bedrock")),
        ("EVENTDATA.SERVICE = 'bedrock'", lambda kept: kept.event_source.startswith("bedrock")),
        ("'bedrock' = eventData.service", lambda kept: kept.event_source.startswith("bedrock")),
        ("lower(eventData.eventName) = 'event_3'", lambda kept: kept.event_name == "Event_3"),
        ("eventData.eventName <> 'Event_3'", lambda kept: kept.event_name != "Event_3"),
        ("eventData.eventName != 'Event_3'", lambda kept: kept.event_name != "Event_3"),
        ("eventData.eventName IN ('Event_1', 'Event_2')", lambda kept: kept.event_name in {"Event_1", "Event_2"}),
        ("eventData.eventName NOT IN ('Event_1')", lambda kept: kept.event_name != "Event_1"),
        ("eventData.eventSource LIKE 'sage%'", lambda kept: kept.event_source.startswith("sage")),
        ("eventData.eventSource NOT LIKE '%amazon%'", lambda kept: "amazon" not in kept.event_source),
        ("eventData.eventName BETWEEN 'Event_2' AND 'Event_4'", lambda kept: "Event_2" <= kept.event_name <= "Event_4"),
        ("eventData.resourceComplianceCheck IN ('FAILED')", lambda kept: checked(kept) == "FAILED"),
        ("eventData.complianceCheck = 'COMPLIANT'", lambda kept: checked(kept) == "COMPLIANT"),
        ("eventData.complianceCheck IS NULL", lambda kept: checked(kept) is None),
        ("eventData.complianceCheck IS NOT NULL", lambda kept: checked(kept) is not None),
        ("NOT eventData.complianceCheck = 'PASSED'", lambda kept: checked(kept) not in {"PASSED", None}),
        ("eventData.dataSource = 'AWS Security Hub'", lambda kept: kept.kind is SourceKind.SECURITY_HUB),
        ("eventData.evidenceByType = 'Manual'", lambda kept: kept.by_type is EvidenceByType.MANUAL),
        ("eventData.evidenceAwsAccountId = '111122223331'", lambda kept: kept.account == "111122223331"),
        ("eventData.evidenceAwsAccountId = '999988887777'", lambda kept: kept.account == NOWHERE[0]),
        ("eventData.awsAccountId = '999988887777'", lambda _: True),
        ("eventData.frameworkName = 'Best Practices' AND eventData.frameworkId = 'framework-id'", lambda _: True),
        ("eventData.controlId = 'uuid-2'", lambda kept: kept.control_id == "SAFE-1.2"),
        ("eventData.controlName = 'Control 1'", lambda kept: kept.control_id == "SAFE-1.1"),
        ("eventData.controlSetId = 'Set 0'", lambda kept: kept.control_id in {"SAFE-1.0", "SAFE-1.2"}),
        ("eventData.controlDomainName IS NULL", lambda kept: not (it := named(kept)) or it.domain is None),
        ("eventData.controlDomainName = 'Fair'", lambda kept: kept.control_id == "SAFE-1.2"),
        ("eventData.iamId IS NULL", lambda kept: not kept.principal.startswith("arn:")),
        ("eventData.resourceArn = 'it''s'", lambda _: False),
        ("eventData.resourceArn IS NOT NULL", lambda kept: kept.resource.startswith("arn:")),
        ("eventData.resourceType = 'bedrock:guardrail'", lambda kept: kept.resource.startswith("arn:")),
        ("eventData.evidenceFolderName = '2026-11-09'", lambda kept: str(kept.day) == "2026-11-09"),
        ("eventCategory = 'Evidence' AND eventType = 'AwsAuditManagerEvidence'", lambda _: True),
        (f"eventId = '{OURS[7].id}' OR eventData.evidenceId = '{OURS[8].id}'", lambda kept: kept in OURS[7:9]),
        ("eventTime >= '2026-11-10 00:00:00'", lambda kept: str(kept.collected_at) >= "2026-11-10"),
        ("eventTime < timestamp '2026-11-10 00:00:00'", lambda kept: str(kept.collected_at) < "2026-11-10"),
        ("eventData.time < CAST('2026-11-10' AS TIMESTAMP)", lambda kept: str(kept.collected_at) < "2026-11-10"),
        (
            "eventTime BETWEEN '2026-11-09T00:00:00Z' AND '2026-11-09T23:59:59Z'",
            lambda kept: str(kept.collected_at).startswith("2026-11-09"),
        ),
        (
            "(eventData.service = 'manual' OR eventData.eventName = 'Event_1') AND NOT eventData.controlId = 'uuid-0'",
            lambda kept: (
                ("manual" in kept.event_source or kept.event_name == "Event_1")
                # SQL knows no answer where there is no name.
                and named(kept) is not None
                and kept.control_id != "SAFE-1.0"
            ),
        ),
    ],
)
def test_what_a_statement_asks_for_is_found(
    lake: IcebergLake, condition: str, wanted: Callable[[Evidence], bool]
) -> None:
    assert set(found(lake, statement(condition))) == {kept.id for kept in OURS if wanted(kept)}


def test_what_is_found_is_ordered_and_limited(lake: IcebergLake) -> None:
    newest = [kept.id for kept in sorted(OURS, key=lambda kept: (kept.collected_at, kept.id), reverse=True)]
    assert found(lake, statement()) == newest
    assert found(lake, statement(tail="LIMIT 5")) == newest[:5]
    assert found(lake, statement(tail="ORDER BY eventTime ASC LIMIT 5")) == newest[:-6:-1]
    by_name = sorted(OURS, key=lambda kept: (kept.event_name, kept.collected_at), reverse=True)
    asked = statement(tail="ORDER BY eventData.eventName DESC, eventTime DESC LIMIT 12")
    assert found(lake, asked) == [kept.id for kept in by_name[:12]]


@pytest.mark.parametrize(
    "text",
    [
        f"select eventjson from \"{STORE}\" where eventData.assessmentId = '{ASSESSMENT}'",
        f"SELECT eventJson\nFROM {STORE.upper()}\nWHERE '{ASSESSMENT}' = eventData.assessmentId;",
        f"SELECT e.eventJson FROM {STORE} AS e WHERE e.eventData.assessmentId = '{ASSESSMENT}' AND e.eventId > ' '",
        f"SELECT eventJson FROM {STORE} WHERE eventTime > '2020-01-01' AND eventData.assessmentId = '{ASSESSMENT}'",
    ],
)
def test_a_statement_is_taken_as_people_write_it(lake: IcebergLake, text: str) -> None:
    assert lake.read_statement(text, STORE) == ASSESSMENT
    assert len(found(lake, text)) == len(OURS)


def test_a_value_is_never_part_of_the_question(lake: IcebergLake) -> None:
    for value in ("x' OR '1'='1", "'; DROP TABLE evidence; --", "$assessment", f"from {STORE}", "\x00", "\u202e🚀"):
        quoted = value.replace("'", "''")
        assert found(lake, statement(f"eventData.eventName = '{quoted}'")) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "names no event data store"),
        ("SELECT eventJson", "names no event data store: write FROM 0a1b2c3d"),
        ("SELECT eventJson FROM evidence", "names no event data store"),
        (f"SELECT eventJson FROM {STORE[:-1]}0 WHERE 1=1", "is not the event data store of this account"),
        (f"SELECT eventJson FROM {STORE}", "names no assessment"),
        (f"SELECT eventJson FROM {STORE} WHERE eventData.service = 'x'", "is not of one assessment"),
        (
            f"SELECT eventJson FROM {STORE} WHERE eventData.assessmentId = 'a' OR eventData.service = 'x'",
            "is not of one assessment",
        ),
        (f"SELECT eventJson FROM {STORE} WHERE eventData.assessmentId = ", "is no statement: syntax error"),
        (f"SELECT eventJson FROM {STORE} WHERE eventData.assessmentId = 5", "other than text"),
        (f"SELECT eventId FROM {STORE} WHERE eventData.assessmentId = 'a'", "selects other than eventJson"),
        (f"SELECT * FROM {STORE} WHERE eventData.assessmentId = 'a'", "selects other than eventJson"),
        (f"SELECT eventJson, eventId FROM {STORE} WHERE eventData.assessmentId = 'a'", "selects other than eventJson"),
        (f"SELECT eventJson AS x FROM {STORE} WHERE eventData.assessmentId = 'a'", "selects other than eventJson"),
        (f"SELECT DISTINCT eventJson FROM {STORE} WHERE eventData.assessmentId = 'a'", "neither DISTINCT"),
        (f"SELECT eventJson FROM {STORE}, other WHERE eventData.assessmentId = 'a'", "other than one event data store"),
        (f"SELECT eventJson FROM {STORE} JOIN x USING (a) WHERE eventData.assessmentId = 'a'", "other than one event"),
        (f"SELECT eventJson FROM evidence WHERE x = 'from {STORE}'", "other than the event data store"),
        (f"WITH x AS (SELECT 1) SELECT eventJson FROM {STORE} WHERE eventData.assessmentId = 'a'", "and nothing else"),
        (f"SELECT eventJson FROM {STORE} WHERE eventData.assessmentId = 'a' GROUP BY eventJson", "and nothing else"),
        (f"SELECT eventJson FROM {STORE} WHERE eventData.assessmentId = 'a' UNION SELECT 1", "and nothing else"),
        (f"SELECT eventJson FROM {STORE} WHERE eventData.assessmentId = 'a'; SELECT 1", "more than one statement"),
        (f"DELETE FROM {STORE}", "is no statement: Only SELECT"),
        (statement("eventData.attributes = 'x'"), "eventData.attributes cannot be asked here: use one of eventid"),
        (statement("userIdentity.arn = 'x'"), "userIdentity.arn cannot be asked here"),
        (statement("eventData.eventName = eventData.service"), "other than text"),
        (statement("eventData.eventName = upper('x')"), "other than text"),
        (statement("eventData.eventName = NULL"), "other than text"),
        (statement("eventData.eventName = true"), "other than text"),
        (statement("eventData.eventName = timestamp '2026-01-01'"), "compares text with a time"),
        (statement("eventTime > 'yesterday'"), "'yesterday' is no time: write '2026-11-26 00:00:00', at character 147"),
        (statement("eventTime > now()"), "other than text"),
        (statement("eventData.eventName IN (SELECT 'x')"), "takes comparisons"),
        (statement("EXISTS (SELECT 1)"), "takes comparisons"),
        (statement("read_text('/etc/passwd') = 'x'"), "compares other than a column"),
        (statement("eventData.eventName = 'x' COLLATE nocase"), "other than text"),
        (statement("eventData.eventName LIKE 'x' ESCAPE '!'"), "takes comparisons"),
        (statement("eventData.eventName ~ 'x'"), "takes comparisons"),
        (statement("'x' = 'x'"), "compares other than a column"),
        (statement("1 = 1"), "other than a column"),
        (statement("eventData.eventName"), "takes comparisons"),
        (statement(("(NOT " * 70) + "eventId = 'x'" + ")" * 70), "nested too deeply"),
        (statement(("(NOT " * 1500) + "eventId = 'x'" + ")" * 1500), "is no statement"),
        (statement(tail="ORDER BY upper(eventId)"), "compares other than a column"),
        (statement(tail="ORDER BY 1"), "compares other than a column"),
        (statement(tail="ORDER BY eventTime NULLS LAST"), "orders nulls"),
        (statement(tail="LIMIT 0"), f"no number from 1 to {MOST_ROWS}"),
        (statement(tail=f"LIMIT {MOST_ROWS + 1}"), f"no number from 1 to {MOST_ROWS}"),
        (statement(tail="LIMIT 99999999999999999999"), f"no number from 1 to {MOST_ROWS}"),
        (statement(tail="LIMIT -1"), f"no number from 1 to {MOST_ROWS}"),
        (statement(tail="LIMIT 50%"), "nor shares"),
        (statement(tail="LIMIT (SELECT 1)"), "from 1 to"),
        (statement(tail="LIMIT 1 OFFSET 1"), "nor OFFSET"),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_place(lake: IcebergLake, text: str, told: str) -> None:
    with pytest.raises(InvalidError) as raised:
        lake.pinned().select(text, STORE, NAMES)
    (finding,) = raised.value.findings
    assert finding.path == "queryStatement"
    assert told in finding.reason
    assert len(finding.reason) < 1_000
    assert "ssss" not in finding.reason


def test_of_an_assessment_without_evidence_nothing_is_found(lake: IcebergLake) -> None:
    text = f"SELECT eventJson FROM {STORE} WHERE eventData.assessmentId = 'new'"
    assert list(lake.pinned().select(text, STORE, NAMES)) == []


WORDS = st.sampled_from(
    [
        *("AND", "OR", "NOT", "(", ")", "IN", "LIKE", "BETWEEN", "IS", "NULL", "=", "<>", ">", "||", "UNION", "SELECT"),
        *("eventTime", "eventData.service", "eventData.assessmentId", "assessment_id", "eventData", "*", "eventJson"),
        *("'bedrock'", "'another'", f"'{ASSESSMENT}'", "'2026-11-09'", "'%'", "1", "true", "timestamp", ";", "--", ","),
        *("ORDER BY", "LIMIT", "FROM", STORE, "evidence", "read_parquet('x')", "$assessment", "lower", "CAST", "AS"),
    ]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(WORDS, max_size=12), text=st.text(max_size=40))
def test_whatever_is_written_no_other_evidence_is_found(lake: IcebergLake, words: list[str], text: str) -> None:
    for written in (" ".join(words), text):
        with suppress(InvalidError):
            assert {*found(lake, statement() + written)} <= {kept.id for kept in OURS}
        with suppress(InvalidError):
            assert {*found(lake, statement(written))} <= {kept.id for kept in OURS}
