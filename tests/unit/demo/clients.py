"""boto3 clients of the running organization, for its tests."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from threading import Lock
from typing import Any

import botocore.session
from botocore.config import Config

from probative_demo import organization
from probative_demo.organization import Running
from probative_demo.places import ACCOUNTS, ADMIN_KEYS, EXTERNAL_ID, SECRET_KEY, TRAIL_BUCKET

_SESSION = botocore.session.Session()
"""Shared by all clients, each with keys of its own: making a session and reading the service models is slow."""
_MAKING = Lock()
"""A session makes one client at a time."""
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


class Clients:
    """Clients of one organization, as the reader in an account, or as its administrator."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.reader = cache(self._reader)
        self.impatient = cache(self._impatient)
        self._session = cache(self._assume)

    def admin(self, name: str, service: str, region: str = "us-east-1") -> Any:
        """Return a client with the keys of the account's administrator."""
        return self.keyed(ADMIN_KEYS[ACCOUNTS[name]], service, region)

    def keyed(self, access_key: str, service: str, region: str = "us-east-1", **session: str) -> Any:
        """Return a client with any access key; `secret`, `token`, and how many `attempts` it makes."""
        config = Config(
            retries={"total_max_attempts": int(session.get("attempts", "4")), "mode": "standard"},
            s3={"addressing_style": "path"},
        )
        with _MAKING:
            return _SESSION.create_client(
                service,
                region,
                endpoint_url=self.running.endpoint_url,
                aws_access_key_id=access_key,
                aws_secret_access_key=session.get("secret", SECRET_KEY),
                aws_session_token=session.get("token"),
                config=config,
            )

    def trail_files(self) -> dict[str, bytes]:
        """Return the log files of the trail, by key."""
        s3 = self.admin("security", "s3")
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=TRAIL_BUCKET)
        keys = [each["Key"] for page in pages for each in page["Contents"]]
        return {key: s3.get_object(Bucket=TRAIL_BUCKET, Key=key)["Body"].read() for key in keys}

    def trail_records(self) -> Iterator[dict[str, Any]]:
        """Yield the records of all whole log files."""
        for body in self.trail_files().values():
            with suppress(EOFError):
                yield from json.loads(gzip.decompress(body))["Records"]

    def trail_events(self) -> Iterator[tuple[str, str]]:
        """Yield source and name of all that the trail holds."""
        for record in self.trail_records():
            yield record["eventSource"], record["eventName"]

    def _reader(self, name: str, service: str, region: str = "us-east-1") -> Any:
        keys = self._session(ACCOUNTS[name])
        return self.keyed(
            keys["AccessKeyId"], service, region, secret=keys["SecretAccessKey"], token=keys["SessionToken"]
        )

    def _impatient(self, name: str, service: str, region: str = "us-east-1") -> Any:
        """Return a reader's client that asks once."""
        keys = self._session(ACCOUNTS[name])
        session = {"secret": keys["SecretAccessKey"], "token": keys["SessionToken"], "attempts": "1"}
        return self.keyed(keys["AccessKeyId"], service, region, **session)

    def _assume(self, account: str) -> Any:
        sts = self.admin("security", "sts")
        arn = f"arn:aws:iam::{account}:role/{self.running.role_name}"
        return sts.assume_role(RoleArn=arn, RoleSessionName="probative", ExternalId=EXTERNAL_ID)["Credentials"]


@contextmanager
def organization_at(now: datetime = NOW) -> Iterator[Clients]:
    """Run an organization on the day of `now`."""
    with organization.start(now=now) as running:
        yield Clients(running)
