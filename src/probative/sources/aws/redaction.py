"""Secrets in answers are masked before anything keeps them.

botocore marks members `sensitive`, but also such that evidence needs: names of guardrails, what a filter does
with a prompt, model cards. So a member is masked when it is marked and its name speaks of a secret, or when the
table below names it: those that hold secrets although nobody marked them.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from botocore.model import ListShape, MapShape, Shape, StructureShape

MASK: Final = "***"

_SECRET_NAME: Final = re.compile(
    r"(?i)secret(?!s?(_?arn|_?name|_?id)s?$)|passw|credential|private_?key|token|api_?key|auth|presigned|user_?name"
    r"|signature|(stream|activation|solution|mac|vsan|session|specific)_?key|cookie|connection_?string|url$"
)
_NOT_SECRET: Final = re.compile(r"(?i)max_?tokens|token_?(count|limit)|next_?token|authorizer|authentication_?type")

UNMARKED: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        ("codebuild", "environmentVariables"),
        ("ec2", "UserData"),
        ("ecs", "environment"),
        ("glue", "DefaultArguments"),
        ("lambda", "Environment"),
        ("lightsail", "masterUserPassword"),
        ("rds", "MasterUserPassword"),
        ("redshift", "MasterUserPassword"),
        ("redshift", "DbPassword"),
        ("sagemaker", "Environment"),
        ("sagemaker", "PresignedDomainUrl"),
    }
)
"""Members that may hold secrets although the model marks nothing, by service: values are masked, names stay."""


def is_secret(service: str, name: str, shape: Shape) -> bool:
    """Say whether the member `name` of that shape is masked."""
    if (service, name) in UNMARKED:
        return True
    marked = bool(shape.metadata.get("sensitive"))
    return marked and bool(_SECRET_NAME.search(name)) and not _NOT_SECRET.search(name)


class Redaction:
    """Masks the secrets in answers of one service; remembers which shapes hold none, which is most."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._holds = lru_cache(maxsize=None)(self._holds_secret)

    def redact(self, shape: Shape | None, value: object) -> object:
        """Return `value` with its secrets masked; the same object where there is none."""
        if shape is None or not self._holds(shape):
            return value
        if isinstance(shape, StructureShape) and isinstance(value, Mapping):
            return {name: self._redact_member(shape, name, member) for name, member in value.items()}
        if isinstance(shape, ListShape) and isinstance(value, list):
            return [self.redact(shape.member, element) for element in value]
        if isinstance(shape, MapShape) and isinstance(value, Mapping):
            return {name: self.redact(shape.value, member) for name, member in value.items()}
        return value

    def _redact_member(self, shape: StructureShape, name: str, value: object) -> object:
        member = shape.members.get(name)
        if member is not None and is_secret(self._service, name, member):
            return _masked(value)
        return self.redact(member, value)

    def _holds_secret(self, shape: Shape, inside: frozenset[str] = frozenset()) -> bool:
        if shape.name in inside:
            return False
        below = inside | {shape.name}
        if isinstance(shape, StructureShape):
            return any(
                is_secret(self._service, name, member) or self._holds_secret(member, below)
                for name, member in shape.members.items()
            )
        if isinstance(shape, ListShape):
            return self._holds_secret(shape.member, below)
        return isinstance(shape, MapShape) and self._holds_secret(shape.value, below)


def _masked(value: object) -> object:
    """Return `value` with every leaf masked: that something was set remains evidence."""
    if isinstance(value, Mapping):
        return {name: _masked(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_masked(element) for element in value]
    return value if value is None or isinstance(value, bool) else MASK
