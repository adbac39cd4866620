"""Which operation a request is for, by its method and its raw path.

The path is split while still encoded and each label is decoded after, so that an encoded slash stays inside
its label. A label is never empty.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from probative.api.protocol.model import ModelError, Operation
from probative.api.protocol.refusals import CannotParseError, UnknownOperationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An operation, and the labels of its path, decoded, by their names in it."""

    operation: Operation
    labels: Mapping[str, str]


@dataclass(slots=True)
class _Node:
    fixed: dict[str, "_Node"] = field(default_factory=dict)
    label: "_Node | None" = None
    ends: dict[str, tuple[Operation, tuple[str, ...]]] = field(default_factory=dict)


class Router:
    """The paths of `operations`, compiled once; never changed after, so safe to share."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = _Node()
        for operation in operations:
            self._add(operation)

    def match(self, method: str, raw_path: bytes | str) -> Match:
        """Return the operation at `raw_path`, which is still percent-encoded and has no query.

        Where a fixed segment and a label would both do, the fixed one wins.

        Raises:
            UnknownOperationError: No operation has this path, or none with this method.
            CannotParseError: A label is not UTF-8.
        """
        path = raw_path.decode("latin-1") if isinstance(raw_path, bytes) else raw_path
        found = self._find(path)
        if found is None or not found[0].ends:
            raise UnknownOperationError(method, path)
        node, labels = found
        if method not in node.ends:
            raise UnknownOperationError(method, path, tuple(sorted(node.ends)))
        operation, names = node.ends[method]
        return Match(operation=operation, labels=dict(zip(names, map(_decoded, labels), strict=True)))

    def _find(self, path: str) -> tuple[_Node, list[str]] | None:
        root, *segments = path.split("/")
        node: _Node | None = None if root else self._root
        labels: list[str] = []
        for segment in segments:
            if node is None:
                return None
            following = node.fixed.get(segment)
            if following is None and segment:
                following = node.label
                labels.append(segment)
            node = following
        return None if node is None else (node, labels)

    def _add(self, operation: Operation) -> None:
        node = self._root
        names: list[str] = []
        for segment in operation.path.split("/")[1:]:
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.label = node = node.label or _Node()
            else:
                node = node.fixed.setdefault(segment, _Node())
        if operation.method in node.ends:
            raise ModelError(f"{operation.name} and {node.ends[operation.method][0].name} share a route")
        node.ends[operation.method] = (operation, tuple(names))


def _decoded(segment: str) -> str:
    if "%" not in segment and segment.isascii():
        return segment
    try:
        return unquote_to_bytes(segment.encode("latin-1")).decode()
    except UnicodeError as error:
        raise CannotParseError("a label of the path is not UTF-8") from error
