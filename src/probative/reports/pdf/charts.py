"""Pictures: stacked bars and heat maps, every part of them labelled with its number."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from probative.domain.summaries import Coverage
from probative.reports.pdf import fonts
from probative.reports.pdf.fonts import Colour, Style, width_of
from probative.reports.pdf.ink import Area
from probative.reports.pdf.marks import Look, draw_mark
from probative.reports.pdf.paper import LEFT, RIGHT, WIDTH, Paper
from probative.reports.pdf.wrapping import wrap

_BAR_LABEL: Final = 132.0
_BAR_TOTAL: Final = 40.0
_BAR_HEIGHT: Final = 12.0
_BAR_GAP: Final = 7.0
_SEGMENT_AIR: Final = 5.0
_NUMBER: Final = Style(fonts.REGULAR, 6.6, 9)
_CELL_LABEL: Final = 84.0
_CELL_HEIGHT: Final = 15.0
_CELL_WIDEST: Final = 62.0
_CELL_NARROWEST: Final = 22.0
_FLAT_HEAD: Final = 12.0
_ROUNDING: Final = 1e-9
_DARK_FROM: Final = 0.55
_LIGHT: Final[Colour] = (0.95, 0.96, 0.98)
_DARK: Final[Colour] = (0.13, 0.29, 0.47)


class Bar(NamedTuple):
    """One bar: its label, where a click on it leads, and its parts in order."""

    label: str
    key: str
    parts: Sequence[tuple[Look, int]]


def draw_legend(paper: Paper, looks: Sequence[Look]) -> None:
    """Draw what the shades and shapes mean, on one line."""
    paper.need(30)
    paper.y -= 11
    x = LEFT
    for look in looks:
        draw_mark(paper.ink, look, x + 3, paper.y + 2.4)
        paper.ink.put(x + 10, paper.y, look.word, fonts.NOTE)
        x += 10 + width_of(look.word, fonts.NOTE) + 16
    paper.y -= 5


def draw_bars(paper: Paper, bars: Sequence[Bar], unit: str) -> None:
    """Draw `bars`, each as long as the others, with numbers in their parts and the total, in `unit`, behind them."""
    for bar in bars:
        lines = wrap(bar.label, fonts.CELL, _BAR_LABEL - 10)
        height = max(_BAR_HEIGHT, len(lines) * fonts.CELL.leading) + _BAR_GAP
        paper.need(height)
        paper.y -= height
        middle = paper.y + (height - _BAR_GAP) / 2
        top = middle + len(lines) * fonts.CELL.leading / 2
        for index, line in enumerate(lines):
            paper.ink.put(LEFT, top - fonts.CELL.leading * (index + 0.78), line, fonts.CELL)
        area = Area(LEFT + _BAR_LABEL, middle - _BAR_HEIGHT / 2, WIDTH - _BAR_LABEL - _BAR_TOTAL, _BAR_HEIGHT)
        draw_stack(paper, bar.parts, area)
        total = sum(count for _, count in bar.parts)
        paper.ink.put_right(RIGHT, middle - 2.4, f"{total:,}", fonts.CELL_BOLD)
        if bar.key:
            paper.link(bar.key, Area(LEFT, paper.y, WIDTH, height - _BAR_GAP))
    if unit:
        paper.y -= 9
        paper.ink.put_right(RIGHT, paper.y, unit, fonts.COLUMN)
    paper.y -= 4


def draw_stack(paper: Paper, parts: Sequence[tuple[Look, int]], area: Area) -> None:
    """Draw one bar; a part is never narrower than its number."""
    filled = [(look, count) for look, count in parts if count]
    if not filled:
        paper.ink.box(area, fonts.WHITE, fonts.RULE)
        paper.ink.put(area.x + 5, area.y + area.height / 2 - 2.3, "none", fonts.NOTE)
        return
    x = area.x
    for (look, count), width in zip(filled, _widths([count for _, count in filled], area.width), strict=True):
        paper.ink.box(Area(x, area.y, width, area.height), look.fill, look.edge)
        number = _NUMBER._replace(colour=look.ink)
        paper.ink.put_centred(x + width / 2, area.y + area.height / 2 - 2.3, f"{count:,}", number)
        x += width


def _widths(counts: Sequence[int], width: float) -> list[float]:
    least = [width_of(f"{count:,}", _NUMBER) + _SEGMENT_AIR for count in counts]
    rest = width - sum(least)
    return [low + rest * count / sum(counts) for low, count in zip(least, counts, strict=True)]


def draw_heat_map(
    paper: Paper, rows: Sequence[str], columns: Sequence[str], coverage: Callable[[str, str], Coverage | None]
) -> None:
    """Draw the share answered for each row and column; columns that do not fit beside each other go below."""
    fitting = int((WIDTH - _CELL_LABEL) / _CELL_NARROWEST)
    for start in range(0, len(columns), fitting):
        _draw_block(paper, rows, columns[start : start + fitting], coverage)
    _draw_scale(paper)


def _draw_block(
    paper: Paper, rows: Sequence[str], columns: Sequence[str], coverage: Callable[[str, str], Coverage | None]
) -> None:
    width = min(_CELL_WIDEST, (WIDTH - _CELL_LABEL) / len(columns))

    def head() -> None:
        _draw_head(paper, columns, width)

    paper.need(_head_height(columns, width) + 2 * _CELL_HEIGHT)
    head()
    paper.repeat(head)
    for row in rows:
        paper.need(_CELL_HEIGHT)
        paper.y -= _CELL_HEIGHT
        paper.ink.put(LEFT, paper.y + 4.8, row, fonts.CELL)
        for index, column in enumerate(columns):
            area = Area(LEFT + _CELL_LABEL + index * width, paper.y + 0.6, width - 1.2, _CELL_HEIGHT - 1.2)
            _draw_cell(paper, area, coverage(row, column))
    paper.repeat(None)
    paper.y -= 8


def _head_height(columns: Sequence[str], width: float) -> float:
    return _FLAT_HEAD if _is_flat(columns, width) else _widest(columns) + 6


def _is_flat(columns: Sequence[str], width: float) -> bool:
    return _widest(columns) < width - 3


def _widest(columns: Sequence[str]) -> float:
    return max(width_of(column, fonts.COLUMN) for column in columns)


def _draw_head(paper: Paper, columns: Sequence[str], width: float) -> None:
    is_flat = _is_flat(columns, width)
    paper.y -= _head_height(columns, width)
    for index, column in enumerate(columns):
        middle = LEFT + _CELL_LABEL + (index + 0.5) * width
        if is_flat:
            paper.ink.put_centred(middle, paper.y + 3, column, fonts.COLUMN)
        else:
            paper.ink.put_upright(middle + 2, paper.y + 3, column, fonts.COLUMN)


def _draw_cell(paper: Paper, area: Area, coverage: Coverage | None) -> None:
    share = coverage.share if coverage is not None else None
    middle, y = area.x + area.width / 2, area.y + area.height / 2 - 2.3
    if share is None:
        paper.ink.box(area, fonts.WHITE, fonts.RULE)
        paper.ink.put_centred(middle, y, "–" if coverage is None else "n/a", fonts.CELL_SOFT)  # noqa: RUF001  a dash
        return
    paper.ink.box(area, _shade(share))
    style = _NUMBER._replace(colour=fonts.WHITE if share >= _DARK_FROM else fonts.INK)
    paper.ink.put_centred(middle, y, percent(share), style)


def _shade(share: float) -> Colour:
    red, green, blue = (low + (high - low) * share**1.5 for low, high in zip(_LIGHT, _DARK, strict=True))
    return (red, green, blue)


def percent(share: float) -> str:
    """Return `share` in whole per cent, rounded down: 100 means all, never nearly all; 0 means none or nearly none.

    >>> percent(0.9999), percent(1.0)
    ('99', '100')
    """
    # 29 of 100 is 28.999999999999996 per cent to a float.
    return str(int(share * 100 + _ROUNDING))


def _draw_scale(paper: Paper) -> None:
    paper.need(16)
    paper.y -= 9
    x = LEFT + _CELL_LABEL
    for step, share in enumerate((0.0, 0.25, 0.5, 0.75, 1.0)):
        paper.ink.box(Area(x + step * 16, paper.y, 16, 7), _shade(share))
    text = "0 to 100 per cent of the expected observations answered in full; n/a: nothing was expected"
    paper.ink.put(x + 88, paper.y + 1.2, text, fonts.COLUMN)
    paper.y -= 8
