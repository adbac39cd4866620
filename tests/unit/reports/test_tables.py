"""Tables for machines: whole, and harmless in a spreadsheet."""

import csv
import io

import pytest

from probative.reports.tables import Table, write_coverage, write_refusals
from tests.support.reports import Size, made, refusal, some_refusals, summary_of

SUMMARY, LAKE = made(Size(accounts=2, regions=2, days=3))


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_cell_that_would_be_a_formula_gets_an_apostrophe(cell: str) -> None:
    file = io.BytesIO()
    Table(file, ("column",)).add((cell,))

    assert read(file.getvalue()) == [{"column": f"'{cell}"}]


@pytest.mark.parametrize("cell", ['a "b", c', "two\nlines", "é 中文", "", "a=1", "'"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    file = io.BytesIO()
    Table(file, ("column", "other")).add((cell, "x"))

    assert read(file.getvalue()) == [{"column": cell, "other": "x"}]


def test_lines_end_as_the_standard_says() -> None:
    file = io.BytesIO()
    Table(file, ("a", "b")).add((1, ""))

    assert file.getvalue() == b"a,b\r\n1,\r\n"


def test_coverage_is_told_once_for_all_and_then_by_control() -> None:
    file = io.BytesIO()
    write_coverage(file, SUMMARY)
    rows = read(file.getvalue())

    together = [row for row in rows if not row["control_id"]]
    assert len(together) == len(SUMMARY.cells)
    assert sum(int(row["expected"]) for row in together) == SUMMARY.coverage.expected
    assert sum(int(row["refused"]) for row in together) == SUMMARY.coverage.refused
    assert {row["control_id"] for row in rows} == {"", *SUMMARY.controls}


def test_every_refusal_is_told_with_the_controls_that_asked() -> None:
    lines = [*some_refusals(SUMMARY.assessment), refusal(message="=cmd|' /C calc'!A0", region="eu-west-1")]
    summary = summary_of(SUMMARY.assessment, SUMMARY.framework, LAKE, refusals=lines)
    file = io.BytesIO()
    write_refusals(file, summary)
    rows = read(file.getvalue())

    assert len(rows) == len(lines)
    assert rows[-1]["message"] == "'=cmd|' /C calc'!A0"
    assert rows[-1]["remedy"] == "grant the reader role this call; `probative policy` prints the policy"
    assert rows[-1]["controls"].split() == [id_ for id_, told in summary.controls.items() if told.refusals]
