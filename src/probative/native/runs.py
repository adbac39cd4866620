"""Runs of `probative assess` in the server's data folder, and their adoption as assessments."""

from datetime import datetime
from typing import Annotated, Any, Final

from msgspec import Meta

from probative.app.adopting import Adoption, Run, adopt_run, list_runs
from probative.domain.engagements import Destination
from probative.domain.people import Role, RoleType
from probative.native.contract import Asked, Endpoint, Input, Nothing, Output, endpoint

_RUNS: Final = "/v1/runs"
Arn = Annotated[str, Meta(min_length=20, max_length=2048, pattern="^arn:.*:iam:.*")]
Tags = Annotated[
    dict[Annotated[str, Meta(min_length=1, max_length=128)], Annotated[str, Meta(max_length=256)]], Meta(max_length=50)
]
Destined = Annotated[str, Meta(pattern=r"^[Ss]3://\S+$", max_length=1024)]


class RunShown(Output):
    """A run of the command line: what was assessed, where and over which period."""

    id: str
    name: str
    framework_id: str
    accounts: list[str]
    regions: list[str]
    since: datetime
    until: datetime
    created_at: datetime
    is_adopted: bool


class AdoptionGiven(Input):
    """What the assessment has beside the run; the caller is an audit owner in any case."""

    report_destination: Destined
    description: Annotated[str, Meta(max_length=1000)] | None = None
    owners: Annotated[list[Arn], Meta(max_length=10)] = []  # noqa: RUF012  msgspec copies it
    """ARNs of audit owners."""
    account_names: dict[str, str] = {}  # noqa: RUF012  msgspec copies it
    tags: Tags = {}  # noqa: RUF012  msgspec copies it
    separates_duties: bool = False


class AdoptedShown(Output):
    """The assessment that a run has become."""

    id: str
    name: str


def show_runs(asked: Asked, _query: Nothing, _body: Nothing) -> list[RunShown]:
    """Return the runs, oldest first."""
    return [_shown(run) for run in list_runs(asked.application, asked.caller)]


def adopt(asked: Asked, _query: Nothing, given: AdoptionGiven) -> AdoptedShown:
    """Make an assessment of a run, and return it."""
    adoption = Adoption(
        destination=Destination(type="S3", url=given.report_destination),
        description=given.description,
        roles=tuple(Role(type=RoleType.PROCESS_OWNER, arn=arn) for arn in dict.fromkeys(given.owners)),
        account_names=given.account_names,
        tags=given.tags,
        separates_duties=given.separates_duties,
    )
    engagement = adopt_run(asked.application, asked.caller, asked.path["run_id"], adoption).engagement
    return AdoptedShown(id=engagement.id, name=engagement.name)


ENDPOINTS: Final[tuple[Endpoint[Any, Any], ...]] = (
    endpoint("GET", _RUNS, "List the runs of the command line in the data folder.", show_runs),
    endpoint("POST", f"{_RUNS}/{{run_id}}/adoption", "Make an assessment of a run, with all that it found.", adopt),
)


def _shown(run: Run) -> RunShown:
    assessment = run.assessment
    return RunShown(
        id=assessment.id,
        name=assessment.name,
        framework_id=assessment.framework_id,
        accounts=list(assessment.scope.accounts),
        regions=list(assessment.scope.regions),
        since=assessment.since,
        until=assessment.until,
        created_at=assessment.created_at,
        is_adopted=run.is_adopted,
    )
