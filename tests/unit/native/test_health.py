"""Probes and metrics answer anybody, and say no more than they must."""

from starlette.applications import Starlette
from starlette.testclient import TestClient

from probative.domain.errors import StoreError
from probative.native.health import Health, Metrics


def fails() -> None:
    raise StoreError("cannot read the records: postgresql://user:hunter2@host/name")


def client(metrics: Metrics | None = None, **checks: object) -> TestClient:
    health = Health(checks=checks, metrics=metrics or Metrics())  # type: ignore[arg-type]  # they are functions
    return TestClient(Starlette(routes=health.routes()))


def test_a_live_server_says_so_whatever_is_broken_behind_it() -> None:
    assert client(records=fails).get("/healthz").json() == {"status": "alive"}


def test_a_server_is_ready_when_all_that_it_rests_on_works() -> None:
    answer = client(records=lambda: None, objects=lambda: None).get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "checks": {"records": True, "objects": True}}


def test_what_does_not_work_is_named_and_its_secrets_are_not() -> None:
    answer = client(records=fails, objects=lambda: None).get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "checks": {"records": False, "objects": True}}


def test_requests_are_counted_by_operation_and_status() -> None:
    metrics = Metrics()
    metrics.watch("ListControls", 200, 0.004)
    metrics.watch("", 404, 0.001)
    metrics.gauge("collector_last_run_seconds", "When it ran.", lambda: 7.0)

    page = client(metrics).get("/metrics").text

    assert 'probative_requests_total{operation="ListControls",status="200"} 1.0' in page
    assert 'probative_requests_total{operation="unknown",status="404"} 1.0' in page
    assert 'probative_request_seconds_bucket{le="0.005",operation="ListControls"} 1.0' in page
    assert "probative_collector_last_run_seconds 7.0" in page
