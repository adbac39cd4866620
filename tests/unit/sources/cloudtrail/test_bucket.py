"""Log files in a bucket: listed only where scope and period lead, read as listed, refused by their `s3://` address."""

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest
from moto.server import ThreadedMotoServer

from probative.domain.assessments import Scope
from probative.domain.errors import InvalidError
from probative.domain.slots import RefusalReason
from probative.ports.logs import LogUse
from probative.sources.cloudtrail.bucket import BucketArchive
from probative.sources.cloudtrail.files import CloudTrailFiles
from probative.sources.cloudtrail.folder import FolderArchive
from probative.sources.cloudtrail.opening import open_archive
from probative.sources.cloudtrail.s3_access import S3Access
from tests.support.cloudtrail import (
    ACCOUNT,
    DAY,
    INVOKE_MODEL,
    NOW,
    OTHER_ACCOUNT,
    OTHER_REGION,
    REGION,
    SINCE,
    STOP_LOGGING,
    UNTIL,
    a_file,
    an_event,
    delivery_name,
    keep,
    key_of,
    now,
    packed,
    wanted,
)
from tests.support.cloudtrail_s3 import Fault, FaultyS3, KeyedAccess, serving_faults

ONE_PLACE = Scope(accounts=(ACCOUNT,), regions=(REGION,))
_numbers = itertools.count()


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")


@dataclass
class Recording:
    """The way to S3, with what goes over it written down."""

    access: S3Access
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    page_size: int = 1000

    def __hash__(self) -> int:
        return id(self)

    def __call__(self, connections: int) -> Any:
        client = self.access(connections)
        client.meta.events.register("provide-client-params.s3.*", self._record)
        return client

    def _record(self, params: dict[str, Any], model: Any, **_: object) -> None:
        self.asked.append((model.name, dict(params)))
        if model.name == "ListObjectsV2":
            params["MaxKeys"] = self.page_size


@dataclass
class Bucket:
    name: str
    client: Any
    way: Recording

    def put(self, *keys: str, body: bytes = b"") -> None:
        for key in keys:
            self.client.put_object(Bucket=self.name, Key=key, Body=body)

    def source(self, prefix: str = "", processes_count: int = 1) -> CloudTrailFiles:
        archive = open_archive(f"s3://{self.name}{prefix}", self.way)
        return CloudTrailFiles(archive=archive, clock=now, processes_count=processes_count)

    def key(self, key: str) -> str:
        return f"s3://{self.name}/{key}"


@pytest.fixture
def bucket(endpoint: str) -> Bucket:
    name = f"logs-{next(_numbers)}"
    client = KeyedAccess(endpoint)(10)
    client.create_bucket(Bucket=name)
    return Bucket(name, client, Recording(S3Access(region="us-east-1", endpoint_url=endpoint)))


def test_plain_and_organization_trails_are_listed_below_a_prefix(bucket: Bucket) -> None:
    keys = [
        key_of("a.json.gz", head="audit/AWSLogs"),
        key_of("b.json.gz", head="audit/AWSLogs/o-abcdef1234", account=OTHER_ACCOUNT),
    ]
    bucket.put(*keys, key_of("other.json.gz"), "audit/AWSLogs/", key_of("", head="audit/AWSLogs"), body=b"123")
    for prefix in ("/audit", "/audit/", "/audit/AWSLogs"):
        files = list(bucket.source(prefix).list_files(None, SINCE, UNTIL))
        assert [(file.key, file.size_bytes) for file in files] == [(bucket.key(key), 3) for key in keys]
    assert [file.key for file in bucket.source().list_files(None, SINCE, UNTIL)] == [
        bucket.key(key_of("other.json.gz"))
    ]


def test_a_file_is_read_from_s3(bucket: Bucket) -> None:
    key = key_of("a.json.gz")
    bucket.put(key, body=packed(an_event(0)))
    source = bucket.source()
    files = list(source.list_files(ONE_PLACE, SINCE, UNTIL))
    ((read,),) = source.read(files, wanted(), keep)
    assert (read.file.key, read.events_count, read.refusal) == (bucket.key(key), 1, None)
    assert read.facts[0].provenance["log_file"] == bucket.key(key)
    assert source.first_use(files, frozenset({STOP_LOGGING})) == LogUse(STOP_LOGGING, "")


def test_only_folders_of_the_scope_and_the_period_are_listed(bucket: Bucket) -> None:
    days = [DAY + timedelta(count) for count in (-400, -31, -1, 0, 1, 2, 31)]
    bucket.put(
        *(key_of("a.json.gz", day=day) for day in days),
        key_of("a.json.gz", account=OTHER_ACCOUNT),
        key_of("a.json.gz", region=OTHER_REGION),
        "other/data/lake.json",
    )
    files = list(bucket.source().list_files(ONE_PLACE, SINCE, UNTIL))
    assert [file.day for file in files] == [DAY]
    prefixes = [params["Prefix"] for _, params in bucket.way.asked]
    head = f"AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/"
    assert prefixes == [
        "",
        "AWSLogs/",
        f"AWSLogs/{ACCOUNT}/",
        f"AWSLogs/{ACCOUNT}/CloudTrail/",
        head,
        f"{head}2026/",
        f"{head}2026/11/",
        f"{head}2026/11/07/",
        f"{head}2026/11/08/",
    ]
    assert all("Delimiter" in params for _, params in bucket.way.asked[:-2])


