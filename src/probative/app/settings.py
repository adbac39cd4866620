"""The settings of the account: read, and changed in parts; what was sent comes back."""

from dataclasses import dataclass, replace
from typing import Final, TypeVar

from probative.app.access import check_account
from probative.app.application import Application
from probative.books import Books, Store
from probative.domain.engagements import Destination
from probative.domain.errors import Finding, InvalidError
from probative.domain.ids import AccountId, name_based_uuid
from probative.domain.people import Caller, Role, RoleType
from probative.domain.registration import FinderStatus, Settings

T = TypeVar("T")

DEFAULT_KEY: Final = "DEFAULT"
"""As on the wire: no key of the account's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChange:
    """What is to be set; None: as it is."""

    sns_topic: str | None = None
    report_destination: Destination | None = None
    process_owners: tuple[Role, ...] | None = None
    kms_key: str | None = None
    finder: FinderStatus | None = None
    delete_resources: str | None = None
    export_destination: Destination | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsView:
    """The settings as they are shown."""

    settings: Settings
    has_organization: bool
    finder_store: str
    """The ARN that stands for the evidence in questions to the evidence finder."""


def get_settings(application: Application, caller: Caller) -> SettingsView:
    """Return the settings of the account.

    Raises:
        ForbiddenError: The caller may not read them.
    """
    check_account(application, caller, "GetSettings")
    return application.store.read(lambda books: _view(application, books, _settings(application, books)))


def update_settings(application: Application, caller: Caller, change: SettingsChange) -> SettingsView:
    """Set what is named in `change`, and return all settings.

    Raises:
        ForbiddenError: The caller may not change them.
        InvalidError: A default owner is no audit owner.
    """
    check_account(application, caller, "UpdateSettings")
    _check_owners(change.process_owners or ())

    def act(books: Books) -> SettingsView:
        settings = _changed(_settings(application, books), change)
        books.settings.put(settings)
        return _view(application, books, settings)

    return application.store.change(act)


def kms_key_of(store: Store, account: AccountId) -> str:
    """Return the KMS key that files in S3 are to be encrypted with; empty: the bucket decides."""
    settings = store.read(lambda books: books.settings.find(account))
    key = settings.kms_key if settings else None
    return "" if key is None or key == DEFAULT_KEY else key


def finder_store(application: Application) -> str:
    """Return the id of the event data store that statements of the evidence finder name."""
    return name_based_uuid("evidence finder", application.account)


def is_finder_enabled(application: Application, books: Books) -> bool:
    """Say whether the evidence finder may be asked by statements."""
    return _settings(application, books).finder is FinderStatus.ENABLED


def _settings(application: Application, books: Books) -> Settings:
    return books.settings.find(application.account) or Settings(id=application.account)


def _view(application: Application, books: Books, settings: Settings) -> SettingsView:
    registration = books.registrations.find(application.account)
    return SettingsView(
        settings=settings,
        has_organization=registration is not None and registration.organization_id is not None,
        finder_store=f"arn:aws:cloudtrail:{application.region}:{application.account}:eventdatastore/{finder_store(application)}",
    )


def _changed(settings: Settings, change: SettingsChange) -> Settings:
    return replace(
        settings,
        sns_topic=_or(change.sns_topic, settings.sns_topic),
        report_destination=_or(change.report_destination, settings.report_destination),
        process_owners=settings.process_owners if change.process_owners is None else change.process_owners,
        kms_key=_or(change.kms_key, settings.kms_key),
        finder=settings.finder if change.finder is None else change.finder,
        delete_resources=_or(change.delete_resources, settings.delete_resources),
        export_destination=_or(change.export_destination, settings.export_destination),
    )


def _or(wanted: T | None, kept: T | None) -> T | None:
    return kept if wanted is None else wanted


def _check_owners(roles: tuple[Role, ...]) -> None:
    findings = [
        Finding(f"defaultProcessOwners.{number}.member.roleType", f"{role.type} is given by delegation only")
        for number, role in enumerate(roles, start=1)
        if role.type is not RoleType.PROCESS_OWNER
    ]
    if findings:
        raise InvalidError(*findings)
