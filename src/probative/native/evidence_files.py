"""What the evidence finder finds, as a file: CSV for spreadsheets, JSON Lines for programs; made while it is sent."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Annotated, Any, Final, TypeAlias

import msgspec

from probative.app.evidence_finder import walk_evidence
from probative.domain.evidence_searches import Order
from probative.native.contract import Asked, Endpoint, Nothing, Streamed, endpoint
from probative.native.criteria import Criteria, read_criteria
from probative.native.finder import FINDER, EvidenceFound, show_found

CSV: Final = "text/csv"
JSON_LINES: Final = "application/x-ndjson"
EvidenceFile: TypeAlias = Annotated[Streamed, "text/csv", "application/x-ndjson"]

_ROWS_A_PIECE: Final = 500
_FORMULA_HEADS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  these, too
"""What spreadsheets take for a formula at the head of a cell. Source: OWASP, CSV injection."""


class Format(StrEnum):
    """What kind of file is wanted."""

    CSV = "csv"
    JSON_LINES = "jsonl"


class ExportQuery(Criteria):
    """Which evidence is wanted, in which order, and as what kind of file."""

    format: Format = Format.CSV
    order: Order = Order.NEWEST_FIRST


def export(asked: Asked, query: ExportQuery, _body: Nothing) -> EvidenceFile:
    """Return a file of all that is found."""
    walk = walk_evidence(asked.application, asked.caller, read_criteria(query), query.order)
    found = map(show_found, walk)
    name = f"evidence-{asked.application.clock():%Y-%m-%d}.{query.format}"
    if query.format is Format.CSV:
        return Streamed(media_type=CSV, file_name=name, pieces=_csv(found))
    return Streamed(media_type=JSON_LINES, file_name=name, pieces=_json_lines(found))


ENDPOINTS: Final[tuple[Endpoint[Any, Any], ...]] = (
    endpoint("GET", f"{FINDER}/export", "Take away all that is found, as CSV or JSON Lines.", export),
)


def _json_lines(found: Iterator[EvidenceFound]) -> Iterator[bytes]:
    encoder = msgspec.json.Encoder()
    while piece := list(islice(found, _ROWS_A_PIECE)):
        yield encoder.encode_lines(piece)


def _csv(found: Iterator[EvidenceFound]) -> Iterator[bytes]:
    fields = msgspec.structs.fields(EvidenceFound)
    # So that spreadsheets read it as UTF-8.
    yield b"\xef\xbb\xbf" + _lines([[field.encode_name for field in fields]])
    while piece := list(islice(found, _ROWS_A_PIECE)):
        yield _lines([[_cell(getattr(item, field.name)) for field in fields] for item in piece])


def _lines(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _cell(value: str | datetime | dict[str, str]) -> str:
    match value:
        case datetime():
            return value.isoformat()
        case dict():
            return msgspec.json.encode(value).decode()
        case str() if value.startswith(_FORMULA_HEADS):
            return f"'{value}"
        case str():
            return value
