"""The registration of the account, and of the delegated administrator of its organization.

An account that is not registered reads nothing and changes nothing; what it has is kept, unless its settings say that
everything goes.
"""

from dataclasses import replace
from typing import Final, TypeVar

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.change_log import Act, tell_deleted
from probative.books import Books, Shelf
from probative.domain.collecting import Removal
from probative.domain.engagements import AssessmentStatus
from probative.domain.errors import Finding, InvalidError, NotRegisteredError
from probative.domain.ids import AccountId, name_based_uuid
from probative.domain.people import Caller
from probative.domain.registration import AccountStatus, Registration, Settings

T = TypeVar("T")

DELETE_ALL: Final = "ALL"

_ORGANIZATION_DIGITS: Final = 10
_WEIGHT: Final = 100


def check_registered(application: Application, caller: Caller) -> None:
    """Return if the account is registered.

    Raises:
        NotRegisteredError: It is not.
    """
    if _known_status(application) is not AccountStatus.ACTIVE:
        raise NotRegisteredError(caller.arn, "use an account that is not registered")


def account_status(application: Application) -> AccountStatus:
    """Return whether the service is on; whoever is let in may know."""
    return application.store.read(lambda books: _registration(application, books)).status


def register_account(
    application: Application, caller: Caller, *, kms_key: str | None, admin_account: AccountId | None
) -> AccountStatus:
    """Turn the service on, set the KMS key, or name the delegated administrator; None: as it is.

    Assessments that were there when it was turned off sleep from then on, until they are edited and saved.

    Raises:
        ForbiddenError: The caller may not.
        InvalidError: There is another delegated administrator, or it would be the account itself.
    """
    check_account(application, caller, "RegisterAccount")

    def act(books: Books) -> AccountStatus:
        registration = _registration(application, books)
        if registration.status is AccountStatus.INACTIVE:
            _put_to_sleep(books)
        if admin_account is not None:
            registration = _with_admin(application, registration, admin_account, "delegatedAdminAccount")
        if kms_key is not None:
            settings = books.settings.find(application.account) or Settings(id=application.account)
            books.settings.put(replace(settings, kms_key=kms_key))
            registration = replace(registration, kms_key=kms_key)
        _keep(application, books, replace(registration, status=AccountStatus.ACTIVE))
        return AccountStatus.ACTIVE

    status = application.store.change(act)
    application.wake()
    return status


def _put_to_sleep(books: Books) -> None:
    for engagement in books.engagements.select(status=AssessmentStatus.ACTIVE):
        books.engagements.put(replace(engagement, is_dormant=True))


def deregister_account(application: Application, caller: Caller) -> AccountStatus:
    """Turn the service off: nothing is collected from then on.

    Where the deregistration policy is to delete everything, that is done at once: assessments and what people did in
    them, custom content, settings and uploaded files; evidence in the lake goes once the time has passed for which the
    settings keep it. Reports stay where they were put; users, their keys and the administrator of the organization
    stay, too.

    Raises:
        ForbiddenError: The caller may not.
        StoreError: An uploaded file cannot be removed; then nothing else was, and it may be tried again.
    """
    check_account(application, caller, "DeregisterAccount")
    if application.store.read(lambda books: _deletes_all(application, books)):
        # Before the books forget where they are. Done twice, it does no harm.
        for upload in application.store.read(lambda books: books.uploads.select()):
            if upload.key:
                application.objects.remove(upload.key)

    def change(books: Books) -> AccountStatus:
        if _deletes_all(application, books):
            for engagement in books.engagements.select():
                act = Act(caller, application.clock(), engagement.id)
                tell_deleted(application, books, act, engagement.name)
                books.removals.put(Removal(id=engagement.id, deleted_at=act.at))
            _clear(books)
        registration = _registration(application, books)
        _keep(application, books, replace(registration, status=AccountStatus.INACTIVE))
        return AccountStatus.INACTIVE

    status = application.store.change(change)
    application.wake()
    return status


