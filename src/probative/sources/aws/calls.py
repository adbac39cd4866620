"""One API call in one account and region, by its arguments: what is asked once a run."""

import hashlib
from collections.abc import Mapping
from typing import Final, NamedTuple

import msgspec

from probative.domain.ids import AccountId, Region

_JSON: Final = msgspec.json.Encoder(order="sorted")
_UNIT_LENGTH: Final = 300


class Call(NamedTuple):
    """What is asked of AWS, without page tokens."""

    account: AccountId
    region: Region
    service: str
    operation: str
    arguments: Mapping[str, object]

    @property
    def name(self) -> str:
        """The call as a reader writes it, say `bedrock:GetGuardrail`."""
        return f"{self.service}:{self.operation}"

    @property
    def unit(self) -> str:
        """The call with its arguments, for a refusal."""
        told = ", ".join(f"{name}={to_text(value)}" for name, value in sorted(self.arguments.items()))
        return (f"{self.name}({told})" if told else self.name)[:_UNIT_LENGTH]

    def key(self, token: Mapping[str, object]) -> bytes:
        """Return the digest that is the same for the same call and page, and for no other."""
        asked = _JSON.encode((*self[:4], self.arguments, token))
        return hashlib.blake2b(asked, digest_size=16).digest()


def to_json(value: object) -> bytes:
    """Return `value` as compact JSON, names sorted; instants in ISO 8601, UTC; bytes in base64."""
    return _JSON.encode(value)


def to_text(value: object) -> str:
    """Return `value` for people: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else to_json(value).decode()
