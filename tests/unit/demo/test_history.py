"""The history: the same story every day, in records that look like CloudTrail's."""

import gzip
import json
import zlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from probative_demo.history import CUT_OFF, DAYS, UNSEEN, UNSEEN_DAYS, write_history
from probative_demo.inventory import load_table
from probative_demo.places import ACCOUNTS, ORGANIZATION_ID, PLACES, start_of_day
from probative_demo.trail import LogStore, fill
from tests.unit.demo.clients import NOW

START = start_of_day(NOW)


@cache
def _files(start: datetime) -> dict[str, bytes]:
    return {key: body for key, body, _ in write_history(start)}


@cache
def _records() -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = []
    for body in _files(START).values():
        try:
            records += json.loads(gzip.decompress(body))["Records"]
        except EOFError:
            continue
    return records


def test_the_same_day_is_told_in_the_same_bytes() -> None:
    assert dict(_files(START)) == {key: body for key, body, _ in write_history(START)}


def test_the_next_day_tells_of_the_same_days_alike_but_for_the_story() -> None:
    routine = {_routine_of(record) for record in _records() if record["eventTime"] < "2026-11-22"}
    later = {
        _routine_of(record)
        for key, body in _files(START + timedelta(days=1)).items()
        if "/2026/11/17/" in key
        for record in json.loads(gzip.decompress(body))["Records"]
        if record["eventName"] == "GetObject"
    }

    assert later
    assert later <= routine


def _routine_of(record: dict[str, Any]) -> tuple[str, ...]:
    return (record["eventTime"], record["eventName"], record["recipientAccountId"], record["eventID"])


def test_every_place_has_files_for_every_day_up_to_today() -> None:
    days = {START - timedelta(days=ago) for ago in range(DAYS + 1)}
    wanted = {
        f"AWSLogs/{ORGANIZATION_ID}/{account}/CloudTrail/{region}/{day:%Y/%m/%d}"
        for account, region in PLACES
        for day in days
    }

    assert {key.rpartition("/")[0] for key in _files(START)} == wanted


def test_a_file_lies_where_its_records_say() -> None:
    for key, body in _files(START).items():
        _, _, account, _, region, year, month, day, name = key.split("/")
        assert name.startswith(f"{account}_CloudTrail_{region}_{year}{month}{day}T")
        try:
            records = json.loads(gzip.decompress(body))["Records"]
        except EOFError:
            continue
        assert {each["recipientAccountId"] for each in records} == {account}
        assert {each["awsRegion"] for each in records} == {region}
        assert all(each["eventTime"].startswith(f"{year}-{month}-{day}") for each in records)


def test_one_file_is_cut_off_and_only_one() -> None:
    broken = []
    for key, body in _files(START).items():
        try:
            zlib.decompressobj(31).decompress(body)
            gzip.decompress(body)
        except EOFError:
            broken.append(key)

    place, days = CUT_OFF
    assert len(broken) == 1
    assert f"/{place.account}/CloudTrail/{place.region}/{START - timedelta(days=days):%Y/%m/%d}/" in broken[0]


def test_all_of_the_story_is_told() -> None:
    told = Counter((each["eventName"], each["eventSource"]) for each in _records())
    story = Counter((row["name"], f"{row['source']}.amazonaws.com") for row in load_table("story"))

    assert not story - told


def test_nothing_is_recorded_while_the_trail_is_stopped() -> None:
    stopped, started = (START - timedelta(days=UNSEEN_DAYS) + at for at in UNSEEN)
    times = (datetime.strptime(each["eventTime"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) for each in _records())

    assert not [at for at in times if stopped < at < started]


def test_events_have_ids_of_their_own() -> None:
    ids = Counter(each["eventID"] for each in _records())

    assert [each for each, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("name", ["ConsoleLogin", "InvokeModel", "PutObject", "DeleteGuardrail"])
def test_records_have_the_members_of_cloudtrail(name: str) -> None:
    record = next(each for each in _records() if each["eventName"] == name)

    assert {
        "eventVersion",
        "userIdentity",
        "eventTime",
        "eventSource",
        "eventName",
        "awsRegion",
        "sourceIPAddress",
        "userAgent",
        "requestParameters",
        "responseElements",
        "requestID",
        "eventID",
        "readOnly",
        "eventType",
        "managementEvent",
        "recipientAccountId",
        "eventCategory",
        "tlsDetails",
    } <= set(record)


def test_models_are_called_every_day_by_three_callers_but_most_of_what_goes_on_is_something_else() -> None:
    calls = [each for each in _records() if each["eventName"].startswith(("InvokeModel", "Converse"))]
    callers = {each["userIdentity"]["principalId"].partition(":")[0] for each in calls}

    assert 120 <= len(calls) <= 200
    assert len({each["eventTime"][:10] for each in calls}) == DAYS + 1
    assert len(callers) >= 3
    assert len(_records()) > 10 * len(calls)


def test_data_events_name_their_resource() -> None:
    record = next(each for each in _records() if each["eventName"] == "ApplyGuardrail")

    assert record["eventCategory"] == "Data"
    assert record["managementEvent"] is False
    assert record["resources"][0]["type"] == "AWS::Bedrock::Guardrail"


def test_the_intern_signs_in_without_a_second_factor() -> None:
    logins = [each for each in _records() if each["eventName"] == "ConsoleLogin"]
    without = [each for each in logins if each["additionalEventData"]["MFAUsed"] == "No"]

    assert {each["recipientAccountId"] for each in without} == {ACCOUNTS["research"]}
    assert all(each["userIdentity"]["userName"] == "summer.intern" for each in without)


def test_a_role_is_told_with_its_session_issuer() -> None:
    record = next(each for each in _records() if each["eventName"] == "CreateGuardrailVersion")

    issuer = record["userIdentity"]["sessionContext"]["sessionIssuer"]
    assert issuer["arn"] == f"arn:aws:iam::{ACCOUNTS['production']}:role/platform-engineering"
    assert record["userIdentity"]["sessionContext"]["attributes"]["mfaAuthenticated"] == "false"


def test_a_store_lists_in_order_below_a_prefix_and_after_a_key() -> None:
    store = LogStore()
    fill(store, [(key, b"", NOW) for key in ("b/2", "a/1", "b/1", "b/3", "c/1")])

    assert [each.key for each in store.after("b/", "")] == ["b/1", "b/2", "b/3"]
    assert [each.key for each in store.after("b/", "b/2")] == ["b/3"]
    assert store.find("d") is None
