"""The child process: bind, build, say where, answer until standard input ends.

`python -m probative_demo.process --host 127.0.0.1 --port 0` writes one line of JSON once it answers.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Thread

from probative_demo.listening import Server
from probative_demo.server import Application
from probative_demo.simulation import make_simulation


def clock_from(now: datetime | None) -> Callable[[], datetime]:
    """Return a clock that runs, and that starts at `now`; None: the machine's."""
    if now is None:
        return lambda: datetime.now(UTC)
    ahead = now - datetime.now(UTC)
    return lambda: datetime.now(UTC) + ahead


def main() -> int:
    """Run until standard input ends."""
    parser = argparse.ArgumentParser(prog="probative_demo.process")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--now", type=datetime.fromisoformat, default=None)
    asked = parser.parse_args()
    simulation = make_simulation(clock_from(asked.now))
    try:
        server = Server(asked.host, asked.port, Application(simulation).reply)
    except OSError as error:
        _say({"error": f"cannot listen on {asked.host}:{asked.port}: {error.strerror}"})
        return 2
    Thread(target=simulation.delivery.run, args=(Event(),), daemon=True).start()
    Thread(target=_end_with_parent, daemon=True).start()
    _say({"endpoint_url": f"http://{asked.host}:{server.port}"})
    server.serve_forever()
    return 0


def _say(told: dict[str, str]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    """End this process at once when whoever holds the other end of standard input lets go."""
    while sys.stdin.buffer.read(1):
        pass
    os._exit(0)


if __name__ == "__main__":
    raise SystemExit(main())
