"""How an operation's answer comes in pages: which output member is handed in again as which input member."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from botocore.model import OperationModel, Shape, StructureShape

from probative.domain.paths import values_at

_TOKEN_PAIRS: Final = (
    ("nextToken", "nextToken"),
    ("NextToken", "NextToken"),
    ("nextPageToken", "nextPageToken"),
    ("NextPageToken", "NextPageToken"),
    ("pageToken", "nextPageToken"),
    ("pageToken", "nextToken"),
    ("PageToken", "NextPageToken"),
    ("PaginationToken", "PaginationToken"),
    ("paginationToken", "paginationToken"),
    ("NextMarker", "NextMarker"),
    ("Marker", "NextMarker"),
    ("marker", "nextMarker"),
    ("Marker", "Marker"),
    ("marker", "marker"),
    ("ContinuationToken", "NextContinuationToken"),
    ("ContinuationToken", "ContinuationToken"),
    ("continuationToken", "continuationToken"),
    ("ExclusiveStartKey", "LastEvaluatedKey"),
    ("Position", "Position"),
    ("position", "position"),
)
"""Input and output members that hand a page's token on, tried in order where botocore has no paginator."""
_MORE: Final = ("IsTruncated", "isTruncated", "Truncated", "HasMoreResults", "HasMore")
_LIMITS: Final = ("maxResults", "MaxResults", "MaxItems", "Limit", "limit", "MaxRecords")
_PAGE_SIZE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Token members of an operation, pair by pair; no pairs: the answer is one page."""

    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    more: str = ""
    """The member that says whether there are more pages; empty: a token says so by being there."""
    limit: str = ""
    """The input member that sets the size of a page; empty: it is left to the service."""
    page_size: int = 0

    def next_token(self, answer: Mapping[str, object]) -> dict[str, object] | None:
        """Return the arguments that ask for the page after `answer`; None: it is the last."""
        if self.more and not next(values_at(answer, self.more), False):
            return None
        found = {
            name: value
            for name, path in zip(self.inputs, self.outputs, strict=True)
            for value in (_first_of(answer, path),)
            if value not in {None, ""}
        }
        return found or None

    def sized(self, arguments: Mapping[str, object]) -> dict[str, object]:
        """Return `arguments` with the page size, unless they set one."""
        return {self.limit: self.page_size, **arguments} if self.limit else dict(arguments)

    def without_tokens(self, answer: Mapping[str, object]) -> dict[str, object]:
        """Return `answer` without the members that only serve paging."""
        hidden = {path.split(".")[0] for path in self.outputs if "." not in path} | {self.more}
        return {name: value for name, value in answer.items() if name not in hidden}


def find_paging(operation: OperationModel, paginator: Mapping[str, object] | None) -> Paging:
    """Return how `operation` pages, by botocore's paginator for it or else by the names of its members."""
    takes, gives = _members(operation.input_shape), _members(operation.output_shape)
    inputs, outputs = _declared(paginator) if paginator else _detected(takes, gives)
    inputs = [name for name in inputs if name in takes]
    if not inputs or len(inputs) != len(outputs):
        return Paging()
    more = str(paginator.get("more_results", "")) if paginator else next((name for name in _MORE if name in gives), "")
    limit, size = _limit(takes, paginator)
    return Paging(inputs=tuple(inputs), outputs=tuple(outputs), more=more, limit=limit, page_size=size)


def _declared(paginator: Mapping[str, object]) -> tuple[list[str], list[str]]:
    return _listed(paginator.get("input_token")), _listed(paginator.get("output_token"))


def _detected(takes: Mapping[str, Shape], gives: Mapping[str, Shape]) -> tuple[list[str], list[str]]:
    for given, taken in _TOKEN_PAIRS:
        if given in takes and taken in gives:
            return [given], [taken]
    return [], []


def _limit(takes: Mapping[str, Shape], paginator: Mapping[str, object] | None) -> tuple[str, int]:
    """Return the limit member and the largest page it allows; nothing where the model names no largest."""
    declared = _listed(paginator.get("limit_key")) if paginator else []
    name = next((name for name in (*declared, *_LIMITS) if name in takes), "")
    most = takes[name].metadata.get("max") if name else None
    if not isinstance(most, int) or takes[name].type_name not in {"integer", "long"}:
        return "", 0
    return name, min(most, _PAGE_SIZE)


def _listed(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(part) for part in value] if isinstance(value, Sequence) else []


def _members(shape: Shape | None) -> Mapping[str, Shape]:
    return shape.members if isinstance(shape, StructureShape) else {}


def _first_of(answer: Mapping[str, object], path: str) -> object:
    """Return what stands at the first alternative of `path` that leads to something (botocore writes `A || B`)."""
    for alternative in path.split("||"):
        *head, last = alternative.strip().split(".")
        value = _descend(answer, [*head, last])
        if value not in {None, ""}:
            return value
    return None


def _descend(value: object, names: Sequence[str]) -> object:
    for name in names:
        member, _, index = name.partition("[")
        value = value.get(member) if isinstance(value, Mapping) else None
        if index == "-1]":
            value = value[-1] if isinstance(value, list) and value else None
    return value
