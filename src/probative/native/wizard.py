"""What is asked before an assessment is made: accounts, what they lack, where reports go, who may own it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from msgspec import Meta

from probative.app.destinations import check_destination, list_destinations
from probative.app.framework_services import services_of
from probative.app.organizations import get_organization
from probative.app.people_finding import PersonKind, find_people
from probative.app.prerequisites import check_account_ready
from probative.domain.assessments import UseStatus
from probative.domain.organization import OrganizationalUnit
from probative.domain.prerequisites import AccountChecked, Need, NeedState, RegionChecked
from probative.native.contract import Asked, Endpoint, FieldError, Input, Nothing, Output, endpoint
from probative.ports.asking import Connections

_MOST_REGIONS: Final = 40


class OrganizationQuery(Input):
    """Whether AWS is to be asked now; else what was read within the last minutes will do."""

    anew: bool = False


class MemberAccountShown(Output):
    """An account of the organization."""

    id: str
    name: str
    email: str
    status: str


class UnitShown(Output):
    """A unit of the organization, with what lies directly in it."""

    id: str
    name: str
    accounts: list[MemberAccountShown]
    units: list["UnitShown"]


class OrganizationShown(Output):
    """The organization; null as `root`: it cannot be read, for the `reason`, and `remedy` says what to do."""

    root: UnitShown | None
    reason: str
    remedy: str
    read_at: datetime


class ReadinessGiven(Input):
    """The account to look at, and where; no regions: where the server collects by default."""

    account_id: str
    regions: Annotated[list[str], Meta(max_length=_MOST_REGIONS)] = []  # noqa: RUF012  msgspec copies it
    framework_id: str | None = None
    """Only what this framework needs is looked at; absent: what any standard one does."""


class UseShown(Output):
    """Whether a platform is in use, and how that is known."""

    platform: str
    name: str
    status: UseStatus
    because: str


class PrerequisiteShown(Output):
    """Whether a service is switched on; if not, why it matters that nothing is seen, and what to do."""

    service: Need
    state: NeedState
    reason: str
    remedy: str


class RegionReadiness(Output):
    """A region: what is in use, and what is switched on."""

    region: str
    platforms: list[UseShown]
    prerequisites: list[PrerequisiteShown]


class ReadinessShown(Output):
    """An account before it is assessed; of one that cannot be reached there are no regions."""

    account_id: str
    is_reachable: bool
    identity: str
    findings: list[FieldError]
    regions: list[RegionReadiness]
    checked_at: datetime


class DestinationGiven(Input):
    """A place for reports, `s3://bucket/prefix`."""

    destination: Annotated[str, Meta(min_length=1, max_length=1024)]


class DestinationCheckShown(Output):
    """Whether reports can be put there; if not, why, and what to do."""

    destination: str
    is_writable: bool
    reason: str
    remedy: str


class DestinationShown(Output):
    """A place that reports go to already."""

    destination: str
    assessments_count: int
    is_default: bool


class PeopleQuery(Input):
    """What is looked for in names and ARNs."""

    text: Annotated[str, Meta(max_length=200)] = ""
    max_results: Annotated[int, Meta(ge=1, le=200)] = 50


class PersonShown(Output):
    """Somebody who can be an audit owner or a delegate; of a role, who acts as it, and of a user, its groups."""

    arn: str
    name: str
    kind: PersonKind
    members: list[str]


class FrameworkServiceShown(Output):
    """A service that a framework looks at."""

    name: str
    display_name: str
    category: str
    controls_count: int


def check_place(asked: Asked, _query: Nothing, given: DestinationGiven) -> DestinationCheckShown:
    """Return whether reports can be put to a place."""
    found = check_destination(asked.application, asked.caller, given.destination)
    return DestinationCheckShown(
        destination=given.destination, is_writable=not found.reason, reason=found.reason, remedy=found.remedy
    )


def show_destinations(asked: Asked, _query: Nothing, _body: Nothing) -> list[DestinationShown]:
    """Return the places that are known."""
    return [
        DestinationShown(destination=each.url, assessments_count=each.assessments_count, is_default=each.is_default)
        for each in list_destinations(asked.application, asked.caller)
    ]


def show_people(asked: Asked, query: PeopleQuery, _body: Nothing) -> list[PersonShown]:
    """Return the people that are looked for."""
    found = find_people(asked.application, asked.caller, query.text, limit=query.max_results)
    return [PersonShown(arn=each.arn, name=each.name, kind=each.kind, members=list(each.members)) for each in found]


def show_services(asked: Asked, _query: Nothing, _body: Nothing) -> list[FrameworkServiceShown]:
    """Return the services that a framework looks at."""
    return [
        FrameworkServiceShown(
            name=each.name,
            display_name=each.display_name,
            category=each.category,
            controls_count=each.controls_count,
        )
        for each in services_of(asked.application, asked.caller, asked.path["framework_id"])
    ]


@dataclass(frozen=True, slots=True)
class WizardEndpoints:
    """The endpoints of the wizard, with what accounts are asked with."""

    connections: Connections

    def endpoints(self) -> Sequence[Endpoint[Any, Any]]:
        """Return all of them."""
        return (
            endpoint("GET", "/v1/organization", "Show the organization that accounts are picked from.", self._show),
            endpoint(
                "POST",
                "/v1/readiness-checks",
                "Look at an account before it is assessed: access, AI in use, what is not switched on.",
                self._check,
            ),
            endpoint("GET", "/v1/destinations", "List the places that reports go to.", show_destinations),
            endpoint("POST", "/v1/destination-checks", "Try whether reports can be put to a place.", check_place),
            endpoint("GET", "/v1/people", "Find people to be owners or delegates.", show_people),
            endpoint(
                "GET",
                "/v1/frameworks/{framework_id}/services",
                "List the services that a framework looks at, standard or custom.",
                show_services,
            ),
        )

    def _show(self, asked: Asked, query: OrganizationQuery, _body: Nothing) -> OrganizationShown:
        found = get_organization(asked.application, self.connections, asked.caller, is_read_anew=query.anew)
        return OrganizationShown(
            root=None if found.root is None else _unit(found.root),
            reason=found.reason,
            remedy=found.remedy,
            read_at=found.read_at,
        )

    def _check(self, asked: Asked, _query: Nothing, given: ReadinessGiven) -> ReadinessShown:
        found = check_account_ready(
            asked.application,
            self.connections,
            asked.caller,
            account_id=given.account_id,
            regions=given.regions,
            framework_id=given.framework_id,
        )
        return _readiness(found)


def _unit(unit: OrganizationalUnit) -> UnitShown:
    return UnitShown(
        id=unit.id,
        name=unit.name,
        accounts=[
            MemberAccountShown(id=each.id, name=each.name, email=each.email, status=each.status)
            for each in unit.accounts
        ],
        units=[_unit(each) for each in unit.units],
    )


def _readiness(found: AccountChecked) -> ReadinessShown:
    return ReadinessShown(
        account_id=found.account,
        is_reachable=bool(found.identity),
        identity=found.identity,
        findings=[FieldError(name=finding.path, message=finding.reason) for finding in found.findings],
        regions=[_region(each) for each in found.regions],
        checked_at=found.checked_at,
    )


def _region(found: RegionChecked) -> RegionReadiness:
    return RegionReadiness(
        region=found.region,
        platforms=[
            UseShown(platform=each.use.platform_id, name=each.name, status=each.use.status, because=each.use.because)
            for each in found.platforms
        ],
        prerequisites=[
            PrerequisiteShown(service=each.need, state=each.state, reason=each.reason, remedy=each.remedy)
            for each in found.prerequisites
        ],
    )
