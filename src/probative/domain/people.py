"""Who acts: callers, the roles they have in an assessment, and the users and keys behind them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from probative.domain.ids import AccountId, AssessmentId


class RoleType(StrEnum):
    """What a role is in an assessment; values as on the wire."""

    PROCESS_OWNER = "PROCESS_OWNER"
    """The audit owner."""
    RESOURCE_OWNER = "RESOURCE_OWNER"
    """The delegate, of one control set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """An IAM user or role ARN, and what it is in an assessment."""

    type: RoleType
    arn: str


class Standing(StrEnum):
    """What a user is beside all assessments."""

    ADMINISTRATOR = "administrator"
    """Everything beside assessments; of assessments, those that name the user."""
    MEMBER = "member"
    """Nothing by itself: assessments and delegations that name the user say what is allowed."""
    AUDITOR = "auditor"
    """Reads the assessments of `auditing`, until its end."""
    COLLECTOR = "collector"
    """Brings evidence, and reads nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Auditing:
    """Which assessments an auditor may read, and until when; None: without end."""

    assessments: tuple[AssessmentId, ...]
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who makes a request, proven by a signature or a session."""

    account: AccountId
    arn: str
    """`arn:aws:iam::ACCOUNT:user/NAME`."""
    name: str
    """What `author` and `createdBy` show."""
    standing: Standing
    role_arns: frozenset[str] = frozenset()
    """Roles that the caller may act as: those of its groups."""
    auditing: Auditing | None = None

    @property
    def arns(self) -> frozenset[str]:
        """All ARNs that stand for the caller, in lower case: ARNs of people are compared without case."""
        return frozenset(arn.lower() for arn in (self.arn, *self.role_arns))


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A local user, or one that signed in through OpenID Connect."""

    id: str
    name: str
    standing: Standing
    password_hash: str
    """argon2; empty: signs in through OpenID Connect only."""
    groups: tuple[str, ...]
    role_arns: tuple[str, ...]
    is_disabled: bool
    created_at: datetime
    auditing: Auditing | None = None
    subject: str = ""
    """`issuer|sub` of OpenID Connect; empty: local."""

    @property
    def handle(self) -> str:
        """The name as it is compared: there are no two users whose names differ in case only, as in IAM."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey:
    """An access key of a user; its secret is sealed with the server's key."""

    id: str
    """`AKIA...`, 20 characters."""
    user_id: str
    sealed_secret: bytes
    is_disabled: bool
    created_at: datetime
    expires_at: datetime | None = None
    """Until when it still works after it was rotated; None: it was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in browser; `id` is the SHA-256 (hex) of its token, which nobody keeps."""

    id: str
    user_id: str
    csrf_digest: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """How often it was tried to sign in, by a name or from an address; `id` does not tell which in clear."""

    id: str
    count: int
    created_at: datetime
    """When the first of them was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excursion:
    """A browser that was sent to an OpenID Connect provider; `id` is the SHA-256 (hex) of the state it carries."""

    id: str
    nonce: str
    verifier: str
    """Of PKCE."""
    return_to: str
    """A path of this server."""
    created_at: datetime