def test_new_files_are_found_by_one_request_for_each_region_however_many_are_known(bucket: Bucket) -> None:
    bucket.way.page_size = 3
    names = [delivery_name(f"20261107T{hour:02}00Z") for hour in range(24)]
    bucket.put(*map(key_of, names))
    source = bucket.source()
    positions = source.positions_in(source.list_files(ONE_PLACE, SINCE, UNTIL))
    next_day = DAY + timedelta(1)
    new = key_of(delivery_name("20261108T0005Z"), day=next_day)
    bucket.put(new)
    bucket.way.asked.clear()

    found = list(source.list_new_files(ONE_PLACE, DAY, positions))

    assert [(file.key, file.day) for file in found] == [
        (bucket.key(key_of(names[-1])), DAY),
        (bucket.key(new), next_day),
    ]
    ((_, asked),) = bucket.way.asked
    assert asked["Prefix"] == f"AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/"
    assert asked["StartAfter"] == key_of(f"{ACCOUNT}_CloudTrail_{REGION}_20261107T2245")


def test_a_listing_goes_on_over_its_pages(bucket: Bucket) -> None:
    bucket.way.page_size = 3
    keys = [key_of(f"{number:02}.json.gz") for number in range(10)]
    others = [key_of("a.json.gz", account=f"00000000000{number}") for number in range(10)]
    bucket.put(*keys, *others)
    files = list(bucket.source().list_files(ONE_PLACE, SINCE, UNTIL))
    assert [file.key for file in files] == [bucket.key(key) for key in keys]
    assert len(bucket.source().holds().scope.accounts) == 11


def test_a_bucket_tells_what_it_holds(bucket: Bucket) -> None:
    bucket.put(
        key_of("a.json.gz", day=date(2026, 10, 31)),
        key_of("b.json.gz", account=OTHER_ACCOUNT, region=OTHER_REGION),
        "AWSLogs/stray.json",
    )
    holdings = bucket.source().holds()
    assert holdings.scope == Scope(accounts=(ACCOUNT, OTHER_ACCOUNT), regions=(OTHER_REGION, REGION))
    assert (holdings.first_day, holdings.last_day, holdings.ignored_count) == (date(2026, 10, 31), DAY, 1)


def test_an_empty_bucket_holds_nothing(bucket: Bucket) -> None:
    assert bucket.source().holds().scope.accounts == ()
    assert list(bucket.source().list_files(None, SINCE, UNTIL)) == []


def test_a_bucket_that_is_not_there_is_bad_input(bucket: Bucket) -> None:
    source = CloudTrailFiles(archive=BucketArchive("s3://absent-bucket", bucket.way), clock=now, processes_count=1)
    with pytest.raises(InvalidError, match="s3://absent-bucket: S3 answers NoSuchBucket"):
        list(source.list_files(None, SINCE, UNTIL))


def test_a_version_is_stable_until_the_object_changes(bucket: Bucket) -> None:
    def version() -> str:
        return next(iter(bucket.source().list_files(None, SINCE, UNTIL))).version

    bucket.put(key_of("a.json.gz"), body=b"one")
    first = version()
    bucket.put(key_of("a.json.gz"), body=b"one")
    assert version() == first
    bucket.put(key_of("a.json.gz"), body=b"two")
    assert version() != first


def test_an_object_that_changed_or_went_since_it_was_listed_is_refused(bucket: Bucket) -> None:
    keys = [key_of("changed.json.gz"), key_of("gone.json.gz"), key_of("sound.json.gz")]
    bucket.put(*keys, body=packed(an_event(0)))
    source = bucket.source()
    files = list(source.list_files(None, SINCE, UNTIL))
    bucket.put(keys[0], body=packed(an_event(0), an_event(1)))
    bucket.client.delete_object(Bucket=bucket.name, Key=keys[1])
    (reads,) = source.read(files, wanted(), keep)
    assert [read.refusal and (read.refusal.reason, read.refusal.message) for read in reads] == [
        (RefusalReason.ERROR, f"{bucket.key(keys[0])}: changed after it was listed: run again"),
        (RefusalReason.ERROR, f"{bucket.key(keys[1])}: is gone since it was listed: run again"),
        None,
    ]


def test_objects_are_read_in_other_processes_too(bucket: Bucket) -> None:
    for number in range(12):
        noise = an_event(number, INVOKE_MODEL, requestParameters={"noise": os.urandom(600_000).hex()})
        bucket.put(key_of(f"{number:02}.json.gz"), body=packed(an_event(number), noise))
    archive = open_archive(f"s3://{bucket.name}", KeyedAccess(bucket.way.access.endpoint_url))
    source = CloudTrailFiles(archive=archive, clock=now, processes_count=2)
    batches = list(source.read(list(source.list_files(None, SINCE, UNTIL)), wanted(), keep))
    assert len(batches) > 2
    assert sorted(len(read.facts) for reads in batches for read in reads) == [1] * 12


