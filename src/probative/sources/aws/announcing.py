"""Notifications sent on: to an SNS topic, beside the work that they tell of.

Whoever announces never waits and never fails: what cannot be sent is told to the log, without its text.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from probative.domain.engagements import Notification

_LOG: Final = logging.getLogger(__name__)
_AT_ONCE: Final = 2
_WAITING_MOST: Final = 1_000
_SUBJECT_LENGTH: Final = 100
_FIFO: Final = ".fifo"


class SnsAnnouncer:
    """Publishes to the topic of the settings, with the client that `connect` makes for the topic's region."""

    def __init__(self, connect: Callable[[str], Any]) -> None:
        self._connect = connect
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="announcing")
        self._waiting = 0

    def announce(self, notification: Notification, topic: str | None) -> None:
        """Tell of `notification` soon, to `topic` (its ARN), if there is one."""
        if not topic or self._waiting >= _WAITING_MOST:
            return
        self._waiting += 1
        self._threads.submit(self._publish, notification, topic).add_done_callback(self._done)

    def _publish(self, notification: Notification, topic: str) -> None:
        ordered = {"MessageGroupId": notification.assessment_id, "MessageDeduplicationId": notification.id}
        try:
            self._connect(topic.split(":")[3]).publish(
                TopicArn=topic,
                Subject=f"{notification.source}: {notification.assessment_name}"[:_SUBJECT_LENGTH],
                Message=notification.description,
                **(ordered if topic.endswith(_FIFO) else {}),
            )
        except (BotoCoreError, ClientError) as error:
            _LOG.warning("notification %s was not sent to %s: %s", notification.id, topic, type(error).__name__)

    def _done(self, _: "Future[None]") -> None:
        self._waiting -= 1

    def close(self) -> None:
        """Send what waits, and end."""
        self._threads.shutdown(wait=True)
