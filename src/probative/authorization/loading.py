"""Policies from files to one set: each statement parsed and checked against the schema, so that a slip has its line."""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final, NamedTuple

from cedarpy import PolicySet, Schema, validate_policies

from probative.domain.deployment import PolicyFile
from probative.domain.errors import Finding, InvalidError

_SHIPPED: Final = "policies"
_SCHEMA: Final = "schema.cedarschema"
_SUFFIX: Final = ".cedar"
_TOKENS: Final = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|;', re.DOTALL)
_NOTHING: Final = re.compile(r"(?:\s|//[^\n]*(?:\n|$))*")


class Statement(NamedTuple):
    """A policy as it stands in a file."""

    place: str
    """`file:line` where it begins, for people."""
    text: str


class Policies(NamedTuple):
    """What decides, and what it may speak of."""

    policies: PolicySet
    schema: Schema
    look_at_clock: bool
    """Whether an added policy speaks of the time. The shipped ones do only where the caller's rights have an end."""


def load_policies(folder: Path | None) -> Policies:
    """Return the shipped policies with those of `folder`, if there is one.

    A file of `folder` that is called like a shipped one takes its place, an empty one takes it away; others are added.

    Raises:
        InvalidError: A policy cannot be read, or speaks of what the schema does not know; it names file and line.
    """
    text = files("probative.authorization").joinpath(_SHIPPED, _SCHEMA).read_text(encoding="utf-8")
    schema = Schema.from_str(text)
    added = _added(folder)
    sources = {**_shipped(), **added}
    statements = [statement for place, text in sources.values() for statement in split(place, text)]
    findings = [finding for statement in statements if (finding := _check(statement, schema))]
    if findings:
        raise InvalidError(*findings)
    return Policies(
        policies=PolicySet.from_str("\n".join(statement.text for statement in statements)),
        schema=schema,
        look_at_clock=any("context" in text for _, text in added.values()),
    )


def policy_files(folder: Path | None) -> list[PolicyFile]:
    """Return the files that decide, the schema first, then the shipped ones and those of `folder`, each by name.

    Raises:
        InvalidError: The folder is none, or a file cannot be read.
    """
    shipped, added = _shipped(), _added(folder)
    schema = files("probative.authorization").joinpath(_SHIPPED, _SCHEMA).read_text(encoding="utf-8")
    told = [PolicyFile(name=_SCHEMA, content=schema, is_own=False, is_in_force=True)]
    told += [
        PolicyFile(name=name, content=text, is_own=False, is_in_force=name not in added)
        for name, (_, text) in shipped.items()
    ]
    told += [
        PolicyFile(name=name, content=text, is_own=True, is_in_force=bool(text.strip()))
        for name, (_, text) in added.items()
    ]
    return told


def split(place: str, text: str) -> Iterator[Statement]:
    """Yield the statements of the file at `place`; what follows the last semicolon is one, unless nothing does."""
    start = 0
    ends = [match.end() for match in _TOKENS.finditer(text) if match.group() == ";"]
    for end in (*ends, len(text)):
        head = _NOTHING.match(text, start, end)
        begin = head.end() if head else start
        if begin < end:
            yield Statement(f"{place}:{text.count(chr(10), 0, begin) + 1}", text[begin:end])
        start = end


def _shipped() -> Mapping[str, tuple[str, str]]:
    found = (file for file in files("probative.authorization").joinpath(_SHIPPED).iterdir())
    policies = sorted((file for file in found if file.name.endswith(_SUFFIX)), key=lambda file: file.name)
    return {file.name: (file.name, file.read_text(encoding="utf-8")) for file in policies}


def _added(folder: Path | None) -> Mapping[str, tuple[str, str]]:
    if folder is None:
        return {}
    if not folder.is_dir():
        raise InvalidError(Finding(str(folder), "is no folder of policies"))
    try:
        return {path.name: (str(path), path.read_text(encoding="utf-8")) for path in sorted(folder.glob(f"*{_SUFFIX}"))}
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidError(Finding(str(folder), f"its policies cannot be read: {error}")) from error


def _check(statement: Statement, schema: Schema) -> Finding | None:
    try:
        PolicySet.from_str(statement.text)
    except ValueError as error:
        return Finding(statement.place, str(error))
    result = validate_policies(statement.text, schema)
    if result.validation_passed:
        return None
    return Finding(statement.place, "; ".join(error.error for error in result.errors))
