"""Answers from the state by rule, so that an operation needs a line of data and no code.

* list: the resources whose members equal the input members of the same name, a page of them; filters such as
  `statusEquals`, `NameContains` and `CreationTimeAfter` hold as their names say.
* get: the one resource that the key members name; batch: those that a list of keys names.
* create, update, delete, set: the same in writing.
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from probative_demo.catalogue import Collection, filled
from probative_demo.errors import ApiError, SeedError
from probative_demo.models import Members, operation
from probative_demo.places import Place
from probative_demo.state import State

_TOKENS: Final = ("nextToken", "NextToken", "NextMarker", "Marker", "PaginationToken")
_LIMITS: Final = re.compile(r"(?i)max(results|items|records)|limit|pagesize|resourcesperpage")
_FILTER: Final = re.compile(r"(?P<name>\w+?)(?P<how>Equals|Contains|After|Before|Prefix)")
PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A call on a collection: what is asked, where, and when."""

    state: State
    place: Place
    collection: Collection
    operation: str
    given: Members
    now: datetime

    @property
    def resources(self) -> list[Members]:
        """What the collection holds here."""
        return self.state.of(self.place, self.collection.service, self.collection.name)

    @property
    def output(self) -> Any:  # noqa: ANN401  a shape of moto's model
        """The shape of the answer; None: it is empty."""
        return operation(self.collection.service, self.operation).output_shape


def answer(asked: Asked, way: str) -> Members:
    """Answer a call in the way that the catalogue says.

    Raises:
        ApiError: As AWS would: no such resource.
    """
    with asked.state.lock:
        return _WAYS[way](asked)


def _list(asked: Asked) -> Members:
    _check_parent(asked)
    items, shape = _items_member(asked)
    found = [resource for resource in asked.resources if _wanted(asked, resource)]
    page, token = page_of(asked.given, found)
    answered: Members = {items: [_summary(asked, shape.member, resource) for resource in page]}
    token_member = next((name for name in _TOKENS if name in asked.output.members), None)
    if token and token_member:
        answered[token_member] = token
    return answered


def _check_parent(asked: Asked) -> None:
    """Return if what the listed resources belong to exists: a list of its children is asked for by its key."""
    parent = asked.collection.parent
    names = [name for name in asked.given if name in asked.collection.key]
    if not parent or not names:
        return
    siblings = asked.state.of(asked.place, asked.collection.service, parent)
    if not any(asked.given[name] in resource.values() for resource in siblings for name in names):
        raise _not_found(asked)


def _items_member(asked: Asked) -> tuple[str, Any]:
    members = asked.output.members
    name = asked.collection.items if asked.collection.items in members else None
    name = name or next((name for name, shape in members.items() if shape.type_name == "list"), None)
    if name is None:
        raise SeedError(f"{asked.operation} has no list in its output")
    return name, members[name]


def _summary(asked: Asked, shape: Any, resource: Members) -> Any:  # noqa: ANN401  a shape; a string or members
    if shape.type_name != "structure":
        return resource[asked.collection.pick or next(iter(asked.collection.key.values()))[0]]
    extra = {name: resource.get(spelled) for name, spelled in asked.collection.renamed.items()}
    return {**resource, **{name: value for name, value in extra.items() if value is not None}}


def _wanted(asked: Asked, resource: Members) -> bool:
    return all(_holds(asked.collection, resource, name, value) for name, value in asked.given.items())


def _holds(collection: Collection, resource: Members, name: str, value: object) -> bool:
    if name in collection.key:
        return _is_key(collection, resource, name, value)
    spelled = collection.where.get(name) or collection.renamed.get(name, name)
    mine = resource.get(spelled)
    if isinstance(mine, str | bool | int):
        return mine in value if isinstance(value, list) else mine == value
    found = _FILTER.fullmatch(name)
    return not found or _COMPARE[found["how"]](_member_like(resource, found["name"]), value)


def _is_key(collection: Collection, resource: Members, name: str, value: object) -> bool:
    asked = value if isinstance(value, list) else [value]
    return any(resource.get(member) in asked for member in collection.key[name])


def _member_like(resource: Members, name: str) -> Any:  # noqa: ANN401  whatever the resource holds
    lowered = name.lower()
    exact = (value for member, value in resource.items() if member.lower() == lowered)
    ends = (value for member, value in resource.items() if member.lower().endswith(lowered))
    return next(exact, None) or next(ends, None)


_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "Equals": lambda mine, asked: mine is None or mine == asked,
    "Contains": lambda mine, asked: mine is None or asked in mine,
    "Prefix": lambda mine, asked: mine is None or mine.startswith(asked),
    "After": lambda mine, asked: mine is None or mine > _aware(asked, mine),
    "Before": lambda mine, asked: mine is None or mine < _aware(asked, mine),
}


def _aware(value: datetime, like: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=like.tzinfo)


