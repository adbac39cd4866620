"""CloudTrail records and log files, built by hand, laid out as S3 delivery lays them out."""

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from probative.domain.evidence_sources import EventName
from probative.domain.ids import AccountId, Region
from probative.ports.logs import FileRead, LogFile, Wanted
from probative.sources.cloudtrail.files import CloudTrailFiles
from probative.sources.cloudtrail.folder import FolderArchive

ACCOUNT = AccountId("111122223333")
OTHER_ACCOUNT = AccountId("444455556666")
REGION = Region("us-east-1")
OTHER_REGION = Region("eu-west-1")
DAY = date(2026, 11, 7)
NOW = datetime(2026, 11, 8, 12, tzinfo=UTC)
SINCE = datetime(2026, 11, 7, tzinfo=UTC)
UNTIL = datetime(2026, 11, 8, tzinfo=UTC)
STOP_LOGGING = EventName(source="cloudtrail.amazonaws.com", name="StopLogging")
INVOKE_MODEL = EventName(source="bedrock.amazonaws.com", name="InvokeModel")

Event = dict[str, object]


def now() -> datetime:
    return NOW


def an_event(number: int = 0, of: EventName = STOP_LOGGING, **changes: object) -> Event:
    """Return a record with its members in the order in which CloudTrail writes them."""
    event: Event = {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": "AIDAEXAMPLE",
            "arn": f"arn:aws:iam::{ACCOUNT}:user/alice",
            "accountId": ACCOUNT,
        },
        "eventTime": "2026-11-07T10:11:12Z",
        "eventSource": of.source,
        "eventName": of.name,
        "awsRegion": REGION,
        "sourceIPAddress": "198.51.100.7",
        "userAgent": "aws-cli/2.22.7",
        "requestParameters": {"name": "org-trail"},
        "responseElements": None,
        "requestID": f"00000000-0000-4000-8000-{number:012}",
        "eventID": f"11111111-0000-4000-8000-{number:012}",
        "readOnly": False,
        "resources": [{"accountId": ACCOUNT, "ARN": f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/org-trail"}],
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
    }
    return event | changes


def log_text(events: Sequence[object], **style: object) -> bytes:
    """Return the JSON of a log file, in one line without white space unless `style` (of `json.dumps`) says else."""
    compact: dict[str, object] = {"separators": (",", ":")}
    return json.dumps({"Records": events}, **(compact | style)).encode()  # type: ignore[arg-type]  # style is open


def packed(*events: object) -> bytes:
    return gzip.compress(log_text(events), 1, mtime=0)


def key_of(name: str, *, account: str = ACCOUNT, region: str = REGION, day: date = DAY, head: str = "AWSLogs") -> str:
    return f"{head}/{account}/CloudTrail/{region}/{day:%Y/%m/%d}/{name}"


def delivery_name(stamp: str, unique: str = "AAAAAAAAAAAAAAAA", account: str = ACCOUNT, region: str = REGION) -> str:
    return f"{account}_CloudTrail_{region}_{stamp}_{unique}.json.gz"


def put(root: Path, content: bytes, key: str) -> Path:
    path = root / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def lay_out(root: Path, files: Mapping[str, bytes]) -> Path:
    for key, content in files.items():
        put(root, content, key)
    return root


def wanted(
    *events: EventName,
    accounts: Iterable[AccountId] = (ACCOUNT,),
    regions: Iterable[Region] = (REGION,),
    since: datetime = SINCE,
    until: datetime = UNTIL,
) -> Wanted:
    return Wanted(frozenset(events or (STOP_LOGGING,)), frozenset(accounts), frozenset(regions), since, until)


def files_in(root: Path, processes_count: int = 1) -> CloudTrailFiles:
    return CloudTrailFiles(archive=FolderArchive(str(root)), clock=now, processes_count=processes_count)


def a_file(key: str = "some.json.gz", **changes: object) -> LogFile:
    file = LogFile(key=key, account=ACCOUNT, region=REGION, day=DAY, size_bytes=0, version="1")
    return file._replace(**changes)  # type: ignore[arg-type]  # the names are checked at run time


def keep(reads: Sequence[FileRead]) -> Sequence[FileRead]:
    """Be the work that hands back what was read."""
    return tuple(reads)


def read_all(root: Path, sought: Wanted | None = None, source: CloudTrailFiles | None = None) -> list[FileRead]:
    files = source or files_in(root)
    sought = sought or wanted()
    listed = list(files.list_files(None, sought.since, sought.until))
    return [read for reads in files.read(listed, sought, keep) for read in reads]
