"""The one place that knows every concrete class: a request from a door becomes a job with all its collaborators.

Order: whatever can be wrong with a request is found before AWS is asked, the cheapest first.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Final

from botocore.exceptions import BotoCoreError

from probative.app.assessing import Job, Sources, Stores, assess, new_assessment
from probative.clock import utc_now
from probative.config import read_settings
from probative.domain.assessments import Scope
from probative.domain.errors import Finding, InvalidError, NotFoundError, StoreError
from probative.domain.frameworks import Framework
from probative.domain.ids import AccountId, Region
from probative.domain.summaries import AssessmentSummary
from probative.keys.local import LocalSigner
from probative.lake.iceberg import IcebergLake
from probative.library.loading import load
from probative.ports.ambient import Progress
from probative.ports.asking import LiveSource, Period
from probative.ports.logs import ManualFolder
from probative.records.sql import SqlRecords
from probative.reports.building import check_target
from probative.reports.folder import write_report
from probative.sources.aws.asking import Patience
from probative.sources.aws.collector import AwsSource, Limits
from probative.sources.aws.models import BotocoreModels, nearest
from probative.sources.aws.pace import Rate
from probative.sources.aws.planning import SlotPlanner
from probative.sources.aws.sessions import Access, CredentialsError, Sessions
from probative.sources.cloudtrail.files import CloudTrailFiles
from probative.sources.cloudtrail.listing import Holdings
from probative.sources.cloudtrail.opening import open_archive
from probative.sources.cloudtrail.s3_access import S3Access
from probative.sources.manual.folder import EvidenceFolder
from probative.workspace import DataFolder

_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_BUCKET: Final = re.compile(r"s3://[A-Za-z0-9][A-Za-z0-9._-]{1,254}(/.*)?")
_ENDPOINT: Final = re.compile(r"https?://[^/\s]+(/\S*)?")
_CLOUDTRAIL_BEGAN: Final = datetime(2013, 1, 1, tzinfo=UTC)
_FURTHEST_AHEAD: Final = timedelta(days=366)
_NAME: Final = re.compile(r"[^\\\x00-\x1f\ud800-\udfff]{0,300}")
"""Source: Audit Manager's pattern for an assessment's name, without what no terminal or page can show."""
_DAY: Final = timedelta(days=1)
_DEFAULT_SPAN: Final = timedelta(days=7)
_READING_NEEDS: Final = ("probative.app.collection", "probative.lake.stage")
"""Modules that log files are weighed and written with, where they are read: imported once for all processes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What `probative assess` was asked for; empty strings and None mean: not said."""

    framework: str
    name: str
    accounts: tuple[str, ...]
    regions: tuple[str, ...]
    role_name: str
    external_id: str
    cloudtrail: str
    cloudtrail_role_arn: str
    manual: Path | None
    since: datetime | None
    until: datetime | None
    report_dir: Path
    data_dir: Path | None
    offline: bool
    endpoint_url: str
    rate: float
    patience: timedelta
    concurrency: int
    commit_every: timedelta


def frameworks_and_models(refs: Iterable[str]) -> tuple[Sequence[Framework], BotocoreModels]:
    """Return the frameworks that `refs` name, and what is known of AWS's APIs."""
    models = BotocoreModels()
    cache = read_settings().cache_dir
    return [load(ref, models=models, cache=cache) for ref in refs], models


def carry_out(request: Request, progress: Progress) -> tuple[AssessmentSummary, Path]:
    """Do what `request` asks, and return where the assessment stands and where its report lies.

    Raises:
        InvalidError: The request cannot be carried out as it stands; every finding names a flag and what to do.
        WrongStateError: Another run holds the data folder.
    """
    _check(request)
    check_target(request.report_dir)
    _check_writable("--report-dir", request.report_dir)
    data = request.data_dir or read_settings().data_dir
    _check_writable("--data-dir", data)
    with _of_configuration():
        framework, models = _framework(request)
        sessions = None if request.offline else _sessions(request, models)
        place = _placed(request, sessions, models)
    with (
        DataFolder(path=data, open_lake=_open_lake, open_records=SqlRecords, clock=utc_now).open() as (lake, records),
        _live(request, sessions, data) as live,
    ):
        job = Job(
            assessment=new_assessment(request.name or framework.name, framework, place.scope, place.period),
            framework=framework,
            sources=Sources(planner=SlotPlanner(models), live=live, logs=place.logs, manual=_manual(request)),
            stores=Stores(lake=lake, records=records, clock=utc_now),
            progress=progress,
            commit_every=request.commit_every,
        )
        summary = assess(job)
        signer = LocalSigner.open(data / "keys" / "report-signing.pem")
        write_report(request.report_dir, summary, lake, signer, progress)
    return summary, request.report_dir


