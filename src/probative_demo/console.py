"""The console on the simulated organization: the product's own server, over the data of the main job."""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from probative_demo.client import Client
from probative_demo.environment import environment_of
from probative_demo.furnishing import furnish
from probative_demo.organization import Running
from probative_demo.people import PEOPLE, draw_passwords
from probative_demo.places import MANAGEMENT

HOST: Final = "127.0.0.1"
"""Nobody else reaches it: its users and passwords are for trying it out."""
_PORTS_TRIED: Final = 20
_START_SECONDS: Final = 90
_END_SECONDS: Final = 5
"""How long the server may take to end: what is killed after that loses nothing."""
_LOOK_EVERY_SECONDS: Final = 0.1


class ServeError(Exception):
    """The server does not answer; it says where its log is."""


def serve_console(running: Running, folder: Path, port: int) -> None:
    """Serve the console over what the main job left in `folder`, until somebody interrupts.

    Raises:
        ServeError: The server does not start, or ends by itself.
        RefusedError: It could not be made ready for visitors.
    """
    passwords = draw_passwords()
    with _server(running, folder, free_port(port)) as server:
        told = _first_said(server, folder)
        furnish(Client(told=told), passwords)
        _keep(folder / "sign-in.json", {"url": told["url"], "passwords": passwords})
        sys.stdout.write(_welcome(told["url"], passwords, running, asked_port=port))
        sys.stdout.flush()
        server.wait()
    raise ServeError(f"the server has ended; its log is {folder / 'server.log'}")


def free_port(port: int) -> int:
    """Return `port`, or the first free one after it.

    Raises:
        ServeError: None of the next ones is free either.
    """
    for tried in range(port, min(port + _PORTS_TRIED, 65_536)):
        with socket.socket() as bound:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                bound.bind((HOST, tried))
                return int(bound.getsockname()[1])
    raise ServeError(f"the ports from {port} on are taken: choose another --port, or 0 for any free one")


@contextmanager
def _server(running: Running, folder: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    command = [
        *(sys.executable, "-m", "probative_demo.serving"),
        *("--host", HOST, "--port", str(port)),
        *("--data-dir", str(folder / "data")),
        *("--bootstrap-json", str(_bootstrap(folder))),
    ]
    with (folder / "server.log").open("wb") as log:
        # A session of its own: Ctrl-C in a terminal is for us, who end the child in good order.
        child = subprocess.Popen(
            command, env=_environment(running), stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield child
    finally:
        _end(child)


def _environment(running: Running) -> dict[str, str]:
    return environment_of(running) | {
        "PROBATIVE_ACCOUNT_ID": MANAGEMENT,
        "PROBATIVE_REGION": running.regions[0],
        "PROBATIVE_COLLECT_REGIONS": ",".join(running.regions),
        "PROBATIVE_ENDPOINT_URL": running.endpoint_url,
        "PROBATIVE_ROLE_NAME": running.role_name,
        "PROBATIVE_EXTERNAL_ID": running.external_id,
        "PROBATIVE_CLOUDTRAIL": running.cloudtrail_url,
    }


def _first_said(server: "subprocess.Popen[bytes]", folder: Path) -> Mapping[str, str]:
    """Return what the first start of the server says, once it answers."""
    until = time.monotonic() + _START_SECONDS
    path = _bootstrap(folder)
    while server.poll() is None and time.monotonic() < until:
        if path.is_file():
            told: Mapping[str, str] = json.loads(path.read_text())
            if _is_ready(told["url"]):
                # It has the administrator's first password, which is about to be another.
                path.unlink()
                return told
        time.sleep(_LOOK_EVERY_SECONDS)
    raise ServeError(f"the server does not start; its log is {folder / 'server.log'}")


def _bootstrap(folder: Path) -> Path:
    return folder / "bootstrap.json"


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _keep(path: Path, told: object) -> None:
    path.touch(mode=0o600)
    path.write_text(json.dumps(told, indent=2) + "\n")


def _end(child: "subprocess.Popen[bytes]") -> None:
    with suppress(BrokenPipeError):
        if child.stdin:
            child.stdin.close()
    try:
        child.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _welcome(url: str, passwords: Mapping[str, str], running: Running, *, asked_port: int) -> str:
    width = max(len(person.name) for person in PEOPLE)
    lines = [
        "",
        f"The console is at {url}/console/ and goes on collecting from the simulated organization.",
        *([f"Port {asked_port} is taken."] if asked_port and not url.endswith(f":{asked_port}") else []),
        "",
        "Sign in as one of these; the passwords are of this run only:",
        "",
        *(f"  {person.name:<{width}}  {passwords[person.name]}  {person.what}" for person in PEOPLE),
        "",
        "Make something happen with any AWS client, in another shell, and find it as evidence a minute later:",
        "",
        f"  export AWS_ENDPOINT_URL={running.endpoint_url} AWS_DEFAULT_REGION={running.regions[0]}",
        f"  export AWS_ACCESS_KEY_ID={running.access_key_id} AWS_SECRET_ACCESS_KEY={running.secret_access_key}",
        "",
        "Ctrl-C ends everything.",
        "",
    ]
    return "\n".join(lines)
