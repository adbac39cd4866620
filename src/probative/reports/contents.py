"""Raw content inside a JSON file, so that a reader sees it and a checker gets the very bytes back.

JSON is embedded as JSON. Where writing it again without spaces would not give the same bytes, the raw text
stands beside it; what is no JSON is given as text, what is no text as base64.
"""

import base64
import json
from collections.abc import Mapping
from typing import Final

import msgspec

from probative.domain.evidence import Fact

_DECODER: Final = msgspec.json.Decoder()
_MEMBERS: Final = b'"members"'
_HEAD_BYTES: Final = 32


def content_member(fact: Fact) -> dict[str, object]:
    """Return how the content of `fact` is shown: its digest and size, then `value`, `text` or `base64`."""
    head: dict[str, object] = {"sha256": fact.content_sha256, "size": len(fact.content)}
    text = _text(fact.content)
    if text is None:
        return head | {"encoding": "base64", "base64": base64.b64encode(fact.content).decode()}
    if not _is_json(fact.content):
        return head | {"encoding": "text", "text": text}
    value = {"encoding": "json", "value": msgspec.Raw(fact.content)}
    return head | value | ({} if _is_compact(text) else {"text": text})


def _text(content: bytes) -> str | None:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _is_json(content: bytes) -> bool:
    try:
        _DECODER.decode(content)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _is_compact(text: str) -> bool:
    """Say whether a reader gets `text` back from its value, written without spaces and with nothing escaped."""
    try:
        return json.dumps(json.loads(text), separators=(",", ":"), ensure_ascii=False) == text
    except (ValueError, RecursionError):
        return False


def member_ids(fact: Fact) -> tuple[str, ...]:
    """Return the ids of the facts that `fact` collects, where its content is `{"members": [ids]}`; else none."""
    if _MEMBERS not in fact.content[:_HEAD_BYTES]:
        return ()  # spares the parsing of nearly every fact
    try:
        value = _DECODER.decode(fact.content)
    except msgspec.DecodeError:
        return ()
    match value:
        case {"members": list(ids)} if len(value) == 1 and all(isinstance(id_, str) for id_ in ids):
            return tuple(ids)
        case _:
            return ()


def fact_members(fact: Fact) -> dict[str, object]:
    """Return `fact` as the members of a JSON object: what was asked, of whom, when, and the raw content."""
    return {
        "factId": fact.id,
        "slotId": fact.slot_id,
        "dataSource": fact.kind,
        "question": fact.question,
        "part": fact.part,
        "evidenceAwsAccountId": fact.account,
        "region": fact.region,
        "eventSource": fact.event_source,
        "eventName": fact.event_name,
        "iamId": fact.principal,
        "resource": fact.resource,
        "time": fact.time.isoformat(),
        "collectedAt": fact.collected_at.isoformat(),
        "provenance": _sorted(fact.provenance),
        "content": content_member(fact),
    }


def _sorted(members: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(members.items()))
