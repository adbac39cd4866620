"""Buckets to keep files in: one of moto's S3 server, and one of any S3 service that the environment names.

The second is for the suite marked `ceph`; CONTRIBUTING.md says how to run it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import uuid4

import boto3
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer

from probative.objects.obstore_files import S3Place

KEYS = S3Place("us-east-1", "", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
_PREFIX = "PROBATIVE_TEST_S3_"
_NEEDED = ("ENDPOINT_URL", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY")
EITHER = ["moto", pytest.param("ceph", marks=pytest.mark.ceph)]
"""Parameters of a fixture that gives a bucket."""


class Bucket(NamedTuple):
    """A bucket that is there, and how it is reached."""

    name: str
    place: S3Place

    def client(self, service: str = "s3") -> Any:
        return boto3.client(
            service,
            endpoint_url=self.place.endpoint_url,
            region_name=self.place.region,
            aws_access_key_id=self.place.access_key_id,
            aws_secret_access_key=self.place.secret_access_key,
            config=Config(s3={"addressing_style": "path"}),
        )

    def below(self, prefix: str) -> str:
        """Return the address of a prefix in it."""
        return f"s3://{self.name}/{prefix}"

    def settings(self, prefix: str) -> dict[str, str]:
        """Return the environment of a server that keeps its files there."""
        return {
            "PROBATIVE_OBJECTS_URL": self.below(prefix),
            "PROBATIVE_OBJECTS_ENDPOINT_URL": self.place.endpoint_url,
            "PROBATIVE_REGION": self.place.region,
            "AWS_ACCESS_KEY_ID": self.place.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.place.secret_access_key,
        }


@contextmanager
def opened(which: str) -> Iterator[Bucket]:
    """Give a new bucket of moto's server, or of the service that the environment names; without one, skip."""
    if which == "moto":
        with moto_bucket() as bucket:
            yield bucket
    else:
        with named_bucket() as bucket:
            yield bucket


@contextmanager
def moto_bucket() -> Iterator[Bucket]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    bucket = Bucket("kept", KEYS._replace(endpoint_url=f"http://{host}:{port}"))
    bucket.client().create_bucket(Bucket=bucket.name)
    try:
        yield bucket
    finally:
        server.stop()


@contextmanager
def named_bucket() -> Iterator[Bucket]:
    """Give a bucket that is made, and removed at the end with all that is in it."""
    told = {name: os.environ.get(_PREFIX + name, "") for name in (*_NEEDED, "REGION")}
    if missing := [_PREFIX + name for name in _NEEDED if not told[name]]:
        pytest.skip(f"needs an S3 service: set {', '.join(missing)}")
    place = S3Place(
        told["REGION"] or "us-east-1", told["ENDPOINT_URL"], told["ACCESS_KEY_ID"], told["SECRET_ACCESS_KEY"]
    )
    bucket = Bucket(f"probative-{uuid4().hex[:12]}", place)
    client = bucket.client()
    client.create_bucket(Bucket=bucket.name)
    try:
        yield bucket
    finally:
        for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket.name):
            for each in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                client.delete_object(Bucket=bucket.name, Key=each["Key"], VersionId=each["VersionId"])
        client.delete_bucket(Bucket=bucket.name)