def page_of(given: Members, found: list[Members], *, size: int = PAGE) -> tuple[list[Members], str | None]:
    """Return the page of `found` that the token and the limit in `given` mean, and the token of the next.

    Raises:
        ApiError: The token is none of ours.
    """
    limit = next((int(value) for name, value in given.items() if _LIMITS.fullmatch(name)), size)
    token = next((value for name, value in given.items() if name in _TOKENS), None)
    try:
        start = int(base64.urlsafe_b64decode(token)) if token else 0
    except ValueError as error:
        raise ApiError("ValidationException", "The pagination token is not valid.") from error
    end = start + max(1, limit)
    following = base64.urlsafe_b64encode(str(end).encode()).decode() if end < len(found) else None
    return found[start:end], following


def _named(asked: Asked) -> Members | None:
    """Return the resource that the key members name; of a collection without a key, the only one."""
    collection = asked.collection
    keys = {name: value for name, value in asked.given.items() if name in collection.key}
    for resource in asked.resources:
        if all(_is_key(collection, resource, name, value) for name, value in keys.items()):
            return resource
    return None


def _get(asked: Asked) -> Members:
    found = _named(asked)
    if found is None:
        if asked.collection.missing == "empty":
            return {}
        raise _not_found(asked)
    return _wrapped(asked, found)


def _wrapped(asked: Asked, resource: Members) -> Members:
    wrap = asked.collection.wrap
    shape = asked.output
    return {wrap: resource} if wrap and shape is not None and wrap in shape.members else resource


def _not_found(asked: Asked) -> ApiError:
    named = ", ".join(str(value) for name, value in asked.given.items() if name in asked.collection.key)
    message = f"The resource {named or asked.collection.name} could not be found in {asked.place.region}."
    if asked.collection.missing:
        code, _, text = asked.collection.missing.partition(": ")
        return ApiError(code, text.replace("{account}", asked.place.account) or message)
    shapes = operation(asked.collection.service, asked.operation).error_shapes
    code = next((shape.name for shape in shapes if "NotFound" in shape.name), "ValidationException")
    return ApiError(code, message)


def _batch(asked: Asked) -> Members:
    items, _ = _items_member(asked)
    key, spelled = next(iter(asked.collection.key.items()))
    ids: Iterable[object] = asked.given.get(key) or [resource.get(spelled[0]) for resource in asked.resources]
    wanted = set(map(str, ids))
    return {items: [each for each in asked.resources if any(str(each.get(name)) in wanted for name in spelled)]}


def _create(asked: Asked) -> Members:
    digest = hashlib.sha256(json.dumps([asked.given, len(asked.resources)], default=str).encode()).hexdigest()
    names = {"id": digest[:12], "ID": digest[:10].upper(), "uuid": _uuid(digest)}
    made = filled({**names, **asked.collection.new, **unconfigured(asked.given)}, asked.place, asked.now)
    made = {name: asked.now if value == "now" else value for name, value in made.items() if name not in names}
    asked.resources.append(made)
    return _wrapped(asked, made)


def _uuid(digest: str) -> str:
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"


def unconfigured(given: Any) -> Any:  # noqa: ANN401  whatever was sent
    """Return request members as answers spell them: `contentPolicyConfig.filtersConfig` is `contentPolicy.filters`."""
    match given:
        case dict():
            policies = any(name.endswith("PolicyConfig") or name in _CONFIG_LISTS for name in given)
            return {
                (name.removesuffix("Config") if policies else name): unconfigured(value)
                for name, value in given.items()
            }
        case list():
            return [unconfigured(item) for item in given]
        case _:
            return given


_CONFIG_LISTS: Final = frozenset(
    {"filtersConfig", "topicsConfig", "wordsConfig", "managedWordListsConfig", "piiEntitiesConfig", "regexesConfig"}
)


def _update(asked: Asked) -> Members:
    found = _named(asked)
    if found is None and asked.collection.key:
        raise _not_found(asked)
    if found is None:
        found = {}
        asked.resources.append(found)
    found.update(unconfigured(asked.given))
    found.update({name: asked.now for name in found if name.lower() in _UPDATED})
    return _wrapped(asked, found)


_UPDATED: Final = frozenset({"updatedat", "lastupdatedat", "lastmodifiedtime", "lastmodified"})


def _delete(asked: Asked) -> Members:
    found = _named(asked)
    if found is None:
        if asked.collection.missing == "empty":
            return {}
        raise _not_found(asked)
    asked.resources.remove(found)
    return _wrapped(asked, found)


def _set(asked: Asked) -> Members:
    found = _named(asked)
    if found is None:
        raise _not_found(asked)
    found.update(asked.collection.set[asked.operation])
    return _wrapped(asked, found)


_WAYS: Final[Mapping[str, Callable[[Asked], Members]]] = {
    "list": _list,
    "get": _get,
    "batch": _batch,
    "create": _create,
    "update": _update,
    "delete": _delete,
    "set": _set,
}