def _framework(request: Request) -> tuple[Framework, BotocoreModels]:
    try:
        (framework,), models = frameworks_and_models([request.framework])
    except NotFoundError as error:
        raise InvalidError(Finding("--framework", f"{error}; or give the path of a framework file")) from error
    return framework, models


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where and when a request looks, with everything that was left unsaid filled in."""

    scope: Scope
    period: Period
    logs: CloudTrailFiles | None


def _placed(request: Request, sessions: Sessions | None, models: BotocoreModels) -> _Placed:
    logs = _logs(request, sessions)
    held = _holdings(request, logs) if logs and not sessions else None
    period = _period(request, held, utc_now())
    regions = _regions(request, sessions, held)
    if sessions:
        _refuse(sessions.check_regions(regions))
    else:
        _refuse(_check_names(request.regions, models))
    scope = Scope(accounts=_accounts(request, sessions, held), regions=regions)
    if sessions:
        _refuse(sessions.check_access(scope.accounts))
    if logs and not _has_files(logs, scope, period):
        raise _no_logs(request)
    return _Placed(scope, period, logs)


def _check_names(regions: Iterable[str], models: BotocoreModels) -> Iterator[Finding]:
    known = models.regions()
    for region in regions:
        if region not in known:
            yield Finding("--regions", f"{region} is no AWS region{nearest(region, known)}")


def _holdings(request: Request, logs: CloudTrailFiles) -> Holdings | None:
    """Return what the log files are of, where the request leaves that to them."""
    if request.accounts and request.regions and request.since and request.until:
        return None
    with _of_logs():
        held = logs.holds()
    if held.first_day is None:
        raise _no_logs(request)
    return held


def _has_files(logs: CloudTrailFiles, scope: Scope, period: Period) -> bool:
    with _of_logs():
        return next(logs.list_files(scope, period.since, period.until), None) is not None


@contextmanager
def _of_configuration() -> Iterator[None]:
    """Tell what botocore finds wrong with the user's AWS configuration: a profile that is not there, a broken file."""
    try:
        yield
    except BotoCoreError as error:
        raise InvalidError(Finding("AWS configuration", f"{error}: mend AWS_PROFILE or the files it reads")) from error


@contextmanager
def _of_logs() -> Iterator[None]:
    """Name the flag in what is wrong with a place of log files."""
    try:
        yield
    except InvalidError as error:
        raise InvalidError(*(Finding("--cloudtrail", str(finding)) for finding in error.findings)) from error


def _no_logs(request: Request) -> InvalidError:
    told = "no log file there in the S3 delivery layout (AWSLogs/ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/)"
    return InvalidError(
        Finding("--cloudtrail", f"{request.cloudtrail}: {told} for these accounts, regions and days: check the place")
    )


def _accounts(request: Request, sessions: Sessions | None, held: Holdings | None) -> tuple[AccountId, ...]:
    if request.accounts:
        return tuple(map(AccountId, request.accounts))
    if sessions:
        return (_own_account(sessions),)
    if held:
        return held.scope.accounts
    raise InvalidError(Finding("--accounts", "missing: name the accounts, 12 digits each, joined by commas"))


def _own_account(sessions: Sessions) -> AccountId:
    try:
        return sessions.own_account()
    except CredentialsError as error:
        raise InvalidError(Finding("credentials", str(error))) from error


def _regions(request: Request, sessions: Sessions | None, held: Holdings | None) -> tuple[Region, ...]:
    if request.regions:
        return tuple(map(Region, request.regions))
    if held and not sessions:
        return held.scope.regions
    configured = _configured_region(sessions.models) if sessions else ()
    if configured:
        return tuple(map(Region, configured))
    raise InvalidError(Finding("--regions", "missing: name the regions, joined by commas, or set AWS_REGION"))


def _period(request: Request, held: Holdings | None, now: datetime) -> Period:
    """Return the period asked for; what was left unsaid is whole days, so that it is the same all day long."""
    first_day, last_day = (held.first_day, held.last_day) if held else (None, None)
    until = request.until or _midnight(last_day or now.date()) + _DAY
    since = request.since or (_midnight(first_day) if first_day else until - _DEFAULT_SPAN)
    if since >= until:
        raise InvalidError(Finding("--since", f"{since:%Y-%m-%d} does not lie before --until {until:%Y-%m-%d}"))
    return Period(since, until, now)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC)


def _sessions(request: Request, models: BotocoreModels) -> Sessions:
    access = Access(
        role_name=request.role_name,
        external_id=request.external_id,
        partition=_partition(request, models),
        endpoint_url=request.endpoint_url,
        connections=request.concurrency,
    )
    return Sessions(access, models, utc_now)


