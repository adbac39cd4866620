"""YAML texts as plain values that remember where each of their members was written.

One rule holds here: a text from anywhere is safe to read. Only plain data comes out (no tags, no dates, no code),
and depth and repetition are bounded before anything is built.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

import yaml

from probative.domain.errors import Finding, InvalidError
from probative.domain.evidence_sources import Json

Place: TypeAlias = tuple[str | int, ...]
"""Where a member stands: keys and positions, from the top."""

DEPTH_MOST: Final = 60
NODES_MOST: Final = 200_000

JSON_EXPONENT: Final = re.compile(r"-?\d+(?:\.\d+)?[eE][+-]?\d+")
"""A number that is one to JSON, and text to YAML 1.1."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SCALARS: Final = yaml.constructor.SafeConstructor()
_TAG: Final = "tag:yaml.org,2002:"
_TEXT_TAGS: Final = frozenset({f"{_TAG}str", f"{_TAG}timestamp", f"{_TAG}value"})
"""Dates stay text: what is read is JSON, and the one who knows the shape revives them."""


class Table(dict[str, Json]):
    """A mapping that knows its file and the line of each key."""

    __slots__ = ("file", "line", "lines")

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: dict[str | int, int] = {}


class Rows(list[Json]):
    """A list that knows its file and the line of each element."""

    __slots__ = ("file", "line", "lines")

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: dict[str | int, int] = {}


def parse_document(content: bytes, name: str) -> Table:
    """Return the mapping that the YAML (or JSON) text `content` holds; `name` is the file that findings name.

    Raises:
        InvalidError: It is not UTF-8, not YAML, no mapping, or names a key twice; every double key is told.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidError(Finding(f"{name}:{line}", "is not UTF-8: save the file as UTF-8")) from error
    node = _compose(text, name)
    reader = _Reader(file=name)
    value = reader.value_of(node)
    if reader.findings:
        raise InvalidError(*reader.findings)
    if not isinstance(value, Table):
        raise InvalidError(Finding(f"{name}:1", "holds no mapping: expected `id:`, `name:` and so on at the top"))
    return value


class Breach(NamedTuple):
    """One thing wrong with a member of a document."""

    place: Place
    reason: str


def findings_of(document: Json, breaches: Iterable[Breach]) -> tuple[Finding, ...]:
    """Return `breaches` as findings `file:line field: reason`, by file and line, each once."""
    located = sorted({(*_position(document, breach.place), breach) for breach in breaches}, key=_order)
    return tuple(Finding(f"{file}:{line} {spelled(place)}".strip(), reason) for file, line, (place, reason) in located)


def _order(located: tuple[str, int, Breach]) -> tuple[str, int, str, str]:
    file, line, (place, reason) = located
    return file, line, spelled(place), reason


def _position(document: Json, place: Place) -> tuple[str, int]:
    """Return file and line of the member at `place`, or of the nearest one above it that exists."""
    file, line = (document.file, document.line) if isinstance(document, Table | Rows) else ("", 0)
    here = document
    for step in place:
        if not isinstance(here, Table | Rows):
            break
        file, line = here.file, here.lines.get(step, here.line)
        here = _member(here, step)
    return file, line


def spelled(path: Place) -> str:
    """Return `path` as people write it.

    >>> spelled(("control_sets", 0, "name"))
    'control_sets[0].name'
    """
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def _member(holder: "Table | Rows", step: str | int) -> Json:
    if isinstance(holder, dict):
        return holder.get(step) if isinstance(step, str) else None
    return holder[step] if isinstance(step, int) and step < len(holder) else None


def _compose(text: str, name: str) -> yaml.Node:
    try:
        _check_depth(text, name)
        node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = _line_of(error.problem_mark)
        raise InvalidError(Finding(f"{name}:{line}", f"is not YAML: {error.problem}")) from error
    except yaml.YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        raise InvalidError(Finding(f"{name}:{line}", f"is not YAML: {str(error).splitlines()[0]}")) from error
    if node is None:
        raise InvalidError(Finding(f"{name}:1", "is empty: expected a framework"))
    return node


def _check_depth(text: str, name: str) -> None:
    """Walk the events, which costs no stack, before anything recurses over the text."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH_MOST:
                raise InvalidError(
                    Finding(f"{name}:{_line_of(event.start_mark)}", f"is nested more than {DEPTH_MOST} levels deep")
                )
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _line_of(mark: object) -> int:
    return int(getattr(mark, "line", 0)) + 1


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Builds plain values from nodes, collecting what is wrong."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    _count: int = 0
    _above: set[int] = field(default_factory=set)

    def value_of(self, node: yaml.Node) -> Json:
        """Return the value of `node`; an alias is a copy, and counts as much as what it repeats."""
        self._count += 1
        if self._count > NODES_MOST:
            self.findings.append(
                Finding(self._place(node), f"holds more than {NODES_MOST:,} values, aliases written out")
            )
            raise InvalidError(*self.findings)
        if id(node) in self._above:
            raise InvalidError(Finding(self._place(node), "an alias holds itself: write the value out"))
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        self._above.add(id(node))
        value: Json = self._table(node) if isinstance(node, yaml.MappingNode) else self._rows(node)
        self._above.discard(id(node))
        return value

    def _table(self, node: yaml.MappingNode) -> Table:
        table = Table(self.file, node.start_mark.line + 1)
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) and key_node.tag in _TEXT_TAGS else None
            if key is None:
                self.findings.append(Finding(self._place(key_node), "a key is not text: put it in quotes"))
                continue
            if key in table:
                first = table.lines[key]
                self.findings.append(Finding(self._place(key_node), f"`{key}` stands twice, first in line {first}"))
            table.lines[key] = key_node.start_mark.line + 1
            table[key] = self.value_of(value_node)
        return table

    def _rows(self, node: yaml.Node) -> Rows:
        rows = Rows(self.file, node.start_mark.line + 1)
        for element in node.value:
            rows.lines[len(rows)] = element.start_mark.line + 1
            rows.append(self.value_of(element))
        return rows

    def _scalar(self, node: yaml.ScalarNode) -> Json:
        build = _BUILDERS.get(node.tag)
        if build is None:
            self.findings.append(Finding(self._place(node), f"the tag {node.tag!r} is not plain data: leave it out"))
            return None
        try:
            return build(node)
        except ValueError:
            self.findings.append(Finding(self._place(node), f"{node.value[:40]!r} is no number: put text in quotes"))
            return None

    def _place(self, node: yaml.Node) -> str:
        return f"{self.file}:{node.start_mark.line + 1}"


def _text(node: yaml.ScalarNode) -> Json:
    # YAML 1.1 takes JSON's 1e-05 for text, since it has no dot; a JSON file has to mean what it says.
    if not node.style and JSON_EXPONENT.fullmatch(node.value):
        return _finite(node)
    return str(node.value)


def _finite(node: yaml.ScalarNode) -> Json:
    number = float(_SCALARS.construct_yaml_float(node))
    if not math.isfinite(number):
        raise ValueError("infinite, or not a number")
    return number


_BUILDERS: Final[Mapping[str, Callable[[yaml.ScalarNode], Json]]] = {
    f"{_TAG}null": lambda _: None,
    f"{_TAG}bool": lambda node: bool(_SCALARS.construct_yaml_bool(node)),
    f"{_TAG}int": lambda node: int(_SCALARS.construct_yaml_int(node)),
    f"{_TAG}float": _finite,
    **dict.fromkeys(_TEXT_TAGS, _text),
}
