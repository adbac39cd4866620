"""All that use cases work with, put together once by `bootstrap`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from probative.app.recent import Recent
from probative.books import Store
from probative.domain.errors import NotFoundError
from probative.domain.frameworks import Control, Framework
from probative.domain.ids import AccountId, Region
from probative.ports.ambient import Clock, Ids
from probative.ports.asking import ApiModels
from probative.ports.lake import Lake
from probative.ports.people import Announcer, Authorizer, Objects, Signer
from probative.ports.records import EvidenceIntake, Records


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas:
    """How much there may be; the defaults are those of Audit Manager, or higher."""

    active_assessments: int = 100
    custom_controls: int = 500
    custom_frameworks: int = 100
    share_recipients: int = 100
    accounts_per_assessment: int = 200
    accounts: int = 250
    """Distinct ones, in the scopes of all assessments together."""
    own_sources_per_control: int = 100
    core_controls_per_control: int = 50
    common_controls_per_control: int = 5
    manual_evidence_per_control_a_day: int = 100
    evidence_file_bytes: int = 100 * 2**20


class Catalogue:
    """The standard frameworks, and their controls by UUID."""

    def __init__(self, frameworks: Iterable[Framework]) -> None:
        self._frameworks = {framework.uuid: framework for framework in frameworks}

    @property
    def frameworks(self) -> Sequence[Framework]:
        """All standard frameworks, by name."""
        return sorted(self._frameworks.values(), key=lambda framework: framework.name)

    def find_framework(self, uuid: str) -> Framework | None:
        """Return the standard framework with this UUID, if there is one."""
        return self._frameworks.get(uuid)

    def find_control(self, uuid: str) -> Control | None:
        """Return the standard control with this UUID, if there is one."""
        return self.controls.get(uuid)

    def get_control(self, uuid: str) -> Control:
        """Return the standard control with this UUID.

        Raises:
            NotFoundError: There is none.
        """
        if uuid not in self.controls:
            raise NotFoundError("control", uuid)
        return self.controls[uuid]

    @cached_property
    def controls(self) -> Mapping[str, Control]:
        """All standard controls, by UUID."""
        return {control.uuid: control for framework in self.frameworks for control in framework.controls}


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The account that the server speaks for, and everything that it rests on."""

    account: AccountId
    region: Region
    """Of the ARNs that the server makes."""
    collected_regions: tuple[Region, ...]
    """Where a new assessment collects, unless it is told otherwise."""
    store: Store
    catalogue: Catalogue
    models: ApiModels
    lake: Lake
    objects: Objects
    signer: Signer
    authorizer: Authorizer
    announcer: Announcer
    clock: Clock
    new_id: Ids
    quotas: Quotas
    wake: Callable[[], None]
    """Tells the collector that there may be something to do."""
    has_bus: bool = False
    """Whether a bus is to be told of what happens to assessments."""
    link_key: bytes = field(repr=False)
    """Signs the links to files that anybody may follow for a while; all servers of one deployment share it."""
    records: Records
    intake: EvidenceIntake
    recent: Recent = field(default_factory=Recent, repr=False, compare=False)
    """What was read of the lake lately."""

    def arn(self, resource: str, *, is_standard: bool = False) -> str:
        """Return the ARN of `resource`, say `control/<uuid>`; standard content belongs to no account."""
        account = "" if is_standard else self.account
        return f"arn:aws:auditmanager:{self.region}:{account}:{resource}"
