"""What is known of AWS's APIs without asking AWS: the one place that touches botocore's service models.

Models are loaded once each, when first asked about, from the data that botocore ships: no network, no
credentials.
"""

import difflib
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import botocore.session
from botocore.exceptions import DataNotFoundError, UnknownServiceError
from botocore.model import OperationModel, OperationNotFoundError, ServiceModel, Shape, StructureShape

from probative.ports.asking import CallPlan, KnownService
from probative.sources.aws import iam_actions, places, read_only, shapes
from probative.sources.aws.call_plans import plan_call
from probative.sources.aws.model_files import new_loader, new_session
from probative.sources.aws.service_list import read_services

T = TypeVar("T")


class BotocoreModels:  # noqa: PLR0904  one facade, so that nothing else touches the models
    """The port `ApiModels`, answered from botocore's service models; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._session = new_session()
        self._loader = self._session.get_component("data_loader")
        self._models: dict[str, ServiceModel | None] = {}
        self._paginators: dict[tuple[str, str], Mapping[str, object] | None] = {}
        self._known: Sequence[KnownService] | None = None
        self._plans: dict[tuple[str, str], CallPlan | None] = {}

    # --- calls

    def check_call(self, service: str, operation: str) -> str | None:
        """Return what is wrong with a call: unknown service or operation, or not read-only; None: sound."""
        model = self._find_model(service)
        if model is None:
            return f"{service} is no service that botocore knows{nearest(service, self._services())}"
        if operation not in model.operation_names:
            return f"{operation} is no operation of {service}{nearest(operation, model.operation_names)}"
        return read_only.check_read_only(service, operation)

    def check_input(self, service: str, operation: str, argument: str) -> str | None:
        """Return what is wrong with naming `argument` as an input member; None: sound."""
        members = _members(self.operation(service, operation).input_shape)
        if argument in members:
            return None
        return f"{argument} is no input member of {service}:{operation}{nearest(argument, members)}"

    def missing_inputs(self, service: str, operation: str, given: Iterable[str]) -> tuple[str, ...]:
        """Return the required input members that `given` lacks, sorted."""
        shape = self.operation(service, operation).input_shape
        required = set(shape.required_members) if isinstance(shape, StructureShape) else set()
        return tuple(sorted(required - set(given)))

    # --- answers

    def check_output(self, service: str, operation: str, path: str) -> str | None:
        """Return what is wrong with `path` in the operation's output ("" is the output itself); None: sound."""
        try:
            self.output(service, operation, path)
        except shapes.PathError as wrong:
            return str(wrong)
        return None

    def specimen(self, service: str, operation: str, path: str) -> object:
        """Return a value of the shape at `path`, all members filled, lists with one element, times aware."""
        return shapes.specimen(self.output(service, operation, path))

    def revive(self, service: str, operation: str, path: str, value: object) -> object:
        """Return JSON `value` as botocore would give it at `path`: timestamps as aware `datetime`."""
        return shapes.revive(self.output(service, operation, path), value)

    def check_value(self, service: str, operation: str, path: str, value: object) -> tuple[str, ...]:
        """Return what in `value` does not fit the shape at `path` (unknown members, wrong types or enums)."""
        return tuple(shapes.check_value(self.output(service, operation, path), value))

    def output(self, service: str, operation: str, path: str = "") -> Shape | None:
        """Return the shape at `path` of the operation's output; None: free form.

        Raises:
            PathError: `path` leads nowhere.
        """
        shape = self.operation(service, operation).output_shape
        if shape is not None:
            return shapes.shape_at(shape, path)
        if shapes.split_path(path):
            raise shapes.PathError(f"{path}: {service}:{operation} answers nothing")
        return None

    # --- services

    def is_global(self, service: str) -> bool:
        """Say whether the service answers for the whole account, so that it is asked once, not per region."""
        if service in places.REGIONAL_AFTER_ALL:
            return False
        if service in places.GLOBAL_BEYOND_ENDPOINTS:
            return True
        model = self._find_model(service)
        return model is not None and "aws-global" in self._known_endpoints(model.endpoint_prefix)

    def is_offered(self, service: str, region: str) -> bool:
        """Say whether botocore's data leaves open that the service has an endpoint in `region`.

        Newer services have no list of regions there: they are taken to be offered, and asked.
        """
        model = self._find_model(service)
        known = self._known_endpoints(model.endpoint_prefix) if model is not None else frozenset()
        regions = known & self._geography.partitions.keys()
        return not regions or region in regions

    def regions(self) -> frozenset[str]:
        """Return all regions of all partitions that botocore knows."""
        return frozenset(self._geography.partitions)

    def partition_of(self, region: str) -> str:
        """Return the partition of a region that `regions` holds, say `aws`."""
        return self._geography.partitions[region]

    def iam_action(self, service: str, operation: str) -> str:
        """Return the IAM action that allows the call, say `s3:ListAllMyBuckets` for `s3:ListBuckets`."""
        return iam_actions.iam_action(service, operation, self.model(service).signing_name)

    def event_source(self, service: str) -> str:
        """Return the service principal that CloudTrail names for the service, say `bedrock.amazonaws.com`."""
        return f"{self.model(service).signing_name}.amazonaws.com"

    def model(self, service: str) -> ServiceModel:
        """Return botocore's model of a service that `check_call` found sound.

        Raises:
            KeyError: There is no such service.
        """
        model = self._find_model(service)
        if model is None:
            raise KeyError(service)
        return model

    def operation(self, service: str, operation: str) -> OperationModel:
        """Return botocore's model of a call that `check_call` found sound.

        Raises:
            KeyError: There is no such operation.
        """
        try:
            return self._locked(lambda: self.model(service).operation_model(operation))
        except OperationNotFoundError as error:
            raise KeyError(f"{service}:{operation}") from error

    def paginator(self, service: str, operation: str) -> Mapping[str, object] | None:
        """Return botocore's paginator for the call, if it has one."""
        with self._lock:
            if (service, operation) not in self._paginators:
                self._paginators[service, operation] = self._find_paginator(service, operation)
            return self._paginators[service, operation]

    def new_session(self) -> botocore.session.Session:
        """Return a botocore session that shares the models loaded here."""
        with self._lock:
            session = botocore.session.Session()
            session.register_component("data_loader", self._loader)
            return session

    def services(self) -> Sequence[KnownService]:
        """Return all services, by name; read when first asked for, in about a second."""
        with self._lock:
            if self._known is None:
                self._known = read_services(self._loader)
            return self._known

    def plan_call(self, service: str, operation: str) -> CallPlan | None:
        """Return how a sound call is made that is given no arguments; None: no one list call gives what it needs."""
        with self._lock:
            if (service, operation) not in self._plans:
                self._plans[service, operation] = plan_call(self, service, operation)
            return self._plans[service, operation]

    # --- loading

    def _find_model(self, service: str) -> ServiceModel | None:
        with self._lock:
            if service not in self._models:
                self._models[service] = self._load(service)
            return self._models[service]

    def _load(self, service: str) -> ServiceModel | None:
        try:
            return self._session.get_service_model(service)
        except DataNotFoundError:
            return None

    def _find_paginator(self, service: str, operation: str) -> Mapping[str, object] | None:
        try:
            found: Mapping[str, object] = self._session.get_paginator_model(service).get_paginator(operation)
        except (ValueError, DataNotFoundError, UnknownServiceError):
            return None
        return found

    def _services(self) -> list[str]:
        return self._locked(self._session.get_available_services)

    def _known_endpoints(self, prefix: str) -> frozenset[str]:
        return self._geography.endpoints.get(prefix, frozenset())

    @cached_property
    def _geography(self) -> "_Geography":
        # By a loader of its own: that of the sessions would keep megabytes of what is not asked for again.
        loader = new_loader(self._session.get_config_variable("data_path"))
        return _geography_of(loader.load_data("endpoints")["partitions"])

    def _locked(self, work: Callable[[], T]) -> T:
        with self._lock:
            return work()


class _Geography(NamedTuple):
    """Where AWS is."""

    partitions: Mapping[str, str]
    """The partition of each region."""
    endpoints: Mapping[str, frozenset[str]]
    """The regions, and what botocore calls like them, in which each service has an endpoint, by endpoint prefix."""


def _geography_of(partitions: Sequence[Mapping[str, Any]]) -> _Geography:
    endpoints: dict[str, frozenset[str]] = {}
    for partition in partitions:
        for prefix, service in partition["services"].items():
            endpoints[prefix] = endpoints.get(prefix, frozenset()).union(service.get("endpoints", ()))
    return _Geography(
        {region: partition["partition"] for partition in partitions for region in partition["regions"]}, endpoints
    )


def _members(shape: Shape | None) -> list[str]:
    return list(shape.members) if isinstance(shape, StructureShape) else []


def nearest(name: str, known: Iterable[str]) -> str:
    """Return `: did you mean X?`, or nothing where no known name is near."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f": did you mean {near[0]}?" if near else ""
