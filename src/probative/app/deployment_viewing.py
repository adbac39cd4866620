"""How this server was set up and does, shown to those who look after it; nothing here can be changed over the API."""

from collections.abc import Callable, Sequence
from datetime import datetime
from importlib.metadata import version
from typing import Final, NamedTuple

from probative.app.access import check_account
from probative.app.account_log import MANAGE
from probative.app.application import Application
from probative.app.callers import SESSION_IDLE, SESSION_WHOLE
from probative.app.collection_status import MANAGE_ACCOUNTS
from probative.app.drafting import LASTS
from probative.app.files import DOWNLOAD_LASTS, UPLOAD_LASTS
from probative.app.housekeeping import UNUSED_LASTS
from probative.app.registering import DELETE_ALL
from probative.domain.deployment import Deployment, EffectiveSetting, PolicyFile
from probative.domain.errors import PortError
from probative.domain.people import Caller

_HOUR_SECONDS: Final = 3600
_FOREVER: Final = "forever"


class Retention(NamedTuple):
    """How long something is kept, and what decides that."""

    what: str
    kept: str
    decided_by: str
    """A setting, or what somebody does; empty: it is always so."""


class PartState(NamedTuple):
    """Something that the server works with, and whether it answers."""

    name: str
    is_well: bool


class ServerState(NamedTuple):
    """How a server does at a moment."""

    version: str
    at: datetime
    parts: Sequence[PartState]


def get_server_state(application: Application, caller: Caller) -> ServerState:
    """Return which version runs, and whether records and lake answer.

    Raises:
        ForbiddenError: The caller does not look after accounts.
    """
    check_account(application, caller, MANAGE_ACCOUNTS)
    looks = {"records": application.store.edition, "lake": application.lake.edition}
    parts = [PartState(name, _answers(look)) for name, look in looks.items()]
    return ServerState(version("probative"), application.clock(), parts)


def _answers(look: Callable[[], object]) -> bool:
    try:
        look()
    except PortError:
        return False
    return True


def list_settings(application: Application, deployment: Deployment, caller: Caller) -> Sequence[EffectiveSetting]:
    """Return the settings that hold now, without secrets.

    Raises:
        ForbiddenError: The caller does not look after accounts.
    """
    check_account(application, caller, MANAGE_ACCOUNTS)
    return deployment.settings


def list_policies(application: Application, deployment: Deployment, caller: Caller) -> Sequence[PolicyFile]:
    """Return the files of policies, by which rights are decided.

    Raises:
        ForbiddenError: The caller does not manage users.
    """
    check_account(application, caller, MANAGE)
    return deployment.policies


def list_retention(application: Application, deployment: Deployment, caller: Caller) -> Sequence[Retention]:
    """Return how long what is kept.

    Raises:
        ForbiddenError: The caller may not read the settings.
    """
    check_account(application, caller, "GetSettings")
    settings = application.store.read(lambda books: books.settings.find(application.account))
    goes = settings is not None and settings.delete_resources == DELETE_ALL
    policy = "deregistration policy of the settings"
    return (
        Retention("evidence", "until its assessment is deleted, and the time below", "deletion of the assessment"),
        Retention("evidence of a deleted assessment", _kept(deployment), "PROBATIVE_KEEP_DELETED_DAYS"),
        Retention("evidence files that were never attached to a control", f"{UNUSED_LASTS.days} days", ""),
        Retention("assessment reports", "until they are deleted where they lie", "whoever keeps the destination"),
        Retention("change logs of assessments", "as long as the assessment", "deletion of the assessment"),
        Retention("change log of the account", "for ever", ""),
        Retention("everything, when the account is deregistered", "deleted at once" if goes else "kept", policy),
        Retention("drafts of forms", f"{LASTS.days} days after the last change", ""),
        Retention(
            "sessions",
            f"{SESSION_WHOLE.total_seconds() / _HOUR_SECONDS:.0f} hours, "
            f"or {SESSION_IDLE.total_seconds() / _HOUR_SECONDS:.0f} without a request",
            "",
        ),
        Retention("links for putting evidence files", f"{UPLOAD_LASTS.total_seconds() / 60:.0f} minutes", ""),
        Retention("links for fetching reports", f"{DOWNLOAD_LASTS.total_seconds() / 60:.0f} minutes", ""),
    )


def _kept(deployment: Deployment) -> str:
    days = deployment.keep_deleted_days
    return "for ever" if days == _FOREVER else f"{days} days after the deletion"
