"""Names of files in a report: safe on every system, bounded in length, never outside the folder.

Names come from frameworks, accounts and AWS's answers, so that they may hold anything. Only ASCII letters,
digits and `. _ -` survive; what is changed, cut or would meet another name on a system that does not tell
upper from lower case gets a piece of its SHA-256 at the end.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote

from probative.domain.evidence import Evidence, Fact
from probative.domain.ids import ControlId
from probative.domain.slots import SourceKind

DIGEST: Final = "digest.json"
"""The file of a report that says what the others should be."""

DATA_SOURCE: Final[Mapping[SourceKind, str]] = {
    SourceKind.CLOUDTRAIL: "CloudTrail",
    SourceKind.CONFIG: "Config",
    SourceKind.SECURITY_HUB: "Security Hub",
    SourceKind.API_CALL: "API calls",
    SourceKind.CLOUDWATCH: "CloudWatch",
    SourceKind.MANUAL: "Manual",
}
"""Folder of each data source, in Audit Manager's words."""

_CONTROL_LENGTH: Final = 40
_EVENT_LENGTH: Final = 20
_ACCOUNT_LENGTH: Final = 12
_ID_LENGTH: Final = 12
_HASH_LENGTH: Final = 8
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
"""Windows opens a device for these, whatever their extension."""


def control_folders(controls: Iterable[ControlId]) -> dict[ControlId, str]:
    """Return a folder name for each control: its id, wherever that is safe and its own."""
    ids = list(dict.fromkeys(controls))
    plain = {control: clean(control, _CONTROL_LENGTH) for control in ids}
    taken = Counter(name.lower() for name in plain.values())
    return {
        control: name if name == control and taken[name.lower()] == 1 else _told_apart(control, name)
        for control, name in plain.items()
    }


def clean(text: str, length: int) -> str:
    """Return `text` as part of a file name: at most `length` safe characters, never empty, no device, no dots alone."""
    name = _UNSAFE.sub("-", text)[:length].strip(".-")
    if not name:
        return "none"
    return name if not _RESERVED.fullmatch(name) else f"_{name}"[:length]


def _told_apart(text: str, name: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_LENGTH]
    return f"{name[: _CONTROL_LENGTH - _HASH_LENGTH - 1]}-{digest}"


def evidence_path(folder: str, evidence: Evidence) -> str:
    """Return where the evidence of control folder `folder` lies: day of collection, then the time when the fact held.

    The id's last 12 digits end the name; ids are name-based there, so that two items share a path only when they
    share a second, a service, an event, an account and 46 bits of SHA-256. Whoever writes must still look.
    """
    service = clean(evidence.event_source.split(".", 1)[0], _EVENT_LENGTH)
    parts = (
        f"{evidence.time:%H-%M-%S}",
        "manual" if evidence.kind is SourceKind.MANUAL else service,
        clean(evidence.event_name, _EVENT_LENGTH),
        clean(evidence.account, _ACCOUNT_LENGTH),
        clean(evidence.id.replace("-", "")[-_ID_LENGTH:], _ID_LENGTH),
    )
    return f"evidence/{folder}/{DATA_SOURCE[evidence.kind]}/{evidence.day:%Y-%m-%d}/{'_'.join(parts)}.json"


def longer_path(path: str, id_: str) -> str:
    """Return another path beside `path`, for an item whose path is taken: its whole id, hashed, ends it."""
    digest = hashlib.sha256(id_.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{path.removesuffix('.json')}_{digest}.json"


def fact_path(fact: Fact) -> str:
    """Return where a fact lies that several evidence items refer to."""
    return f"facts/{fact.time:%Y-%m-%d}/{clean(fact.id, _CONTROL_LENGTH)}.json"


def listing_path(folder: str) -> str:
    """Return where the long listing of a control lies."""
    return f"controls/{folder}.pdf"


def link(path: str) -> str:
    """Return `path` as a relative address, as links in a PDF want it."""
    return quote(path)
