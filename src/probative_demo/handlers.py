"""The operations that are answered by code and not by the catalogue, in one table."""

from collections.abc import Mapping
from typing import Final

from probative_demo import callers, findings, monitoring, tagging
from probative_demo.models import Members
from probative_demo.routing import Call
from probative_demo.simulation import Handler, Simulation


def _assume_role(simulation: Simulation, call: Call) -> Members:
    return simulation.callers.assume(call.caller, call.given, simulation.clock())


def _caller_identity(_: Simulation, call: Call) -> Members:
    return callers.identity(call.caller)


HANDLERS: Final[Mapping[tuple[str, str], Handler]] = {
    ("sts", "AssumeRole"): _assume_role,
    ("sts", "GetCallerIdentity"): _caller_identity,
    ("securityhub", "GetFindings"): findings.get_findings,
    ("cloudwatch", "ListMetrics"): monitoring.list_metrics,
    ("cloudwatch", "GetMetricData"): monitoring.get_metric_data,
    ("cloudwatch", "GetMetricStatistics"): monitoring.get_metric_statistics,
    ("resourcegroupstaggingapi", "GetResources"): tagging.get_resources,
}
