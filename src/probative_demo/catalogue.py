"""The seed files: which collections there are, which operations answer from them, and what is in them.

A file of `seed/` maps services to collections. A collection says

* `key`: input members that name one resource, each with the resource members it may equal;
* `list`, `get`, `batch`, `create`, `update`, `delete`: the operations; `set`: operations that only change members;
* `items`, `wrap`, `pick`, `as`, `where`: how its answers differ from the rule in `answers`;
* `parent`: the collection that the resources of this one belong to;
* `new`: members of a resource that `create` makes up; `missing`: the error (or `empty`) where there is none;
* `defaults`: members that all resources share; `resources`: what exists, each with the places it exists `in`.

In strings `{name}` stands for a member of the same resource, or for `account`, `region` or `day`.
`!ago 3d4h` is a time so long before the midnight that the day began with (`!ago -3d`: after it);
`!ms_ago` the same in milliseconds.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib import resources as package_files
from typing import Any, Final, NamedTuple

import yaml

from probative_demo.errors import SeedError
from probative_demo.models import Members
from probative_demo.places import ACCOUNTS, PLACES, Place
from probative_demo.state import State

_SPAN: Final = re.compile(r"(-?)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?")
_NAME: Final = re.compile(r"\{(\w+)\}")


class Ago(NamedTuple):
    """A time told by its distance from the start of the day."""

    span: timedelta
    as_milliseconds: bool = False
    """Told as milliseconds since 1970: some services have no timestamps."""

    def at(self, start: datetime) -> datetime | int:
        """Return the time itself."""
        moment = start - self.span
        return int(moment.timestamp() * 1000) if self.as_milliseconds else moment


class _Loader(yaml.CSafeLoader):
    pass


def _ago(loader: _Loader, node: yaml.ScalarNode) -> Ago:
    text = loader.construct_scalar(node)
    found = _SPAN.fullmatch(text)
    if not found:
        raise SeedError(f"line {node.start_mark.line + 1}: {text!r} is no span like 3d4h")
    sign, days, hours, minutes = found.groups(default="0")
    span = timedelta(days=int(days), hours=int(hours), minutes=int(minutes))
    return Ago(-span if sign == "-" else span)


def _ms_ago(loader: _Loader, node: yaml.ScalarNode) -> Ago:
    return _ago(loader, node)._replace(as_milliseconds=True)


_Loader.add_constructor("!ago", _ago)
_Loader.add_constructor("!ms_ago", _ms_ago)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Resources of one kind, and the operations that speak of them."""

    service: str
    name: str
    key: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    list: tuple[str, ...] = ()
    get: str | None = None
    batch: str | None = None
    create: str | None = None
    update: str | None = None
    delete: str | None = None
    set: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    items: str | None = None
    """Output member that holds the resources; None: the first list."""
    wrap: str | None = None
    """Output member that holds the one resource; None: the output is the resource."""
    pick: str | None = None
    """Member that stands for the resource where a list holds plain strings."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """`as`: members of a summary that the resource spells otherwise."""
    where: Mapping[str, str] = field(default_factory=dict)
    """Input members that must equal a resource member of another name."""
    new: Mapping[str, object] = field(default_factory=dict)
    missing: str | None = None
    parent: str | None = None
    """Collection of the same service that a list's key names a resource of."""
    defaults: Mapping[str, object] = field(default_factory=dict)
    resources: tuple[Members, ...] = ()

    def operations(self) -> Iterator[tuple[str, str]]:
        """Yield each operation with the way it is answered."""
        yield from ((name, "list") for name in self.list)
        for way in ("get", "batch", "create", "update", "delete"):
            if name := getattr(self, way):
                yield name, way
        yield from ((name, "set") for name in self.set)


def _many(value: str | Iterable[str] | None) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


def _collection(service: str, name: str, said: dict[str, Any]) -> Collection:
    said = dict(said)
    key = {member: _many(names) for member, names in said.pop("key", {}).items()}
    listed = _many(said.pop("list", None))
    renamed = said.pop("as", {})
    seeded = tuple(said.pop("resources", ()) or ())
    try:
        return Collection(service=service, name=name, key=key, list=listed, renamed=renamed, resources=seeded, **said)
    except TypeError as error:
        raise SeedError(f"{service}.{name}: {error}") from error


@cache
def load_catalogue() -> tuple[Collection, ...]:
    """Read all seed files."""
    collections: list[Collection] = []
    folder = package_files.files("probative_demo") / "seed"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".yaml"):
            continue
        said = yaml.load(file.read_text("utf-8"), _Loader)
        collections += [
            _collection(service, name, collection)
            for service, group in said.items()
            for name, collection in group.items()
        ]
    return tuple(collections)


def places_in(spelled: Iterable[str]) -> Iterator[Place]:
    """Yield the places that a seed file's `in` means: `production`, `research/eu-west-1`, `everywhere`."""
    for text in spelled:
        name, _, region = text.partition("/")
        accounts = set(ACCOUNTS.values()) if name == "everywhere" else {ACCOUNTS[name]}
        yield from (place for place in PLACES if place.account in accounts and region in {"", place.region})


def seed(state: State, start: datetime) -> None:
    """Let everything in the catalogue exist; times count from `start`, the midnight of the day."""
    for collection in load_catalogue():
        for said in collection.resources:
            resource = {**collection.defaults, **said}
            spelled = resource.pop("in")
            for place in places_in(_many(spelled)):
                state.add(place, collection.service, collection.name, filled(resource, place, start))


def filled(resource: Mapping[str, Any], place: Place, start: datetime) -> Members:
    """Return `resource` as it is in `place`: names in braces and times filled in."""
    names: dict[str, str] = {"account": place.account, "region": place.region, "day": f"{start:%Y-%m-%d}"}
    for name, value in resource.items():
        if isinstance(value, str | int):
            names[name] = _fill_text(str(value), names)
    return {name: _fill(value, names, start) for name, value in resource.items()}


def _fill_text(text: str, names: Mapping[str, str]) -> str:
    return _NAME.sub(lambda found: names.get(found[1], found[0]), text) if "{" in text else text


def _fill(value: Any, names: Mapping[str, str], start: datetime) -> Any:  # noqa: ANN401  whatever YAML holds
    match value:
        case Ago():
            return value.at(start)
        case str():
            return _fill_text(value, names)
        case dict():
            return {_fill_text(str(key), names): _fill(item, names, start) for key, item in value.items()}
        case list():
            return [_fill(item, names, start) for item in value]
        case _:
            return value
