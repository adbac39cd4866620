"""The two servers that are measured, each alone on the first processor with all its threads."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.server_bare import PORT
from benchmarks.server_load import signed_request
from tests.support import server_process
from tests.support.server_process import Running

FIRST: Final = frozenset({0})
"""The processor of the servers; the client has the others."""
_URL: Final = f"http://127.0.0.1:{PORT}"
_START_SECONDS: Final = 20.0


class Side(NamedTuple):
    """A server that is measured: where it answers, and its process."""

    url: str
    process_id: int


@contextmanager
def serving(folder: Path) -> Iterator[Running]:
    """Run `probative serve` over `folder`, not collecting."""
    ours = os.sched_getaffinity(0)
    os.sched_setaffinity(0, FIRST)
    with server_process.serving(folder, PROBATIVE_COLLECT="false") as running:
        os.sched_setaffinity(0, ours)
        yield running


@contextmanager
def serving_bare(running: Running, targets: Iterable[str]) -> Iterator[Side]:
    """Run the bare application on what the server answers to `targets`."""
    told = {"key": running.key, "recorded": {target: _recorded(running, target) for target in targets}}
    command = [sys.executable, "-m", "benchmarks.server_bare"]
    ours = os.sched_getaffinity(0)
    os.sched_setaffinity(0, FIRST)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        os.sched_setaffinity(0, ours)
        try:
            if process.stdin:
                process.stdin.write(json.dumps(told))
                process.stdin.close()
            _wait()
            yield Side(_URL, process.pid)
        finally:
            process.terminate()


def _recorded(running: Running, target: str) -> str:
    lines = signed_request(running.url, target, running.key, running.told["region"]).decode().split("\r\n")[1:-2]
    headers = dict(line.split(": ", 1) for line in lines)
    with urllib.request.urlopen(urllib.request.Request(running.url + target, headers=headers)) as answer:
        body: bytes = answer.read()
    return body.decode()


def _wait() -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(_URL, timeout=1).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{_URL} does not answer")
