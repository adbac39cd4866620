"""Start and end the simulated organization: a child process that never outlives its parent."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from probative_demo.places import (
    ACCOUNTS,
    ADMIN_KEYS,
    EXTERNAL_ID,
    MANAGEMENT,
    REGIONS,
    ROLE_NAME,
    SECRET_KEY,
    TRAIL_BUCKET,
    start_of_day,
)

HISTORY_DAYS: Final = 7
_END_SECONDS: Final = 5


class StartError(Exception):
    """The organization could not be started: the port is taken, or the child ended early."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """An organization that answers, and all that one needs to audit it."""

    endpoint_url: str
    accounts: tuple[str, ...]
    regions: tuple[str, ...]
    role_name: str
    external_id: str
    cloudtrail_url: str
    access_key_id: str
    secret_access_key: str
    since: datetime
    until: datetime
    """`[since, until)`: the history, and the whole of today, so that what happens now is within."""
    pid: int


@contextmanager
def start(port: int = 0, *, host: str = "127.0.0.1", now: datetime | None = None) -> Iterator[Running]:
    """Run the organization in a child process while the block runs; `port` 0 takes any free one.

    The child watches its standard input and ends when this process does, in whichever way.

    Raises:
        StartError: It did not come up; it says why.
    """
    moment = now or datetime.now(UTC)
    command = [sys.executable, "-m", "probative_demo.process", "--host", host, "--port", str(port)]
    if now:
        command += ["--now", now.isoformat()]
    # A session of its own: Ctrl-C in a terminal is for us, who end the child in good order.
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        yield _running(child, moment)
    finally:
        _end(child)


def _running(child: subprocess.Popen[str], now: datetime) -> Running:
    said = child.stdout.readline() if child.stdout else ""
    try:
        told = json.loads(said)
    except ValueError as error:
        raise StartError("the simulated organization ended before it answered") from error
    if "error" in told:
        raise StartError(told["error"])
    return describe(str(told["endpoint_url"]), now, child.pid)


def describe(endpoint_url: str, now: datetime, pid: int) -> Running:
    """Return what a client needs to know of the organization that answers at `endpoint_url`."""
    start_day = start_of_day(now)
    return Running(
        endpoint_url=endpoint_url,
        accounts=tuple(ACCOUNTS.values()),
        regions=REGIONS,
        role_name=ROLE_NAME,
        external_id=EXTERNAL_ID,
        cloudtrail_url=f"s3://{TRAIL_BUCKET}/",
        access_key_id=ADMIN_KEYS[MANAGEMENT],
        secret_access_key=SECRET_KEY,
        since=start_day - timedelta(days=HISTORY_DAYS),
        until=start_day + timedelta(days=1),
        pid=pid,
    )


def _end(child: subprocess.Popen[str]) -> None:
    with suppress(BrokenPipeError):
        if child.stdin:
            child.stdin.close()
    try:
        child.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdout:
        child.stdout.close()
