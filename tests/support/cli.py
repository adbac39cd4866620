"""The real command in a process of its own, in an environment of which every variable is known."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import environ
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory
from typing import IO

ROOT = Path(__file__).parents[2]
WAIT_SECONDS = 120
_NO_AWS = {"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def errors(self) -> list[str]:
        """What was told as an error, a line each, without the tool's name."""
        return [line.removeprefix("probative: ") for line in self.err.splitlines() if line.startswith("probative: ")]


class Forks:
    """Runs commands as forks of processes that have imported the tool: see `tests.support.tool_server`."""

    def __init__(self, servers: Sequence[subprocess.Popen[str]]) -> None:
        self._idle: Queue[subprocess.Popen[str]] = Queue()
        for server in servers:
            self._idle.put(server)

    def run(self, arguments: Sequence[object], home: Path, variables: Mapping[str, str]) -> Ended:
        server = self._idle.get(timeout=WAIT_SECONDS)
        try:
            with TemporaryDirectory() as said:
                request = {"arguments": [*map(str, arguments)], "home": str(home), "variables": dict(variables)}
                assert server.stdin
                assert server.stdout
                server.stdin.write(json.dumps(request | {"said": said}) + "\n")
                server.stdin.flush()
                code = int(server.stdout.readline())
                return Ended(code, (Path(said) / "out").read_text(), (Path(said) / "err").read_text())
        finally:
            self._idle.put(server)


@contextmanager
def forks(count: int) -> Iterator[Forks]:
    """Start `count` processes that run commands, and end them with the block."""
    command = [sys.executable, "-m", "tests.support.tool_server"]
    servers = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(count)
    ]
    try:
        yield Forks(servers)
    finally:
        for server in servers:
            server.communicate(timeout=WAIT_SECONDS)


@dataclass(frozen=True, slots=True)
class Tool:
    """`probative`, run in `home`: its working folder, and where data and cache lie unless an argument says else."""

    home: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    forks: Forks | None = None
    """Who runs the command; None: an interpreter of its own, a second slower."""

    def __call__(self, *arguments: object) -> Ended:
        if self.forks:
            return self.forks.run(arguments, self.home, self._environment())
        done = subprocess.run(
            self._command(arguments),
            cwd=self.home,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=WAIT_SECONDS,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """Start the command in a process group of its own; its progress comes on standard error."""
        return subprocess.Popen(
            self._command(arguments),
            cwd=self.home,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def _command(self, arguments: Sequence[object]) -> list[str]:
        return [sys.executable, "-m", "probative", *map(str, arguments)]

    def _environment(self) -> dict[str, str]:
        places = {
            "HOME": str(self.home),
            "PROBATIVE_DATA_DIR": str(self.home / "data"),
            "PROBATIVE_CACHE_DIR": str(self.home / "cache"),
        }
        return {"PATH": environ["PATH"], **places, **_NO_AWS, **self.variables}


def read_until(stream: IO[str], is_last: Callable[[str], bool]) -> list[str]:
    """Return the lines of `stream` up to the first for which `is_last` holds, or its end."""
    lines = []
    for line in stream:
        lines.append(line.rstrip("\n"))
        if is_last(lines[-1]):
            break
    return lines