def _partition(request: Request, models: BotocoreModels) -> str:
    """Return the partition that the regions lie in; whether they all do is checked where they are."""
    known = [region for region in request.regions or _configured_region(models) if region in models.regions()]
    return models.partition_of(known[0]) if known else "aws"


def _configured_region(models: BotocoreModels) -> tuple[str, ...]:
    region = models.new_session().get_config_variable("region")
    return (region,) if region else ()


def _logs(request: Request, sessions: Sessions | None) -> CloudTrailFiles | None:
    if not request.cloudtrail:
        return None
    if not request.cloudtrail.startswith("s3://") and not Path(request.cloudtrail).is_dir():
        told = f"{request.cloudtrail} is no folder: give a folder or s3://bucket/prefix"
        raise InvalidError(Finding("--cloudtrail", told))
    access = S3Access(
        endpoint_url=request.endpoint_url, role_arn=request.cloudtrail_role_arn, external_id=request.external_id
    )
    if sessions:
        access = replace(access, home=sessions.home("s3"))
    archive = open_archive(request.cloudtrail, access)
    logs = CloudTrailFiles(archive=archive, clock=utc_now, processes_count=os.cpu_count() or 1, preload=_READING_NEEDS)
    logs.prepare()
    return logs


def _open_lake(root: Path) -> IcebergLake:
    """Return the lake, which gets ready for its first commit while sources are asked."""
    lake = IcebergLake(root)
    Thread(target=_prepare, args=(lake,), daemon=True).start()
    return lake


def _prepare(lake: IcebergLake) -> None:
    # What is wrong with the lake is told by whoever uses it next.
    with suppress(StoreError):
        lake.prepare()


@contextmanager
def _live(request: Request, sessions: Sessions | None, data: Path) -> Iterator[LiveSource | None]:
    if sessions is None:
        yield None
        return
    limits = Limits(
        rate=Rate(initial=request.rate),
        patience=Patience(throttled=request.patience),
        concurrency=request.concurrency,
    )
    with closing(AwsSource(sessions, clock=utc_now, limits=limits, spool_folder=data)) as live:
        yield live


def _manual(request: Request) -> ManualFolder | None:
    return EvidenceFolder(request.manual) if request.manual else None


def _check(request: Request) -> None:
    findings = [
        Finding("--accounts", f"{account!r} is no account id: 12 digits, joined by commas")
        for account in request.accounts
        if not _ACCOUNT.fullmatch(account)
    ]
    if not _NAME.fullmatch(request.name):
        findings.append(Finding("--name", "at most 300 characters, without backslashes and control characters"))
    if request.endpoint_url and not _ENDPOINT.fullmatch(request.endpoint_url):
        findings.append(Finding("--endpoint-url", f"{request.endpoint_url} is no address: write http://host:port"))
    _refuse([*findings, *_check_period(request, utc_now()), *_check_places(request)])


def _check_period(request: Request, now: datetime) -> Iterator[Finding]:
    since, until = request.since, request.until
    if since and since < _CLOUDTRAIL_BEGAN:
        yield Finding("--since", f"{since:%Y-%m-%d} lies before 2013, when CloudTrail began: give a later day")
    if since and since >= now:
        yield Finding("--since", f"{since:%Y-%m-%d} lies in the future: give a day that has begun")
    if until and until - now > _FURTHEST_AHEAD:
        yield Finding("--until", f"{until:%Y-%m-%d} lies more than a year ahead: give an earlier day")


def _check_places(request: Request) -> Iterator[Finding]:
    is_in_bucket = request.cloudtrail.startswith("s3://")
    if request.manual and not request.manual.is_dir():
        yield Finding("--manual", f"{request.manual} is no folder: give one that holds the files")
    if request.data_dir and request.data_dir.exists() and not request.data_dir.is_dir():
        yield Finding("--data-dir", f"{request.data_dir} is no folder: choose another place")
    if request.offline and not request.cloudtrail and not request.manual:
        yield Finding("--offline", "nothing to read: give --cloudtrail or --manual as well")
    if request.offline and is_in_bucket:
        yield Finding("--cloudtrail", "an s3:// address needs AWS: take off --offline, or copy the files")
    elif is_in_bucket and not _BUCKET.fullmatch(request.cloudtrail):
        yield Finding("--cloudtrail", f"{request.cloudtrail} names no bucket: write s3://bucket/prefix")


def _check_writable(flag: str, folder: Path) -> None:
    """Try out the place where `folder` is or will be: what the rights say is not all that decides."""
    place = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    try:
        TemporaryDirectory(prefix=".probative-", dir=place).cleanup()
    except OSError as error:
        told = f"{place} cannot be written ({error.strerror or error}): choose another place, or mend its rights"
        raise InvalidError(Finding(flag, told)) from error


def _refuse(findings: Iterable[Finding]) -> None:
    findings = tuple(findings)
    if findings:
        raise InvalidError(*findings)
