"""Secrets that CloudTrail records do carry: session credentials in the answers of STS and its kin.

CloudTrail masks parameters it knows to be secret, and leaves `responseElements.credentials.sessionToken` readable.
Nothing readable may reach evidence, so that the values are masked here, and the fact says so.
"""

import re
from typing import Final, NamedTuple

MASK: Final = b"MASKED_BY_PROBATIVE"
_TOKEN: Final = b"essionToken"
_KEY: Final = b"ecretAccessKey"
_KEYS: Final = rb"[sS]essionToken|[sS]ecretAccessKey"
# A value ends at the first quote that is not escaped; in JSON kept as a string inside JSON, at the first that is.
_PLAIN: Final = re.compile(rb'("(?:' + _KEYS + rb')"\s*:\s*")((?:[^"\\]|\\.)+)(?=")')
_NESTED: Final = re.compile(rb'(\\"(?:' + _KEYS + rb')\\"\s*:\s*\\")([^"\\]+)')


class Masked(NamedTuple):
    """A record fit to be kept, and whether anything in it was masked."""

    raw: bytes
    is_masked: bool


def may_hold_secrets(raw: bytes) -> bool:
    """Say whether there is anything in `raw` that `mask_secrets` would look at: nearly always not."""
    return _TOKEN in raw or _KEY in raw


def mask_secrets(raw: bytes) -> Masked:
    """Return the JSON `raw` with the values of session tokens and secret access keys masked, else unchanged."""
    if not may_hold_secrets(raw):
        return Masked(raw, is_masked=False)
    masked = _NESTED.sub(rb"\1" + MASK, _PLAIN.sub(rb"\1" + MASK, raw))
    return Masked(masked, is_masked=masked != raw)
