"""Service events sent to a bus of Amazon EventBridge."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from probative.domain.errors import BusError
from probative.domain.service_events import ServiceEvent

SOURCE: Final = "probative"
"""AWS takes no events from others that call themselves `aws.auditmanager`."""
_AT_ONCE: Final = 10
"""Source: EventBridge API reference, PutEvents."""


class EventBridge:
    """The bus with this name or ARN, told through the client that `connect` makes when it is first needed."""

    def __init__(self, bus: str, connect: Callable[[], Any]) -> None:
        self._bus = bus
        self._connect = connect
        self._client: Any = None

    def send(self, events: Sequence[ServiceEvent]) -> Iterator[str]:
        """Yield the ids of those that were taken, ten at a time.

        Raises:
            BusError: Others were refused, or the bus cannot be reached; it says by which error, and for which bus.
        """
        refusals: list[str] = []
        for start in range(0, len(events), _AT_ONCE):
            some = events[start : start + _AT_ONCE]
            for event, said in zip(some, self._put(some), strict=True):
                if error := said.get("ErrorCode"):
                    refusals.append(error)
                else:
                    yield event.id
        if refusals:
            raise BusError(f"{self._bus} refused {len(refusals)} events: {', '.join(sorted(set(refusals)))}")

    def _put(self, events: Sequence[ServiceEvent]) -> Sequence[dict[str, Any]]:
        try:
            if self._client is None:
                self._client = self._connect()
            entries: Sequence[dict[str, Any]] = self._client.put_events(Entries=[self._entry(each) for each in events])[
                "Entries"
            ]
        except ClientError as error:
            raise BusError(f"{self._bus}: {error.response['Error']['Code']}") from error
        except BotoCoreError as error:
            raise BusError(f"{self._bus}: {type(error).__name__}") from error
        return entries

    def _entry(self, event: ServiceEvent) -> dict[str, Any]:
        change = event.change
        detail = {
            "eventID": event.id,
            "author": change.created_by,
            "assessmentTenantId": event.account,
            "assessmentName": event.assessment_name,
            "assessmentID": change.assessment_id,
            "eventTime": int(event.created_at.timestamp() * 1000),
            "eventName": change.action,
            "eventType": change.object_type,
        }
        parts = {"controlSetId": change.control_set_id, "controlId": change.control_id}
        return {
            "EventBusName": self._bus,
            "Source": SOURCE,
            "DetailType": event.type,
            "Time": event.created_at,
            "Resources": [event.assessment_arn],
            "Detail": json.dumps(detail | {name: value for name, value in parts.items() if value}),
        }
