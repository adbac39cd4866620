"""Marks on a page: lines of text, rules, areas, shapes; all at a place, nothing flows."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

from probative.reports.pdf.fonts import Colour, Style, shown, width_of


class Area(NamedTuple):
    """A rectangle by its lower left corner, in points."""

    x: float
    y: float
    width: float
    height: float


class Line(NamedTuple):
    """One line of text, by the left end of its base line."""

    x: float
    y: float
    text: str
    style: Style


class Ink:
    """Draws on the present page of a canvas."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas

    def put(self, x: float, y: float, text: str, style: Style) -> None:
        """Set one line."""
        self.put_lines((Line(x, y, text, style),))

    def put_lines(self, lines: Iterable[Line]) -> None:
        """Set several lines at once: the quick way for rows of tables."""
        block = self._canvas.beginText()
        last: Style | None = None
        for x, y, text, style in lines:
            if style is not last:
                block.setFont(style.font, style.size)
                block.setFillColorRGB(*style.colour)
                last = style
            block.setTextOrigin(x, y)
            block.textOut(shown(text, style))
        self._canvas.drawText(block)

    def put_right(self, x: float, y: float, text: str, style: Style) -> None:
        """Set one line that ends at `x`."""
        self.put(x - width_of(shown(text, style), style), y, text, style)

    def put_centred(self, x: float, y: float, text: str, style: Style) -> None:
        """Set one line around `x`."""
        self.put(x - width_of(shown(text, style), style) / 2, y, text, style)

    def put_upright(self, x: float, y: float, text: str, style: Style) -> None:
        """Set one line that runs upwards."""
        self._canvas.saveState()
        self._canvas.translate(x, y)
        self._canvas.rotate(90)
        self.put(0, 0, text, style)
        self._canvas.restoreState()

    def rule(self, x: float, y: float, to_x: float, *, colour: Colour, thickness: float = 0.5) -> None:
        """Draw a horizontal line."""
        self._canvas.setStrokeColorRGB(*colour)
        self._canvas.setLineWidth(thickness)
        self._canvas.line(x, y, to_x, y)

    def box(self, area: Area, fill: Colour, edge: Colour | None = None) -> None:
        """Draw a filled rectangle."""
        self._pens(fill, edge or fill, 0.5)
        self._canvas.rect(*area, stroke=int(edge is not None), fill=1)

    def disc(self, x: float, y: float, radius: float, *, fill: Colour, edge: Colour) -> None:
        """Draw a filled circle around its centre."""
        self._pens(fill, edge, 0.8)
        self._canvas.circle(x, y, radius, stroke=1, fill=1)

    def polygon(self, points: Sequence[tuple[float, float]], fill: Colour, edge: Colour) -> None:
        """Draw a filled shape through `points`."""
        path = self._canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        path.close()
        self._pens(fill, edge, 0.8)
        self._canvas.drawPath(path, stroke=1, fill=1)

    def _pens(self, fill: Colour, edge: Colour, thickness: float) -> None:
        self._canvas.setFillColorRGB(*fill)
        self._canvas.setStrokeColorRGB(*edge)
        self._canvas.setLineWidth(thickness)