def get_organization_admin(application: Application, caller: Caller) -> Registration:
    """Return the registration, which names the delegated administrator, if there is one.

    Raises:
        ForbiddenError: The caller may not know.
    """
    check_account(application, caller, "GetOrganizationAdminAccount")
    return application.store.read(lambda books: _registration(application, books))


def register_organization_admin(application: Application, caller: Caller, admin_account: AccountId) -> Registration:
    """Name the delegated administrator; it being named already, nothing happens.

    Raises:
        ForbiddenError: The caller may not.
        InvalidError: There is another one, or it would be the account itself.
    """
    check_account(application, caller, "RegisterOrganizationAdminAccount")

    def act(books: Books) -> Registration:
        registration = _registration(application, books)
        return _keep(application, books, _with_admin(application, registration, admin_account, "adminAccountId"))

    return application.store.change(act)


def deregister_organization_admin(application: Application, caller: Caller, admin_account: AccountId | None) -> None:
    """Take the delegated administrator away; None: whoever it is.

    Raises:
        ForbiddenError: The caller may not.
        InvalidError: There is none, or it is another.
    """
    check_account(application, caller, "DeregisterOrganizationAdminAccount")

    def act(books: Books) -> None:
        registration = _registration(application, books)
        if registration.admin_account is None or admin_account not in {None, registration.admin_account}:
            # AWS: clients look for this text.
            reason = "Tenant is not in expected state: this account is not the delegated administrator"
            raise InvalidError(Finding("adminAccountId", reason))
        _keep(application, books, replace(registration, admin_account=None, organization_id=None))

    application.store.change(act)


def _known_status(application: Application) -> AccountStatus:
    """Return the status; read anew only where the books may have changed since: it is asked for by each request."""
    # Before reading: what changes meanwhile belongs to the next edition.
    edition = application.store.edition_at_hand()
    if edition is None:
        return account_status(application)
    return application.recent.get(
        "registration", edition, AccountStatus, lambda: account_status(application), weigh=lambda _: _WEIGHT
    )


def _registration(application: Application, books: Books) -> Registration:
    return books.registrations.find(application.account) or Registration(
        id=application.account,
        status=AccountStatus.INACTIVE,
        kms_key=None,
        admin_account=None,
        organization_id=None,
        updated_at=application.clock(),
    )


def _with_admin(
    application: Application, registration: Registration, admin_account: AccountId, field: str
) -> Registration:
    if registration.admin_account not in {None, admin_account}:
        # AWS: clients look for this text.
        reason = f"Cannot change delegated Admin for an active account from {registration.admin_account}"
        raise InvalidError(Finding(field, reason))
    if admin_account == application.account:
        reason = "the management account cannot be the delegated administrator: name another account"
        raise InvalidError(Finding(field, reason))
    return replace(registration, admin_account=admin_account, organization_id=_organization_id(application.account))


def _organization_id(account: AccountId) -> str:
    # There is no organization to ask here: the account's own, always the same.
    return f"o-{name_based_uuid('organization', account).replace('-', '')[:_ORGANIZATION_DIGITS]}"


def _keep(application: Application, books: Books, registration: Registration) -> Registration:
    kept = replace(registration, updated_at=application.clock())
    books.registrations.put(kept)
    return kept


def _deletes_all(application: Application, books: Books) -> bool:
    settings = books.settings.find(application.account)
    return settings is not None and settings.delete_resources == DELETE_ALL


def _clear(books: Books) -> None:
    _empty(books.engagements)
    _empty(books.delegations)
    _empty(books.changes)
    _empty(books.notifications)
    _empty(books.reports)
    _empty(books.selections)
    _empty(books.uploads)
    _empty(books.statuses)
    _empty(books.controls)
    _empty(books.frameworks)
    _empty(books.shares)
    _empty(books.tags)
    _empty(books.drafts)
    _empty(books.settings)


def _empty(shelf: Shelf[T]) -> None:
    for value in shelf.select():
        shelf.remove(shelf.position(value).id)
