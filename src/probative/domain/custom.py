"""Controls and frameworks that users make, as Audit Manager spells them, and their sharing.

Standard content lies in the library (`domain.frameworks`); what users make refers to controls by UUID, to standard
ones and to their own.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from probative.domain.evidence_sources import Frequency
from probative.domain.ids import AccountId


class SourceSetUp(StrEnum):
    """How a source is set up; values as on the wire."""

    AUTOMATED = "System_Controls_Mapping"
    MANUAL = "Procedural_Controls_Mapping"


class SourceType(StrEnum):
    """The type of a source; values as on the wire."""

    CLOUDTRAIL = "AWS_Cloudtrail"
    CONFIG = "AWS_Config"
    SECURITY_HUB = "AWS_Security_Hub"
    API_CALL = "AWS_API_Call"
    MANUAL = "MANUAL"
    COMMON_CONTROL = "Common_Control"
    CORE_CONTROL = "Core_Control"


class ControlType(StrEnum):
    """Whose a control is; values as on the wire. A core control is a standard one that other controls rest on."""

    STANDARD = "Standard"
    CUSTOM = "Custom"
    CORE = "Core"


class FrameworkType(StrEnum):
    """Whose a framework is; values as on the wire."""

    STANDARD = "Standard"
    CUSTOM = "Custom"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKeyword:
    """What is asked of a source; both as sent."""

    input_type: str | None
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingSource:
    """An evidence source of a custom control, exactly as it was sent; None: not sent."""

    id: str
    name: str | None
    description: str | None
    set_up: SourceSetUp | None
    type: SourceType | None
    keyword: SourceKeyword | None
    frequency: Frequency | None
    troubleshooting: str | None
    rule: str | None = None
    """A CEL expression that weighs what the source answers, set beside Audit Manager's shapes; None: no rule."""
    rule_reason: str | None = None
    """What is wrong with what breaks the rule, for people; None: not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomControl:
    """A control that a user made."""

    id: str
    name: str
    description: str | None
    testing_information: str | None
    action_plan_title: str | None
    action_plan_instructions: str | None
    sources: tuple[MappingSource, ...]
    created_at: datetime
    updated_at: datetime
    created_by: str
    updated_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryControl:
    """A control of the library, standard or custom, in one spelling; None: not said."""

    id: str
    type: ControlType
    name: str
    description: str | None
    testing_information: str | None
    action_plan_title: str | None
    action_plan_instructions: str | None
    sources: tuple[MappingSource, ...]
    created_at: datetime | None
    updated_at: datetime | None
    created_by: str | None
    updated_by: str | None


def to_library_control(control: CustomControl) -> LibraryControl:
    """Return the custom `control` as one of the library."""
    return LibraryControl(
        id=control.id,
        type=ControlType.CUSTOM,
        name=control.name,
        description=control.description,
        testing_information=control.testing_information,
        action_plan_title=control.action_plan_title,
        action_plan_instructions=control.action_plan_instructions,
        sources=control.sources,
        created_at=control.created_at,
        updated_at=control.updated_at,
        created_by=control.created_by,
        updated_by=control.updated_by,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomControlSet:
    """A control set of a custom framework: controls by UUID, in order."""

    id: str
    name: str
    control_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomFramework:
    """A framework that a user made, of standard and custom controls."""

    id: str
    name: str
    description: str | None
    compliance_type: str | None
    control_sets: tuple[CustomControlSet, ...]
    created_at: datetime
    updated_at: datetime
    created_by: str
    updated_by: str


class ShareStatus(StrEnum):
    """Where a share request stands; values as on the wire."""

    ACTIVE = "ACTIVE"
    REPLICATING = "REPLICATING"
    SHARED = "SHARED"
    EXPIRING = "EXPIRING"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"
    DECLINED = "DECLINED"
    REVOKED = "REVOKED"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkShare:
    """A custom framework offered to another account or region: a snapshot of it and of its custom controls."""

    id: str
    framework: CustomFramework
    controls: tuple[CustomControl, ...]
    source_account: AccountId
    destination_account: AccountId
    destination_region: str
    comment: str | None
    status: ShareStatus
    created_at: datetime
    updated_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """The tags of a resource; `id` is its ARN."""

    id: str
    tags: dict[str, str]
