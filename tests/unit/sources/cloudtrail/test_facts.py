"""What a record becomes: whose it is, what it says, and what of it may be kept."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from probative.domain.evidence import Fact
from probative.domain.slots import SourceKind, log_slot
from probative.ports.logs import LogFile, Wanted
from probative.sources.cloudtrail.facts import to_facts, to_sought
from probative.sources.cloudtrail.records import find_records
from probative.sources.cloudtrail.unreadable import UnreadableError
from tests.support.cloudtrail import (
    ACCOUNT,
    DAY,
    INVOKE_MODEL,
    NOW,
    OTHER_ACCOUNT,
    OTHER_REGION,
    REGION,
    SINCE,
    UNTIL,
    Event,
    a_file,
    an_event,
    log_text,
    wanted,
)


def facts_of(*events: Event, of: Wanted | None = None, file: LogFile | None = None) -> list[Fact]:
    sought = to_sought(of or wanted())
    records = find_records(log_text(events), sought.names).records
    return list(to_facts(file or a_file(), records, sought, NOW))


def test_a_fact_says_what_its_event_says() -> None:
    event = an_event()
    (fact,) = facts_of(event, file=a_file("AWSLogs/x.json.gz"))
    raw = json.dumps(event, separators=(",", ":")).encode()
    assert (fact.kind, fact.question, fact.part) == (SourceKind.CLOUDTRAIL, "cloudtrail", "")
    assert (fact.account, fact.region, fact.slot_id) == (ACCOUNT, REGION, log_slot(ACCOUNT, REGION, DAY).id)
    assert (fact.event_source, fact.event_name) == ("cloudtrail.amazonaws.com", "StopLogging")
    assert fact.principal == "arn:aws:iam::111122223333:user/alice"
    assert fact.resource == "arn:aws:cloudtrail:us-east-1:111122223333:trail/org-trail"
    assert (fact.time, fact.collected_at) == (datetime(2026, 11, 7, 10, 11, 12, tzinfo=UTC), NOW)
    assert (fact.content, fact.value) == (raw, event)
    assert fact.content_sha256 == hashlib.sha256(raw).hexdigest()
    assert fact.provenance == {"log_file": "AWSLogs/x.json.gz"}


def test_a_value_that_a_rule_needs_and_that_cannot_be_decoded_is_told() -> None:
    text = log_text([an_event(0), an_event(1, size=0)]).replace(b'"size":0', b'"size":1e999')
    unjudged = to_sought(wanted()._replace(judged=frozenset()))
    for sought, expected in ((to_sought(wanted()), 1), (unjudged, 2)):
        facts = to_facts(a_file(), find_records(text, sought.names).records, sought, NOW)
        assert len(list(islice(facts, expected))) == expected
    with pytest.raises(UnreadableError, match=r"Records\[1\] cannot be decoded: Number out of range"):
        list(to_facts(a_file(), find_records(text, sought.names).records, to_sought(wanted()), NOW))


def test_the_same_name_of_another_source_is_another_event() -> None:
    assert facts_of(an_event(eventSource="elsewhere.amazonaws.com")) == []
    assert facts_of(an_event(eventSource=None)) == []


@pytest.mark.parametrize(
    ("time", "is_wanted"),
    [
        ("2026-11-06T23:59:59Z", False),
        ("2026-11-07T00:00:00Z", True),
        ("2026-11-07T23:59:59Z", True),
        ("2026-11-08T00:00:00Z", False),
        ("2026-11-07T01:30:00+02:00", False),
        ("2026-11-07T23:00:00", True),
    ],
)
def test_a_period_holds_its_beginning_and_not_its_end(time: str, is_wanted: bool) -> None:  # noqa: FBT001  parametrised
    assert bool(facts_of(an_event(eventTime=time))) is is_wanted


@pytest.mark.parametrize("time", [None, "", "yesterday", 1762510272, "2026-13-01T00:00:00Z"])
def test_a_wanted_event_without_a_time_makes_the_file_malformed(time: object) -> None:
    with pytest.raises(UnreadableError, match=r"MALFORMED: Records\[1\].eventTime is not a time"):
        facts_of(an_event(0, INVOKE_MODEL, eventTime=time), an_event(1, eventTime=time))


def test_an_event_belongs_to_the_account_and_region_that_it_names() -> None:
    both = wanted(accounts=(ACCOUNT, OTHER_ACCOUNT), regions=(REGION, OTHER_REGION))
    (fact,) = facts_of(an_event(recipientAccountId=OTHER_ACCOUNT, awsRegion=OTHER_REGION), of=both)
    assert (fact.account, fact.region) == (OTHER_ACCOUNT, OTHER_REGION)
    assert "recorded_for" not in fact.provenance


def test_an_event_that_names_neither_belongs_where_its_file_lies() -> None:
    (fact,) = facts_of(an_event(recipientAccountId=None, awsRegion=None))
    assert (fact.account, fact.region) == (ACCOUNT, REGION)


def test_an_event_that_names_a_place_outside_the_scope_counts_where_it_was_delivered_and_says_so() -> None:
    (fact,) = facts_of(an_event(recipientAccountId=OTHER_ACCOUNT, awsRegion=OTHER_REGION))
    assert (fact.account, fact.region) == (ACCOUNT, REGION)
    assert fact.provenance["recorded_for"] == "444455556666 eu-west-1"


def test_an_event_delivered_and_recorded_outside_the_scope_is_left_out() -> None:
    elsewhere = a_file(account=OTHER_ACCOUNT)
    assert facts_of(an_event(recipientAccountId=OTHER_ACCOUNT), file=elsewhere) == []
    assert facts_of(an_event(awsRegion=OTHER_REGION), file=a_file(region=OTHER_REGION)) == []
    assert len(facts_of(an_event(), file=elsewhere)) == 1


def test_one_event_has_one_id_whatever_file_brings_it() -> None:
    (one,) = facts_of(an_event())
    (other,) = facts_of(an_event(requestID="x"), file=a_file("other", account=OTHER_ACCOUNT, day=DAY + timedelta(1)))
    assert one.id == other.id


def test_events_differ_by_id_by_time_and_by_place() -> None:
    scope = wanted(accounts=(ACCOUNT, OTHER_ACCOUNT), regions=(REGION, OTHER_REGION))
    events = [
        an_event(0),
        an_event(1),
        an_event(0, recipientAccountId=OTHER_ACCOUNT),
        an_event(0, awsRegion=OTHER_REGION),
        an_event(0, eventTime="2026-11-07T10:11:13Z"),
    ]
    assert len({fact.id for fact in facts_of(*events, of=scope)}) == 5


def test_events_without_an_id_are_told_apart_by_their_bytes() -> None:
    events = [an_event(eventID=None), an_event(eventID=None, requestID="x"), an_event(eventID="")]
    assert len({fact.id for fact in facts_of(*events, *events)}) == 3


def test_ids_sort_by_time() -> None:
    times = [SINCE + timedelta(seconds=count * 7001) for count in range(12)]
    facts = facts_of(*(an_event(n, eventTime=f"{time:%Y-%m-%dT%H:%M:%SZ}") for n, time in enumerate(times)))
    assert times[-1] < UNTIL
    assert [fact.id for fact in facts] == sorted(fact.id for fact in facts)


@pytest.mark.parametrize(
    ("identity", "principal"),
    [
        ({"type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/R/s"}, "arn:aws:sts::1:assumed-role/R/s"),
        (
            {"sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::1:role/R"}}, "principalId": "A:s"},
            "arn:aws:iam::1:role/R",
        ),
        ({"sessionContext": {"sessionIssuer": None}, "principalId": "AROAX:s"}, "AROAX:s"),
        ({"type": "AWSService", "invokedBy": "config.amazonaws.com"}, "config.amazonaws.com"),
        ({"type": "IAMUser", "userName": "HIDDEN_DUE_TO_SECURITY_REASONS"}, "HIDDEN_DUE_TO_SECURITY_REASONS"),
        ({"type": "AWSAccount", "accountId": "444455556666"}, "444455556666"),
        ({"arn": "x" * 300}, "x" * 256),
        ({}, ""),
        (None, ""),
        ("alice", ""),
        ({"arn": 7, "sessionContext": "odd"}, ""),
    ],
)
def test_the_principal_is_who_acted_as_far_as_the_event_says(identity: object, principal: str) -> None:
    assert facts_of(an_event(userIdentity=identity))[0].principal == principal


@pytest.mark.parametrize(
    ("resources", "resource"),
    [
        ([{"type": "AWS::S3::Object", "ARN": ""}, {"ARN": "arn:aws:s3:::b"}], "arn:aws:s3:::b"),
        ([{"type": "AWS::S3::Object", "ARNPrefix": "arn:aws:s3:::b/"}], ""),
        ([None, "x", {"ARN": 3}], ""),
        ([], ""),
        (None, ""),
        ({"ARN": "arn"}, ""),
    ],
)
def test_the_resource_is_the_first_arn_that_the_event_names(resources: object, resource: str) -> None:
    assert facts_of(an_event(resources=resources))[0].resource == resource


def test_session_credentials_never_reach_evidence() -> None:
    answer = {
        "credentials": {"accessKeyId": "ASIAEXAMPLE", "sessionToken": "IQoJb3JpZ2lu", "secretAccessKey": "wJalr/X"}
    }
    event = an_event(responseElements=answer)
    (fact,) = facts_of(event)
    assert b"IQoJ" not in fact.content
    assert b"wJalr" not in fact.content
    assert json.loads(fact.content) == fact.value
    assert "IQoJ" not in repr(fact)
    assert fact.value["responseElements"]["credentials"]["accessKeyId"] == "ASIAEXAMPLE"  # type: ignore[index]  # a record
    assert fact.provenance["masked"] == "session token or secret access key"
    received = json.dumps(event, separators=(",", ":")).encode()
    assert fact.provenance["received_sha256"] == hashlib.sha256(received).hexdigest()
    assert fact.content_sha256 == hashlib.sha256(fact.content).hexdigest()


def test_masking_does_not_change_which_event_it_is() -> None:
    answer = {"credentials": {"sessionToken": "secret"}}
    bare = an_event(eventID=None, responseElements=answer)
    (one,) = facts_of(bare)
    (other,) = facts_of(bare | {"responseElements": {"credentials": {"sessionToken": "another"}}})
    assert one.content == other.content
    assert one.id != other.id
