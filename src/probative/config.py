"""The only reader of the environment."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

from probative.domain.errors import Finding, InvalidError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment says; AWS's own variables are botocore's business."""

    data_dir: Path
    """`PROBATIVE_DATA_DIR`: lake, records and signing key; else `probative` under the user's data folder."""
    cache_dir: Path
    """`PROBATIVE_CACHE_DIR`: what can be made anew; else `probative` under the user's cache folder."""
    columns: int | None
    """`COLUMNS`: how wide text may be; None: as wide as the terminal."""


def read_settings() -> Settings:
    """Return the settings of this process."""
    home = Path(os.environ.get("HOME", "~")).expanduser()
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share") / "probative"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "probative"
    columns = os.environ.get("COLUMNS", "")
    return Settings(
        data_dir=Path(os.environ.get("PROBATIVE_DATA_DIR") or data),
        cache_dir=Path(os.environ.get("PROBATIVE_CACHE_DIR") or cache),
        columns=int(columns) if columns.isdigit() else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """How `probative serve` runs; each field is a variable `PROBATIVE_<FIELD>`, empty as if it were not there."""

    host: str = "127.0.0.1"
    port: int = 8080
    data_dir: Path = Path()
    database_url: str = ""
    """`postgresql://user:password@host/name`; empty: a SQLite file in the data folder."""
    objects_url: str = ""
    """`s3://bucket/prefix` for reports and evidence files; empty: a folder in the data folder."""
    objects_endpoint_url: str = ""
    """Another S3 service than AWS's."""
    public_url: str = ""
    """How clients reach the server, where that differs from what they ask for: `https://audit.example.com`."""
    account_id: str = "000000000000"
    """The account that the server speaks for."""
    region: str = "us-east-1"
    """The region of its ARNs and signatures."""
    frameworks: tuple[str, ...] = ()
    """Framework files or folders of one's own, beside the shipped ones; they appear as standard frameworks."""
    collect: bool = True
    """Whether this server collects; it makes reports in any case."""
    collect_regions: tuple[str, ...] = ()
    """Where new assessments collect; empty: in `region`."""
    role_name: str = ""
    external_id: str = ""
    cloudtrail: str = ""
    """Log files: `s3://bucket/prefix`, or a folder in the S3 delivery layout."""
    cloudtrail_role_arn: str = ""
    cloudtrail_queue_url: str = ""
    """SQS queue that is told of new log files, and of changes in AWS Config and Security Hub."""
    changes_every_minutes: str = "5"
    """How often AWS Config and Security Hub are asked whether they have anything new to say; 0: when the queue tells.
    """
    event_bus: str = ""
    """Name or ARN of an EventBridge bus that is told of what happens to assessments; empty: none is."""
    endpoint_url: str = ""
    """Ask this address instead of AWS (a simulated organization)."""
    unregistered_library: bool = False
    """Whether frameworks and controls can be read while the account is not registered."""
    quotas: tuple[str, ...] = ()
    """`name=count`, say `active_assessments=500`: how much there may be, in place of Audit Manager's limit."""
    keep_deleted_days: str = "30"
    """How long the evidence of a deleted assessment stays in the lake; `forever`: nothing is ever removed from it."""
    secret_key: str = ""
    """32 bytes in base64 that seal access keys and sign tokens; empty: a key file in the data folder."""
    kms_key_id: str = ""
    """AWS KMS key (ARN, id or `alias/name`) that wraps the key that seals; empty: a key of one's own, as above."""
    kms_endpoint_url: str = ""
    """Another KMS than AWS's."""
    policy_dir: str = ""
    """Cedar policies of one's own beside the shipped ones."""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_groups_claim: str = "groups"
    oidc_group_roles: tuple[str, ...] = ()
    """`group=standing` or `group=role ARN`, say `auditors=auditor`."""


def read_server_settings(**given: object) -> ServerSettings:
    """Return the settings of a server: those `given` (None: not given), else the environment's, else the defaults.

    Raises:
        InvalidError: A variable holds what it cannot mean; every finding names one.
    """
    values: dict[str, object] = {"data_dir": read_settings().data_dir}
    findings = []
    for each in fields(ServerSettings):
        name = f"PROBATIVE_{each.name.upper()}"
        if text := os.environ.get(name, ""):
            try:
                values[each.name] = _READERS[str(each.type)](text)
            except ValueError as error:
                findings.append(Finding(name, f"{error}"))
    if findings:
        raise InvalidError(*findings)
    return ServerSettings(**values | {name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]  # each reader returns its field's type


def _port_of(text: str) -> int:
    if not text.isdigit() or not 0 <= int(text) <= _HIGHEST_PORT:
        raise ValueError(f"{text!r} is no port: write a number from 0 to {_HIGHEST_PORT}")
    return int(text)


def _truth_of(text: str) -> bool:
    if text.lower() not in _TRUTHS:
        raise ValueError(f"{text!r} is neither true nor false")
    return _TRUTHS[text.lower()]


def _list_of(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


_HIGHEST_PORT: Final = 65_535
_TRUTHS: Final = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "<class 'str'>": str,
    "<class 'int'>": _port_of,
    "<class 'bool'>": _truth_of,
    "<class 'pathlib.Path'>": Path,
    "tuple[str, ...]": _list_of,
}
