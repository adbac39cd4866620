"""What can be wrong with the settings of a server, found before anything is opened."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from probative.config import ServerSettings
from probative.domain.errors import Finding, InvalidError
from probative.sources.aws.models import BotocoreModels

_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_ADDRESS: Final = re.compile(r"https?://[^/\s]+(/\S*)?")
_DATABASES: Final = ("postgresql://", "postgresql+psycopg://")
_BUCKET: Final = "s3://"
_MINUTES: Final = re.compile("[0-9]|[1-9][0-9]{1,2}|1[0-3][0-9]{2}|14[0-3][0-9]|1440")
_DAYS: Final = re.compile("[0-9]{1,5}")
FOREVER: Final = "forever"
_KMS_KEY: Final = re.compile(
    r"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key/[A-Za-z0-9-]+|alias/[A-Za-z0-9/_-]+)"
    r"|alias/[A-Za-z0-9/_-]+|[A-Za-z0-9-]{1,64}"
)
"""Source: AWS KMS API reference, `KeyId` of `DescribeKey`."""

_BUS: Final = re.compile(r"(arn:aws[a-z-]*:events:[a-z0-9-]+:[0-9]{12}:event-bus/)?[/._A-Za-z0-9-]{1,256}")
"""Source: Amazon EventBridge API reference, `EventBusName` of `PutEvents`."""


def check(settings: ServerSettings, models: BotocoreModels) -> None:
    """Return if the settings can be used, as far as can be told without opening anything.

    Raises:
        InvalidError: They cannot; every finding names a variable.
    """
    findings = (
        *_check_places(settings),
        *_check_aws_names(settings),
        *_check_minutes(settings),
        *_check_addresses(settings),
        *_check_regions(settings, models),
    )
    if findings:
        raise InvalidError(*findings)


def _check_places(settings: ServerSettings) -> Iterator[Finding]:
    if not _ACCOUNT.fullmatch(settings.account_id):
        yield Finding("PROBATIVE_ACCOUNT_ID", f"{settings.account_id} is no account id: 12 digits")
    if settings.database_url and not settings.database_url.startswith(_DATABASES):
        yield Finding("PROBATIVE_DATABASE_URL", "must begin with postgresql://")
    if settings.objects_url and not settings.objects_url.startswith(_BUCKET):
        yield Finding("PROBATIVE_OBJECTS_URL", f"{settings.objects_url} names no bucket: write s3://bucket/prefix")
    logs = settings.cloudtrail
    if logs and not logs.startswith(_BUCKET) and not Path(logs).is_dir():
        yield Finding("PROBATIVE_CLOUDTRAIL", f"{logs} is no folder: give a folder or s3://bucket/prefix")
    if settings.keep_deleted_days != FOREVER and not _DAYS.fullmatch(settings.keep_deleted_days):
        told = f"{settings.keep_deleted_days} is no number of days: write 0 to 99999, or {FOREVER}"
        yield Finding("PROBATIVE_KEEP_DELETED_DAYS", told)
    if settings.policy_dir and not Path(settings.policy_dir).is_dir():
        yield Finding("PROBATIVE_POLICY_DIR", f"{settings.policy_dir} is no folder")


def _check_aws_names(settings: ServerSettings) -> Iterator[Finding]:
    if settings.kms_key_id and not _KMS_KEY.fullmatch(settings.kms_key_id):
        yield Finding("PROBATIVE_KMS_KEY_ID", f"{settings.kms_key_id} is no KMS key: write its ARN, id or alias/NAME")
    if settings.event_bus and not _BUS.fullmatch(settings.event_bus):
        yield Finding("PROBATIVE_EVENT_BUS", f"{settings.event_bus} is no event bus: write its name or ARN")


def _check_minutes(settings: ServerSettings) -> Iterator[Finding]:
    if not _MINUTES.fullmatch(settings.changes_every_minutes):
        told = f"{settings.changes_every_minutes} is no number of minutes: write 1 to 1440, or 0 for never"
        yield Finding("PROBATIVE_CHANGES_EVERY_MINUTES", told)


def _check_addresses(settings: ServerSettings) -> Iterator[Finding]:
    addresses = {
        "PROBATIVE_PUBLIC_URL": settings.public_url,
        "PROBATIVE_ENDPOINT_URL": settings.endpoint_url,
        "PROBATIVE_OBJECTS_ENDPOINT_URL": settings.objects_endpoint_url,
        "PROBATIVE_KMS_ENDPOINT_URL": settings.kms_endpoint_url,
        "PROBATIVE_OIDC_ISSUER": settings.oidc_issuer,
    }
    for name, address in addresses.items():
        if address and not _ADDRESS.fullmatch(address):
            yield Finding(name, f"{address} is no address: write https://host")
    if settings.oidc_issuer and not settings.oidc_client_id:
        yield Finding("PROBATIVE_OIDC_CLIENT_ID", "is missing: name the client that this server is at the provider")


def _check_regions(settings: ServerSettings, models: BotocoreModels) -> Iterator[Finding]:
    known = models.regions()
    named = [("PROBATIVE_REGION", settings.region)]
    named += [("PROBATIVE_COLLECT_REGIONS", region) for region in settings.collect_regions]
    for name, region in named:
        if region not in known:
            yield Finding(name, f"{region} is no AWS region")
