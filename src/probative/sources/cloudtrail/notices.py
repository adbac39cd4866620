"""Notices of new log files, from an SQS queue: the port `LogNotices`.

A notice says where to look and is never evidence itself: what it names is found by listing, as without it. So it does
not matter which of four forms it has, whether it comes twice, late or never, or what else lies in the queue.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import unquote_plus, urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from probative.domain.errors import StoreError
from probative.domain.ids import AccountId
from probative.sources.cloudtrail.layout import parse_place
from probative.sources.cloudtrail.s3_access import S3Access

_REGION: Final = re.compile(r"sqs\.([a-z0-9-]+)\.")
_WAIT_SECONDS: Final = 5
"""SQS allows 20; a server that is stopped waits for it."""
_MESSAGES_AT_ONCE: Final = 10
"""The most that SQS gives at once."""
_MESSAGE_LIMIT: Final = 300


@dataclass(slots=True)
class QueueNotices:
    """The notices in the queue at `url`; `client` is botocore's of SQS."""

    client: Any
    url: str
    _receipts: list[str] = field(default_factory=list)

    def wait(self) -> Sequence[AccountId]:
        """Return the accounts of which new files have come; none: nothing came for some seconds.

        Raises:
            StoreError: The queue cannot be read.
        """
        try:
            answer = self.client.receive_message(
                QueueUrl=self.url, MaxNumberOfMessages=_MESSAGES_AT_ONCE, WaitTimeSeconds=_WAIT_SECONDS
            )
        except (BotoCoreError, ClientError) as error:
            raise StoreError(f"the queue {self.url} cannot be read: {str(error)[:_MESSAGE_LIMIT]}") from error
        messages = answer.get("Messages", ())
        self._receipts = [message["ReceiptHandle"] for message in messages]
        accounts = [account for message in messages for account in accounts_in(message.get("Body", ""))]
        if not accounts:
            # Of no use to anybody: not told again.
            self.settle()
        return tuple(dict.fromkeys(accounts))

    def settle(self) -> None:
        """Forget what was told last: it is heeded.

        Raises:
            StoreError: The queue cannot be written.
        """
        if not self._receipts:
            return
        entries = [{"Id": str(number), "ReceiptHandle": each} for number, each in enumerate(self._receipts)]
        self._receipts = []
        try:
            self.client.delete_message_batch(QueueUrl=self.url, Entries=entries)
        except (BotoCoreError, ClientError) as error:
            raise StoreError(f"the queue {self.url} cannot be written: {str(error)[:_MESSAGE_LIMIT]}") from error


def open_notices(access: S3Access, url: str) -> QueueNotices:
    """Return the notices in the queue at `url`, asked in the region that its address names."""
    found = _REGION.match(urlsplit(url).hostname or "")
    return QueueNotices((replace(access, region=found[1]) if found else access).queues(), url)


def accounts_in(body: str) -> Iterator[AccountId]:
    """Yield the accounts of the log files that a message names: one of S3, CloudTrail or EventBridge, or through SNS.

    Source: Amazon S3 user guide, "Event message structure"; AWS CloudTrail user guide, "Configuring Amazon SNS
    notifications".
    """
    message = _parsed(body)
    match message:
        case {"Type": "Notification", "Message": str(inner)}:
            message = _parsed(inner)
        case _:
            pass
    for key in _keys(message):
        place = parse_place(key.rpartition("/")[0])
        if place is not None:
            yield place.account


def _parsed(body: str) -> object:
    try:
        parsed: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return parsed


def _keys(message: object) -> Iterator[str]:
    match message:
        case {"s3ObjectKey": [*keys]}:
            yield from (key for key in keys if isinstance(key, str))
        case {"Records": [*records]}:
            yield from (key for record in records for key in _key_of(record))
        case {"detail": {"object": {"key": str(key)}}}:
            yield key
        case _:
            return


def _key_of(record: object) -> Iterator[str]:
    match record:
        case {"s3": {"object": {"key": str(key)}}}:
            yield unquote_plus(key)
        case _:
            return
