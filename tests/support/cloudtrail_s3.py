"""An S3 endpoint that gives one answer to all: the wrong one."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
from botocore.config import Config


@dataclass(frozen=True)
class KeyedAccess:
    """A way to S3 that brings its own keys: processes started before a test set its environment do not see that."""

    endpoint: str

    def __call__(self, connections: int) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
            config=Config(max_pool_connections=connections),
        )


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is answered: an error of S3, or a body that is shorter than announced, after a while."""

    status: int
    code: str = ""
    body: bytes = b""
    announced_bytes: int | None = None
    delay: timedelta = timedelta()

    @property
    def content(self) -> bytes:
        error = f"<Error><Code>{self.code}</Code><Message>told by a test</Message></Error>"
        return error.encode() if self.code else self.body


class FaultyS3(ThreadingHTTPServer):
    """Answers every GET with `fault`."""

    daemon_threads = True
    fault = Fault(status=500)

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: FaultyS3

    def do_GET(self) -> None:
        fault = self.server.fault
        time.sleep(fault.delay.total_seconds())
        self.send_response(fault.status)
        self.send_header("Content-Length", str(fault.announced_bytes or len(fault.content)))
        self.end_headers()
        self.wfile.write(fault.content)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving_faults() -> Iterator[FaultyS3]:
    """Serve until the end of the block."""
    with FaultyS3() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
