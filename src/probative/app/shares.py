"""Use cases of sharing: a custom framework is offered to another account or region, and copied once it is accepted.

What is offered is a snapshot, with the custom controls in it and without tags; the copy goes its own way. This server
speaks for one account: a request to another waits as it would in Audit Manager, and one to its own can be accepted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.controls import check_control_quota
from probative.app.custom_frameworks import check_framework_quota
from probative.books import Books, Position
from probative.domain.custom import CustomControl, CustomControlSet, CustomFramework, FrameworkShare, ShareStatus
from probative.domain.errors import Finding, InvalidError, NotFoundError
from probative.domain.ids import AccountId
from probative.domain.people import Caller
from probative.domain.sharing import LIFE, OPEN, ShareAction, ShareSide, as_of, check_removable, moved, renewed


def start_share(  # noqa: PLR0917  who offers what to whom
    application: Application,
    caller: Caller,
    framework_id: str,
    account: AccountId,
    region: str,
    comment: str | None,
) -> FrameworkShare:
    """Offer a custom framework as it stands; the same framework to the same place is the same request, sent again.

    Raises:
        ForbiddenError: The caller may not share.
        NotFoundError: There is no such framework.
        InvalidError: It is a standard framework, it is at that place already, or there are too many recipients.
        WrongStateError: The request is being copied.
    """
    check_account(application, caller, "StartAssessmentFrameworkShare")
    if application.catalogue.find_framework(framework_id) is not None:
        raise InvalidError(Finding("frameworkId", "is a standard framework, which every account has"))
    if (account, region) == (application.account, application.region):
        raise InvalidError(Finding("destinationAccount", "has the framework already in that region"))
    now = application.clock()

    def change(books: Books) -> FrameworkShare:
        framework = books.frameworks.get(framework_id)
        new = FrameworkShare(
            id=application.new_id(),
            framework=framework,
            controls=_custom_controls(books, framework),
            source_account=application.account,
            destination_account=account,
            destination_region=region,
            comment=comment,
            status=ShareStatus.ACTIVE,
            created_at=now,
            updated_at=now,
            expires_at=now + LIFE,
        )
        sent = books.shares.select(source_account=application.account)
        known = next((share for share in sent if _place(share) == _place(new)), None)
        _check_recipients(application, sent, new)
        share = new if known is None else renewed(known, new)
        books.shares.put(share)
        return share

    return application.store.change(change)


def list_shares(
    application: Application, caller: Caller, side: ShareSide, *, after: Position | None, limit: int
) -> Sequence[FrameworkShare]:
    """Return the requests that were sent or received, as they stand now, newest first.

    Raises:
        ForbiddenError: The caller may not see them.
    """
    check_account(application, caller, "ListAssessmentFrameworkShareRequests")
    now, filed_by = application.clock(), {_FILED_BY[side]: application.account}

    def read(books: Books) -> Sequence[FrameworkShare]:
        found = books.shares.select(after=after, limit=limit, newest_first=True, **filed_by)
        return [as_of(share, now) for share in found]

    return application.store.read(read)


def update_share(
    application: Application, caller: Caller, request_id: str, *, side: ShareSide, action: ShareAction
) -> FrameworkShare:
    """Accept, decline or revoke a request; what is accepted is in the library from then on.

    Raises:
        ForbiddenError: The caller may not answer it.
        NotFoundError: There is no such request on this side.
        InvalidError: It is not for this side to do.
        WrongStateError: The request waits no more.
        QuotaError: The library has no room for the copy.
    """
    check_account(application, caller, "UpdateAssessmentFrameworkShare")
    now = application.clock()

    def change(books: Books) -> FrameworkShare:
        share = moved(_get(application, books, request_id, side), action, side, now=now)
        if action is ShareAction.ACCEPT:
            _copy(application, books, caller, share)
        books.shares.put(share)
        return share

    return application.store.change(change)


def delete_share(application: Application, caller: Caller, request_id: str, *, side: ShareSide) -> None:
    """Forget a request that is closed; a copy that was made of it stays.

    Raises:
        ForbiddenError: The caller may not delete it.
        NotFoundError: There is no such request on this side.
        WrongStateError: It waits for an answer, or is being copied.
    """
    check_account(application, caller, "DeleteAssessmentFrameworkShare")

    def change(books: Books) -> None:
        check_removable(_get(application, books, request_id, side), application.clock())
        books.shares.remove(request_id)

    application.store.change(change)


_FILED_BY: Mapping[ShareSide, str] = {
    ShareSide.SENT: "source_account",
    ShareSide.RECEIVED: "destination_account",
}


def _get(application: Application, books: Books, request_id: str, side: ShareSide) -> FrameworkShare:
    share = books.shares.find(request_id)
    if share is None or getattr(share, _FILED_BY[side]) != application.account:
        raise NotFoundError("share request", request_id)
    return share


def _place(share: FrameworkShare) -> tuple[str, str, str]:
    return share.framework.id, share.destination_account, share.destination_region


def _check_recipients(application: Application, sent: Sequence[FrameworkShare], new: FrameworkShare) -> None:
    limit, now = application.quotas.share_recipients, application.clock()
    waiting = {_place(share) for share in sent if as_of(share, now).status in OPEN}
    if len(waiting | {_place(new)}) > limit:
        raise InvalidError(Finding("destinationAccount", f"would be one of more than {limit} active recipients"))


def _custom_controls(books: Books, framework: CustomFramework) -> tuple[CustomControl, ...]:
    ids = (control_id for control_set in framework.control_sets for control_id in control_set.control_ids)
    return tuple(control for control_id in ids if (control := books.controls.find(control_id)) is not None)


def _copy(application: Application, books: Books, caller: Caller, share: FrameworkShare) -> None:
    """Add what was offered to the library, under new ids: of framework, control sets, custom controls and sources."""
    check_framework_quota(application, books)
    check_control_quota(application, books, len(share.controls))
    ids = {control.id: application.new_id() for control in share.controls}
    for control in share.controls:
        books.controls.add(_copied(application, caller, control, ids[control.id]))
    books.frameworks.add(
        replace(
            share.framework,
            id=application.new_id(),
            control_sets=tuple(
                _copied_set(application.new_id, control_set, ids) for control_set in share.framework.control_sets
            ),
            created_at=share.updated_at,
            updated_at=share.updated_at,
            created_by=caller.name,
            updated_by=caller.name,
        )
    )


def _copied(application: Application, caller: Caller, control: CustomControl, id_: str) -> CustomControl:
    now = application.clock()
    return replace(
        control,
        id=id_,
        sources=tuple(replace(source, id=application.new_id()) for source in control.sources),
        created_at=now,
        updated_at=now,
        created_by=caller.name,
        updated_by=caller.name,
    )


def _copied_set(new_id: Callable[[], str], control_set: CustomControlSet, ids: Mapping[str, str]) -> CustomControlSet:
    control_ids = tuple(ids.get(control_id, control_id) for control_id in control_set.control_ids)
    return replace(control_set, id=new_id(), control_ids=control_ids)
