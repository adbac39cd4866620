"""Whether the server lives, whether it can answer, and how much it does; without a caller, and without a secret."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import msgspec
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_JSON = "application/json"
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """What is counted, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "probative_requests",
            "Requests to the AWS door, by operation and status.",
            ("operation", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "probative_request_seconds",
            "How long the AWS door took to answer, by operation.",
            ("operation",),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        # Their own labels take longer to find than all that they count: there are as many as operations and statuses.
        self._counters = cache(self._requests.labels)
        self._timers = cache(self._seconds.labels)

    def watch(self, operation: str, status: int, seconds: float) -> None:
        """Take note that `operation` (empty: none was found) was answered with `status`."""
        name = operation or "unknown"
        self._counters(name, str(status)).inc()
        self._timers(name).observe(seconds)

    def gauge(self, name: str, told: str, read: Callable[[], float]) -> None:
        """Show under `probative_<name>` what `read` returns whenever somebody looks."""
        Gauge(f"probative_{name}", told, registry=self.registry).set_function(read)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Probes for whoever runs the server; `checks` raise where what they look at does not work."""

    checks: Mapping[str, Callable[[], object]]
    metrics: Metrics

    def routes(self) -> list[Route]:
        """Return the routes: `/healthz`, `/readyz` and `/metrics`."""
        return [
            Route("/healthz", _alive),
            Route("/readyz", self._ready),
            Route("/metrics", self._metrics),
        ]

    async def _ready(self, _: Request) -> Response:
        return await run_in_threadpool(self._checked)

    def _checked(self) -> Response:
        found = {name: _is_well(check) for name, check in self.checks.items()}
        status = 200 if all(found.values()) else 503
        told = {"status": "ready" if status == 200 else "not ready", "checks": found}  # noqa: PLR2004  HTTP
        return Response(msgspec.json.encode(told), status, media_type=_JSON)

    async def _metrics(self, _: Request) -> Response:
        page = await run_in_threadpool(generate_latest, self.metrics.registry)
        return Response(page, media_type=CONTENT_TYPE_LATEST)


async def _alive(_: Request) -> Response:
    return Response(b'{"status":"alive"}', media_type=_JSON)


def _is_well(check: Callable[[], object]) -> bool:
    try:
        check()
    except Exception:  # noqa: BLE001  whatever it is, the answer is no
        return False
    return True
