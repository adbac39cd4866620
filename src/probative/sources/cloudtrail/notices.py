"""Notices of what is new, from an SQS queue: the port `Notices`.

A notice says where to look and is never evidence itself: what it names is found by listing, as without it. So it does
not matter which of four forms it has, whether it comes twice, late or never, or what else lies in the queue.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from urllib.parse import unquote_plus, urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from probative.domain.collecting import Notice, NoticeKind
from probative.domain.errors import StoreError
from probative.domain.ids import AccountId, Region
from probative.ports.ambient import Clock
from probative.sources.cloudtrail.layout import parse_file_place
from probative.sources.cloudtrail.s3_access import S3Access

_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_REGION: Final = re.compile(r"sqs\.([a-z0-9-]+)\.")
_WAIT_SECONDS: Final = 5
"""SQS allows 20; a server that is stopped waits for it."""
_MESSAGES_AT_ONCE: Final = 10
"""The most that SQS gives at once."""
_MESSAGE_LIMIT: Final = 300
_HELD_FOR: Final = timedelta(hours=1)


class _Message(NamedTuple):
    """A message that is not settled."""

    receipt: str
    """Of the last time that it was received."""
    notices: tuple[Notice, ...]


@dataclass(slots=True)
class QueueNotices:
    """The notices in the queue at `url`; `client` is botocore's of SQS.

    A message is deleted once it is settled, and comes again from the queue until then.
    """

    client: Any
    url: str
    clock: Clock
    _held: dict[str, _Message] = field(default_factory=dict)
    """By the ids of messages."""

    def wait(self) -> Collection[Notice]:
        """Wait some seconds for notices, and return all that were told and are not settled.

        Raises:
            StoreError: The queue cannot be used.
        """
        with self._told("read"):
            answer = self.client.receive_message(
                QueueUrl=self.url, MaxNumberOfMessages=_MESSAGES_AT_ONCE, WaitTimeSeconds=_WAIT_SECONDS
            )
        now = self.clock()
        for message in answer.get("Messages", ()):
            self._take(message, now)
        # What tells nothing is of no use to anybody: not told again.
        self._delete([id_ for id_, message in self._held.items() if not message.notices])
        # What nobody heeds for so long comes again, if the queue still has it.
        self._held = {id_: held for id_, held in self._held.items() if now - held.notices[0].told_at < _HELD_FOR}
        return {notice for message in self._held.values() for notice in message.notices}

    def settle(self, heeded: Collection[Notice]) -> None:
        """Delete the messages that tell of nothing but `heeded`.

        Raises:
            StoreError: The queue cannot be written.
        """
        self._delete([id_ for id_, message in self._held.items() if all(each in heeded for each in message.notices)])

    def _take(self, message: Mapping[str, Any], now: datetime) -> None:
        id_, receipt = message["MessageId"], message["ReceiptHandle"]
        held = self._held.get(id_)
        notices = held.notices if held else tuple(dict.fromkeys(notices_in(message.get("Body", ""), now)))
        self._held[id_] = _Message(receipt, notices)

    def _delete(self, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), _MESSAGES_AT_ONCE):
            some = ids[start : start + _MESSAGES_AT_ONCE]
            entries = [{"Id": str(number), "ReceiptHandle": self._held[id_].receipt} for number, id_ in enumerate(some)]
            with self._told("written"):
                self.client.delete_message_batch(QueueUrl=self.url, Entries=entries)
            for id_ in some:
                del self._held[id_]

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except (BotoCoreError, ClientError) as error:
            raise StoreError(f"the queue {self.url} cannot be {what}: {str(error)[:_MESSAGE_LIMIT]}") from error


def open_notices(access: S3Access, url: str, clock: Clock) -> QueueNotices:
    """Return the notices in the queue at `url`, asked in the region that its address names."""
    found = _REGION.match(urlsplit(url).hostname or "")
    return QueueNotices((replace(access, region=found[1]) if found else access).queues(), url, clock)


def notices_in(body: str, at: datetime) -> Iterator[Notice]:
    """Yield what a message tells of, heard `at`: one of S3, CloudTrail or EventBridge, or through SNS.

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
        place = parse_file_place(key)
        if place is not None and place.region is not None:
            yield Notice(place.account, place.region, at)
    for account, region in _checked(message):
        if _ACCOUNT.fullmatch(account):
            yield Notice(AccountId(account), Region(region), at, NoticeKind.CHECKS)


def _checked(message: object) -> Iterator[tuple[str, str]]:
    """Yield the accounts and regions of which Config or Security Hub tell something.

    Source: AWS Config developer guide, "Monitoring AWS Config with Amazon EventBridge"; AWS Security Hub user guide,
    "EventBridge event types for Security Hub".
    """
    match message:
        case {
            "source": "aws.config",
            "detail-type": "Config Rules Compliance Change",
            "detail": {"awsAccountId": str(account), "awsRegion": str(region)},
        }:
            yield account, region
        case {
            "source": "aws.securityhub",
            "detail-type": "Security Hub Findings - Imported",
            "region": str(region),
            "detail": {"findings": [*findings]},
        }:
            yield from (_place_of(finding, region) for finding in findings)
        case _:
            return


def _place_of(finding: object, region: str) -> tuple[str, str]:
    """Return where a finding is of: an administrator's account is told of those of its members."""
    match finding:
        case {"AwsAccountId": str(account), "Region": str(own)}:
            return account, own
        case {"AwsAccountId": str(account)}:
            return account, region
        case _:
            return "", region


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
