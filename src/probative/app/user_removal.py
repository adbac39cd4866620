"""Users that go for good: only those who never did anything, since a record must go on saying who did what.

Whoever did something is disabled instead, and their name stays taken.
"""

from collections.abc import Iterator
from itertools import chain

from probative.app.access import check_account
from probative.app.account_log import MANAGE, note_user, rights_told
from probative.app.application import Application
from probative.app.callers import caller_of
from probative.app.users import check_administered, end_sessions
from probative.books import Books
from probative.domain.account_changes import AccountAction
from probative.domain.engagements import Engagement
from probative.domain.errors import WrongStateError
from probative.domain.people import Caller, User


def delete_user(application: Application, caller: Caller, user_id: str) -> None:
    """Forget a user who never did anything, with its keys, sessions, drafts and saved queries.

    Raises:
        ForbiddenError: The caller does not manage users.
        NotFoundError: There is none with this id.
        WrongStateError: It is the caller, the last administrator who can act, or it did something, or is named.
    """
    check_account(application, caller, MANAGE)

    def act(books: Books) -> None:
        user = books.users.get(user_id)
        arn = caller_of(application.account, user).arn
        if arn.lower() in caller.arns:
            raise WrongStateError("user", "you", "be deleted by yourself: let another administrator do it")
        left = ", ".join(_traces(books, user, arn.lower()))
        if left:
            raise WrongStateError(f"user {user.name}", f"in the records ({left})", "be deleted: disable it instead")
        _forget(books, user, arn.lower())
        check_administered(books, "be deleted")
        note_user(application, books, caller.arn, user, AccountAction.DELETE, rights_told(user))

    application.store.change(act)


def _forget(books: Books, user: User, arn: str) -> None:
    end_sessions(books, user.id)
    for key in books.keys.select(user_id=user.id):
        books.keys.remove(key.id)
    for draft in books.drafts.select(owner_arn=arn):
        books.drafts.remove(draft.id)
    for query in books.queries.select(owner_arn=arn):
        books.queries.remove(query.id)
    for notification in books.notifications.select(recipient_arn=arn):
        books.notifications.remove(notification.id)
    books.users.remove(user.id)


def _traces(books: Books, user: User, arn: str) -> Iterator[str]:
    """Yield where the records speak of a user, in a word each."""
    engagements = books.engagements.select()
    doers = chain(
        (change.created_by for change in books.changes.select()),
        (change.created_by for change in books.account_changes.select()),
        (upload.created_by for upload in books.uploads.select()),
    )
    makers = chain(
        chain.from_iterable((control.created_by, control.updated_by) for control in books.controls.select()),
        chain.from_iterable((framework.created_by, framework.updated_by) for framework in books.frameworks.select()),
    )
    found = {
        "audit owner of an assessment": any(arn in engagement.owners() for engagement in engagements),
        "delegate": any(each.role.arn.lower() == arn for each in books.delegations.select()),
        "change log": any(doer.lower() == arn for doer in doers),
        "comment": any(user.name in _names(engagement) for engagement in engagements),
        "report": any(report.author == user.name for report in books.reports.select()),
        "custom content": user.name in makers,
    }
    yield from (where for where, is_there in found.items() if is_there)


def _names(engagement: Engagement) -> Iterator[str]:
    for control_set in engagement.control_sets:
        yield from (comment.author for comment in control_set.comments)
        for control in control_set.controls:
            yield from (comment.author for comment in control.comments)