# --- answers that are none


@pytest.fixture(scope="module")
def faulty() -> Iterator[FaultyS3]:
    with serving_faults() as server:
        yield server


def refusal_of(server: FaultyS3, fault: Fault, key: str = key_of("a.json.gz")) -> tuple[RefusalReason, str]:
    server.fault = fault
    ((read,),) = faulty_source(server).read([a_file(f"s3://logs/{key}", size_bytes=10)], wanted(), keep)
    assert read.refusal is not None
    assert (read.facts, read.refusal.unit, read.refusal.refused_at) == ((), f"s3://logs/{key}", NOW)
    assert read.refusal.message.startswith(f"s3://logs/{key}: ")
    return read.refusal.reason, read.refusal.message.removeprefix(f"s3://logs/{key}: ")


def faulty_source(server: FaultyS3) -> CloudTrailFiles:
    access = S3Access(region="us-east-1", endpoint_url=server.address, attempts=1, timeout=timedelta(seconds=1))
    return CloudTrailFiles(archive=BucketArchive("s3://logs", access), clock=now, processes_count=1)


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (403, "AccessDenied", RefusalReason.ACCESS_DENIED),
        (403, "ExpiredToken", RefusalReason.ACCESS_DENIED),
        (503, "SlowDown", RefusalReason.THROTTLED),
        (400, "RequestTimeout", RefusalReason.TIMEOUT),
        (500, "InternalError", RefusalReason.ERROR),
    ],
)
def test_what_s3_refuses_is_refused_with_its_reason(
    faulty: FaultyS3, status: int, code: str, reason: RefusalReason
) -> None:
    assert refusal_of(faulty, Fault(status=status, code=code)) == (reason, f"S3 answers {code}: told by a test")


def test_an_object_in_an_archive_tier_says_what_to_do(faulty: FaultyS3) -> None:
    told = (RefusalReason.ERROR, "lies in an archive tier: restore it, then run again")
    assert refusal_of(faulty, Fault(status=403, code="InvalidObjectState")) == told


@pytest.mark.parametrize("announced", [3, 100])
def test_an_object_that_comes_short_is_refused(faulty: FaultyS3, announced: int) -> None:
    told = (RefusalReason.ERROR, "was cut short by the network 3 times: run again")
    assert refusal_of(faulty, Fault(status=200, body=b"abc", announced_bytes=announced)) == told


def test_an_answer_that_does_not_come_is_a_time_out(faulty: FaultyS3) -> None:
    reason, message = refusal_of(faulty, Fault(status=200, delay=timedelta(seconds=2)))
    assert (reason, "timeout" in message.lower()) == (RefusalReason.TIMEOUT, True)


def test_a_folder_that_may_not_be_listed_is_refused_when_read(faulty: FaultyS3) -> None:
    reason, message = refusal_of(faulty, Fault(status=403, code="AccessDenied"), f"{key_of('').rstrip('/')}/")
    assert (reason, message) == (RefusalReason.ACCESS_DENIED, "S3 answers AccessDenied: told by a test")


def test_a_bucket_that_may_not_be_listed_is_bad_input(faulty: FaultyS3) -> None:
    faulty.fault = Fault(status=403, code="AccessDenied")
    with pytest.raises(InvalidError, match="s3://logs: S3 answers AccessDenied"):
        faulty_source(faulty).holds()


def test_a_network_that_is_not_there_is_told() -> None:
    archive = BucketArchive("s3://logs", S3Access(region="us-east-1", endpoint_url="http://127.0.0.1:1", attempts=1))
    with pytest.raises(InvalidError, match="Could not connect to the endpoint URL"):
        CloudTrailFiles(archive=archive, clock=now, processes_count=1).holds()


def test_missing_credentials_are_told(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    archive = BucketArchive("s3://logs", S3Access(region="us-east-1", endpoint_url=endpoint, attempts=1))
    with pytest.raises(InvalidError, match="no AWS credentials"):
        CloudTrailFiles(archive=archive, clock=now, processes_count=1).holds()


def test_a_role_is_assumed_where_one_is_named(bucket: Bucket) -> None:
    bucket.put(key_of("a.json.gz"), body=packed(an_event(0)))
    role = replace(bucket.way.access, role_arn=f"arn:aws:iam::{ACCOUNT}:role/LogReader", external_id="audit")
    client: Any = role(4)
    assert client.list_objects_v2(Bucket=bucket.name)["KeyCount"] == 1
    credentials = client._request_signer._credentials
    assert (credentials.method, credentials.access_key[:4]) == ("assume-role", "ASIA")


@pytest.mark.parametrize(
    ("address", "archive"),
    [
        ("s3://logs/prefix/", BucketArchive("s3://logs/prefix", S3Access())),
        ("/data/logs/", FolderArchive("/data/logs")),
    ],
)
def test_an_address_names_a_bucket_or_a_folder(address: str, archive: object) -> None:
    assert open_archive(address) == archive
