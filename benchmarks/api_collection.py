"""API collection keeps up with what AWS allows: 10,000 resources over 60 calls, a token bucket per service."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from benchmarks.api_account import KINDS, RATES, RESOURCES

_TIME_AT_MOST: Final = 1.3
_MEMORY_AT_MOST: Final = 300


def run(scratch: Path) -> list[str]:
    """Collect from a throttling answer server in a process of its own, and return what there is to say."""
    del scratch
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.api_server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with server:
        if server.stdout is None:
            raise RuntimeError("the answer server says nothing")
        port = int(server.stdout.readline())
        client = subprocess.run(
            [sys.executable, "-m", "benchmarks.api_client", f"http://127.0.0.1:{port}"],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        saw, _ = server.communicate()
    return _report(json.loads(client.stdout), json.loads(saw))


def _report(took: dict[str, float], saw: dict[str, object]) -> list[str]:
    answered = saw["answered"]
    if took["facts"] != RESOURCES or not isinstance(answered, dict):
        raise AssertionError(f"{took['facts']} facts, not {RESOURCES}")
    allowed = max((count - RATES[service]) / RATES[service] for service, count in answered.items())
    sent = sum(answered.values()) + int(str(saw["throttled"]))
    ratio = took["seconds"] / allowed
    speed = f"{took['seconds']:.1f} s, {ratio:.2f} times the {allowed:.1f} s that the buckets allow"
    told = f"calls made twice: {saw['twice']} (0), refusals: {took['refusals']:.0f} (0)"
    return [
        f"{RESOURCES} resources over {2 * len(KINDS)} calls: {speed} (at most {_TIME_AT_MOST})",
        f"{told}, throttled and sent again: {saw['throttled']} of {sent}",
        f"peak memory: {took['peak_mb']:.0f} MB (under {_MEMORY_AT_MOST}), processor: {took['cpu_seconds']:.1f} s",
    ]
