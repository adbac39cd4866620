"""Tables that run over pages: the head repeats, rows stay whole where a page can hold them, long text wraps."""

from collections.abc import Sequence
from typing import Final, NamedTuple, Self

from probative.reports.pdf import fonts
from probative.reports.pdf.fonts import Style, shown
from probative.reports.pdf.ink import Area, Line
from probative.reports.pdf.marks import Look, draw_mark
from probative.reports.pdf.paper import BOTTOM, LEFT, TOP, WIDTH, Paper
from probative.reports.pdf.wrapping import wrap

_GUTTER: Final = 7.0
_PADDING: Final = 2.6
_MARK: Final = 9.0
_HEAD_HEIGHT: Final = 14.0
_BAND_HEIGHT: Final = 15.0


class Column(NamedTuple):
    """A column: its title, its share of the width, and whether it holds numbers."""

    title: str
    share: float
    is_number: bool = False


class Cell(NamedTuple):
    """What stands in a cell; a mark before it, and the key that a click leads to."""

    text: str
    style: Style = fonts.CELL
    mark: Look | None = None
    key: str = ""
    page_of: str = ""
    """Show the page number of this key instead of text."""


class _Placed(NamedTuple):
    x: float
    width: float
    column: Column


class Grid:
    """A table on `paper`; rows are drawn as they come, none is kept."""

    def __init__(self, paper: Paper, columns: Sequence[Column], *, left: float = LEFT, width: float = WIDTH) -> None:
        self._paper = paper
        self._left, self._width = left, width
        self._band = ("", "")
        shares = sum(column.share for column in columns)
        room = width - _GUTTER * (len(columns) - 1)
        self._columns: list[_Placed] = []
        x = left
        for column in columns:
            placed = _Placed(x, room * column.share / shares, column)
            self._columns.append(placed)
            x += placed.width + _GUTTER

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self) -> Self:
        """Draw the head, and have it repeated on every further page."""
        self._paper.need(_HEAD_HEIGHT + 2 * (fonts.CELL.leading + _PADDING))
        self._head()
        self._paper.repeat(self._head)
        return self

    def close(self) -> None:
        """End the table."""
        self._paper.repeat(None)
        self._paper.y -= 4

    def _head(self) -> None:
        paper = self._paper
        paper.y -= _HEAD_HEIGHT
        for x, width, column in self._columns:
            if column.is_number:
                paper.ink.put_right(x + width, paper.y + 4.5, column.title, fonts.COLUMN)
            else:
                paper.ink.put(x, paper.y + 4.5, column.title, fonts.COLUMN)
        paper.ink.rule(self._left, paper.y + 1, self._left + self._width, colour=fonts.FAINT, thickness=0.7)

        if self._band[0]:
            self._draw_band(f"{self._band[0]}, continued", "")

    def band(self, title: str, aside: str) -> None:
        """Begin a group of rows under a heading of its own, which is repeated on further pages."""
        self._band = ("", "")
        self._paper.need(_BAND_HEIGHT + 4 * fonts.CELL.leading)
        self._draw_band(title, aside)
        self._band = (title, aside)

    def _draw_band(self, title: str, aside: str) -> None:
        paper = self._paper
        paper.y -= _BAND_HEIGHT
        paper.ink.box(Area(self._left, paper.y, self._width, _BAND_HEIGHT - 2), fonts.PALE)
        paper.ink.put(self._left + 4, paper.y + 3.6, title, fonts.CELL_BOLD)
        paper.ink.put_right(self._left + self._width - 4, paper.y + 3.6, aside, fonts.CELL_SOFT)

    def row(self, *cells: Cell, note: str = "", address: str = "") -> None:
        """Add a row; `note` stands below it, a click on it opens the file at `address`."""
        wrapped = [self._wrapped(cell, placed) for cell, placed in zip(cells, self._columns, strict=True)]
        notes = self._note_lines(note)
        count = max(len(lines) for lines in wrapped)
        while count:
            fitting = self._fitting(count, len(notes))
            self._draw(cells, [lines[:fitting] for lines in wrapped], fitting)
            if address:
                height = fitting * fonts.CELL.leading
                self._paper.ink.link_file(address, Area(self._left, self._paper.y, self._width, height))
            wrapped = [lines[fitting:] for lines in wrapped]
            count -= fitting
        self._draw_note(notes)
        self._paper.y -= _PADDING
        end = self._left + self._width
        self._paper.ink.rule(self._left, self._paper.y, end, colour=fonts.RULE, thickness=0.3)

    def _wrapped(self, cell: Cell, placed: _Placed) -> tuple[str, ...]:
        if placed.column.is_number:
            return (shown(cell.text, cell.style),)
        return wrap(cell.text, cell.style, placed.width - (_MARK if cell.mark else 0))

    def _note_lines(self, note: str) -> tuple[str, ...]:
        return wrap(note, fonts.CELL_SOFT, self._left + self._width - self._note_x()) if note else ()

    def _note_x(self) -> float:
        return self._columns[1].x

    def _fitting(self, count: int, note_count: int) -> int:
        """Return how many lines of a row of `count` go on this page; turn it first where that keeps the row whole."""
        leading = fonts.CELL.leading
        height = (count + note_count) * leading + 2 * _PADDING
        if height <= TOP - BOTTOM - _HEAD_HEIGHT - _BAND_HEIGHT:
            self._paper.need(height)
            return count
        self._paper.need(leading + _PADDING)
        return max(1, min(count, int((self._paper.y - BOTTOM - _PADDING) / leading)))

    def _draw(self, cells: Sequence[Cell], wrapped: Sequence[Sequence[str]], count: int) -> None:
        paper, leading = self._paper, fonts.CELL.leading
        top = paper.y - _PADDING
        paper.y = top - count * leading
        texts: list[Line] = []
        for cell, lines, (x, width, column) in zip(cells, wrapped, self._columns, strict=True):
            if cell.mark and lines:
                draw_mark(paper.ink, cell.mark, x + 3, top - leading * 0.55)
            start = x + (_MARK if cell.mark else 0)
            if column.is_number:
                self._draw_number(cell, lines, x + width, top - leading * 0.8)
            else:
                texts += [Line(start, top - leading * (i + 0.8), line, cell.style) for i, line in enumerate(lines)]
            if cell.key:
                paper.link(cell.key, Area(x, paper.y, width, top - paper.y))
        paper.ink.put_lines(texts)

    def _draw_number(self, cell: Cell, lines: Sequence[str], x: float, y: float) -> None:
        if cell.page_of:
            self._paper.page_of(cell.page_of, x, y, cell.style)
        elif lines:
            self._paper.ink.put_right(x, y, lines[0], cell.style)

    def _draw_note(self, lines: Sequence[str]) -> None:
        paper, leading = self._paper, fonts.CELL_SOFT.leading
        for line in lines:
            paper.need(leading)
            paper.y -= leading
            paper.ink.put(self._note_x(), paper.y + leading * 0.16, line, fonts.CELL_SOFT)
