"""Assessments under review: scope, roles, the frozen control tree, delegations, comments, change log, reports.

An engagement is what Audit Manager calls an assessment: people work on it while evidence is collected for it.
`domain.assessments.Assessment` is one look of the collector at a scope over a period; both share their id.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from probative.domain.custom import CustomControl
from probative.domain.ids import AccountId, AssessmentId, Region
from probative.domain.people import Role, RoleType


class AssessmentStatus(StrEnum):
    """Whether an assessment collects; values as on the wire."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


class ControlSetStatus(StrEnum):
    """Where the review of a control set stands; values as on the wire."""

    ACTIVE = "ACTIVE"
    UNDER_REVIEW = "UNDER_REVIEW"
    REVIEWED = "REVIEWED"


class ControlStatus(StrEnum):
    """Where the review of a control stands; values as on the wire."""

    UNDER_REVIEW = "UNDER_REVIEW"
    REVIEWED = "REVIEWED"
    INACTIVE = "INACTIVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody said of a control."""

    author: str
    text: str
    posted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedControl:
    """A control of an assessment; `id` is its UUID in the library, where its texts and sources are."""

    id: str
    status: ControlStatus = ControlStatus.UNDER_REVIEW
    comments: tuple[Comment, ...] = ()
    kept: CustomControl | None = None
    """The control as it was, where the library went on without this assessment; None: as the library has it."""
    name: str = ""
    """As it was called when the assessment was made: shown where the library has it no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedControlSet:
    """A control set of an assessment; its id is its name, as in Audit Manager."""

    id: str
    status: ControlSetStatus
    controls: tuple[AssessedControl, ...]
    prepared_by: str = ""
    """ARN of who submitted it for review last; empty: nobody."""
    description: str = ""
    comments: tuple[Comment, ...] = ()
    """What was said when it was submitted, sent back or completed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenFramework:
    """The framework that an assessment was made from, as it was then."""

    id: str
    name: str
    description: str | None
    compliance_type: str | None
    is_standard: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopedAccount:
    """An account in scope, exactly as it was sent."""

    id: AccountId
    email: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where reports go: `type` is S3, `url` as sent."""

    type: str | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """An assessment as people work on it."""

    id: AssessmentId
    name: str
    description: str | None
    status: AssessmentStatus
    destination: Destination
    accounts: tuple[ScopedAccount, ...]
    regions: tuple[Region, ...]
    """Where evidence is collected; Audit Manager knew one region only, so that its wire does not show them."""
    roles: tuple[Role, ...]
    """As sent; the creator is an owner beside them."""
    framework: FrozenFramework
    control_sets: tuple[AssessedControlSet, ...]
    created_at: datetime
    updated_at: datetime
    creator_arn: str
    created_by: str
    separates_duties: bool = False
    """Whether who submitted a control set may not complete its review."""
    services: tuple[str, ...] = ()
    """The only services that are looked at, as `GetServicesInScope` calls them; empty: all that its framework asks."""
    is_dormant: bool = False
    """Whether the account was deregistered and registered again since: nothing is collected until it is saved anew."""
    evidence_since: datetime | None = None
    """From when on evidence was looked for, where that is earlier than its creation: it is an adopted run."""

    def owners(self) -> frozenset[str]:
        """Return the ARNs of all audit owners, in lower case."""
        named = (role.arn for role in self.roles if role.type is RoleType.PROCESS_OWNER)
        return frozenset(arn.lower() for arn in (self.creator_arn, *named))


class DelegationStatus(StrEnum):
    """Where a delegation stands; values as on the wire."""

    IN_PROGRESS = "IN_PROGRESS"
    UNDER_REVIEW = "UNDER_REVIEW"
    COMPLETE = "COMPLETE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """A control set handed to a delegate for review."""

    id: str
    assessment_id: AssessmentId
    control_set_id: str
    role: Role
    status: DelegationStatus
    comment: str | None
    created_at: datetime
    updated_at: datetime
    created_by: str


class ChangedObject(StrEnum):
    """What was changed; values as on the wire."""

    ASSESSMENT = "ASSESSMENT"
    CONTROL_SET = "CONTROL_SET"
    CONTROL = "CONTROL"
    DELEGATION = "DELEGATION"
    ASSESSMENT_REPORT = "ASSESSMENT_REPORT"


class ChangeAction(StrEnum):
    """What was done; values as on the wire."""

    CREATE = "CREATE"
    UPDATE_METADATA = "UPDATE_METADATA"
    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"
    DELETE = "DELETE"
    UNDER_REVIEW = "UNDER_REVIEW"
    REVIEWED = "REVIEWED"
    IMPORT_EVIDENCE = "IMPORT_EVIDENCE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An entry of the change log of an assessment."""

    id: str
    assessment_id: AssessmentId
    control_set_id: str
    """Empty: it concerns the assessment as a whole."""
    control_id: str
    object_type: ChangedObject
    object_name: str
    action: ChangeAction
    created_at: datetime
    created_by: str
    """ARN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """What somebody should know of: a delegation, a submitted set, a completed review."""

    id: str
    """`<milliseconds>_<uuid>`."""
    recipient_arn: str
    """In lower case."""
    assessment_id: AssessmentId
    assessment_name: str
    control_set_id: str
    control_set_name: str
    description: str
    source: str
    created_at: datetime


class ReportStatus(StrEnum):
    """Where a report stands; values as on the wire."""

    IN_PROGRESS = "IN_PROGRESS"
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentReport:
    """An assessment report: its zip lies at `place` once it is complete."""

    id: str
    name: str
    description: str | None
    assessment_id: AssessmentId
    assessment_name: str
    author: str
    status: ReportStatus
    created_at: datetime
    place: str
    """`s3://bucket/key` of the zip; empty: not yet."""
    failure: str = ""
    """Why it failed, for people; empty: it did not."""
    query: str = ""
    """The statement of the evidence finder that says what is in it; empty: what is chosen, or all."""
    destination: str = ""
    """Where it is to go, as the assessment said when the report was asked for: `s3://bucket/prefix`."""
    claim: str = ""
    """Who is making it, as a name that nobody else has; empty: nobody yet."""
    claimed_until: datetime | None = None
    """From then on it may be begun anew: whoever made it is gone."""
    attempts: int = 0
    bytes: int = 0
    """How large the zip is; 0: it is not there, or was made before this was kept."""
    sha256: str = ""
    """Of the zip; empty likewise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Evidence that is to be in the next report: `evidence_id`, or the whole folder where that is empty.

    `id` is `<assessment>/<folder>/<evidence>`.
    """

    id: str
    assessment_id: AssessmentId
    folder_id: str
    evidence_id: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that somebody may put for manual evidence; `id` is the evidence file name that the client got."""

    id: str
    file_name: str
    key: str
    """Where it lies among the objects; empty: it was not put yet."""
    created_by: str
    """ARN."""
    created_at: datetime
    expires_at: datetime
    """Until then it can be put, once."""
    size: int = 0
    sha256: str = ""
    assessment_ids: tuple[AssessmentId, ...] | None = None
    """Those that it is evidence of; None: not known, so that it stays."""
