"""What people should know of: a delegation made for them, a control set submitted, a review completed.

Notifications are kept in the transaction that gives rise to them, and announced to the world once it is kept.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.change_log import Act
from probative.books import Books, Position
from probative.domain.engagements import Engagement, Notification
from probative.domain.ids import name_based_uuid
from probative.domain.people import Caller

_NO_TOPIC: Final = "NONE"
_EVENT: Final = slice(-8)
"""The part of a notification's id that all recipients of one event share."""


class News(NamedTuple):
    """What happened to a control set of an assessment, in words, and the ARNs of whom it concerns."""

    engagement: Engagement
    control_set_id: str
    description: str
    recipients: frozenset[str]


class Told(NamedTuple):
    """Notifications of one event that were kept, to be announced once the transaction is."""

    notifications: tuple[Notification, ...]
    topic: str | None


def notify(application: Application, books: Books, act: Act, news: News) -> Told:
    """Keep `news` for each recipient, be it who did it, too."""
    event = name_based_uuid(application.new_id())[_EVENT]
    milliseconds = int(act.at.timestamp() * 1000)
    notifications = tuple(
        Notification(
            id=f"{milliseconds}_{event}{number:08x}",
            recipient_arn=arn,
            assessment_id=news.engagement.id,
            assessment_name=news.engagement.name,
            control_set_id=news.control_set_id,
            control_set_name=news.control_set_id,
            description=news.description,
            source=act.by.name,
            created_at=act.at,
        )
        for number, arn in enumerate(sorted({arn.lower() for arn in news.recipients}))
    )
    for notification in notifications:
        books.notifications.add(notification)
    return Told(notifications, _topic(application, books))


def _topic(application: Application, books: Books) -> str | None:
    settings = books.settings.find(application.account)
    return settings.sns_topic if settings and settings.sns_topic != _NO_TOPIC else None


def announce(application: Application, told: Iterable[Told]) -> None:
    """Tell the world of what was kept: each recipient, and the topic of the settings once an event."""
    for notifications, topic in told:
        for number, notification in enumerate(notifications):
            application.announcer.announce(notification, None if number else topic)


def list_notifications(
    application: Application, caller: Caller, *, after: Position | None, limit: int
) -> Sequence[Notification]:
    """Return the notifications for the caller, newest first, one more than `limit` if there are more.

    Whoever is told of one event as a user and as a role sees it once.

    Raises:
        ForbiddenError: The caller may not read notifications.
    """
    check_account(application, caller, "ListNotifications")
    arns = caller.arns
    seen = after.id[_EVENT] if after else ""

    def read(books: Books) -> Sequence[Notification]:
        # One more event than fits, each told as often as the caller has ARNs, and the rest of the one seen last.
        at_most = (limit + 2) * len(arns)
        return books.notifications.select(after=after, limit=at_most, newest_first=True, recipient_arn=arns)

    events = groupby(application.store.read(read), key=lambda notification: notification.id[_EVENT])
    return [next(told) for event, told in events if event != seen][: limit + 1]
