"""`probative serve` as a process of its own, reached from outside like any server."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

_START_SECONDS = 60
_END_SECONDS = 30
_ANSWERS = re.compile(r"^Probative answers at (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Running:
    """A server that answers; `told` is what its first start said."""

    process: "subprocess.Popen[bytes]"
    data_dir: Path
    told: Mapping[str, str]

    @property
    def url(self) -> str:
        return self.told["url"]

    @property
    def key(self) -> tuple[str, str]:
        """The administrator's access key: its id and its secret."""
        return self.told["access_key_id"], self.told["secret_access_key"]

    @property
    def environment(self) -> dict[str, str]:
        """What an AWS client needs to find it and sign for it, and nothing that leads it elsewhere."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PROBATIVE_"))}
        return kept | {
            "AWS_ACCESS_KEY_ID": self.told["access_key_id"],
            "AWS_SECRET_ACCESS_KEY": self.told["secret_access_key"],
            "AWS_REGION": self.told["region"],
            "AWS_DEFAULT_REGION": self.told["region"],
            "AWS_ENDPOINT_URL_AUDITMANAGER": self.url,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def client(self, **more: Any) -> Any:
        """Return a boto3 client of the administrator."""
        return boto3.client(
            "auditmanager",
            endpoint_url=self.url,
            region_name=self.told["region"],
            aws_access_key_id=self.told["access_key_id"],
            aws_secret_access_key=self.told["secret_access_key"],
            **more,
        )

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the native API as the administrator, signed as boto3 signs."""
        content = b"" if body is None else json.dumps(body).encode()
        request = AWSRequest(method, self.url + path, data=content, headers={"content-type": "application/json"})
        SigV4Auth(Credentials(*self.key), "auditmanager", self.told["region"]).add_auth(request)
        asked = urllib.request.Request(self.url + path, content or None, dict(request.headers), method=method)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.loads(answer.read())

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def serving(
    data_dir: Path, *, port: int = 0, told: Mapping[str, str] | None = None, **settings: str
) -> Iterator[Running]:
    """Start a server over `data_dir` and end it; `told` is what an earlier start over it said."""
    bootstrap = data_dir / "bootstrap.json"
    data_dir.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PROBATIVE_"))}
    environment |= {"PROBATIVE_CACHE_DIR": str(data_dir / "cache"), "AWS_EC2_METADATA_DISABLED": "true", **settings}
    command = [sys.executable, "-m", "probative", "serve", "--port", str(port), "--data-dir", str(data_dir)]
    log = data_dir / "server.log"
    log.unlink(missing_ok=True)
    with log.open("wb") as said:
        process = subprocess.Popen(
            [*command, "--bootstrap-json", str(bootstrap)], env=environment, stdout=said, stderr=said
        )
    try:
        url = _ready(process, log)
        yield Running(process, data_dir, {**(told or json.loads(bootstrap.read_text())), "url": url})
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def _ready(process: "subprocess.Popen[bytes]", log: Path) -> str:
    """Return where the server answers, once it says so."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = _ANSWERS.search(log.read_text())
        if found:
            return found[1]
        time.sleep(0.05)
    raise AssertionError(f"the server did not start: {log.read_text()}")
