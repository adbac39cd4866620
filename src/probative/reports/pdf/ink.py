"""Marks on a page: lines of text, rules, areas, shapes, links to files; all at a place, nothing flows.

Text is written as PDF operators here, and links to files as PDF objects, because tens of thousands of rows go
through them: ReportLab's own text objects and link dictionaries take four times as long.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from probative.reports.pdf.fonts import MONO, Colour, Style, shown, width_of

_ESCAPES: Final = {
    code: f"\\{code:03o}" if code < 32 or code > 126 else f"\\{chr(code)}"  # noqa: PLR2004  ASCII that prints
    for code in (*range(32), *range(127, 256), *b"()\\")
}


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
        self._document = canvas._doc  # noqa: SLF001  what `splitString` wants, and nothing else gives
        self._runs = lru_cache(maxsize=4096)(self._encoded)
        self._codes = cache(self._code_of)

    def put(self, x: float, y: float, text: str, style: Style) -> None:
        """Set one line."""
        self.put_lines((Line(x, y, text, style),))

    def put_lines(self, lines: Iterable[Line]) -> None:
        """Set several lines at once."""
        operators = ["BT"]
        last: Style | None = None
        for x, y, text, style in lines:
            if style is not last:
                operators.append(_brush(style.colour))
                last = style
            operators.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
            operators += [f"{font} {style.size} Tf ({run}) Tj" for font, run in self._runs(text, style)]
        operators.append("ET")
        self._canvas.addLiteral("\n".join(operators))

    def _encoded(self, text: str, style: Style) -> tuple[tuple[str, str], ...]:
        """Return `text` as strings of PDF, each with the font (or part of an embedded one) that it is of."""
        flat = shown(text, style)
        if style.font == MONO:
            name = self._document.getInternalFontName(MONO)
            return ((name, flat.encode("cp1252").decode("latin-1").translate(_ESCAPES)),)
        codes = [self._codes(character, style.font) for character in flat]
        return tuple((name, "".join(code for _, code in run)) for name, run in groupby(codes, key=lambda code: code[0]))

    def _code_of(self, character: str, font_name: str) -> tuple[str, str]:
        """Return the part of an embedded font that has `character`, and its code there; both stay once given."""
        font = pdfmetrics.getFont(font_name)
        ((subset, code),) = font.splitString(character, self._document)
        return font.getSubsetInternalName(subset, self._document), code.decode("latin-1").translate(_ESCAPES)

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
        self._canvas.addLiteral(f"{_pen(colour)} {thickness} w {x:.2f} {y:.2f} m {to_x:.2f} {y:.2f} l S")

    def box(self, area: Area, fill: Colour, edge: Colour | None = None) -> None:
        """Draw a filled rectangle."""
        corners = "{:.2f} {:.2f} {:.2f} {:.2f} re".format(*area)
        pen = f"{_pen(edge)} 0.5 w " if edge else ""
        self._canvas.addLiteral(f"{pen}{_brush(fill)} {corners} {'B' if edge else 'f'}")

    def shape(self, x: float, y: float, outline: str, *, fill: Colour, edge: Colour) -> None:
        """Draw a filled shape around a place; `outline` is a path in PDF operators."""
        self._canvas.addLiteral(f"q 1 0 0 1 {x:.2f} {y:.2f} cm {_pen(edge)} 0.8 w {_brush(fill)} {outline} b Q")

    def link_file(self, address: str, area: Area) -> None:
        """Make an area open a file; `address` is relative to this document, escaped, and ASCII."""
        self._canvas._addAnnotation(_FileLink(address, area))  # noqa: SLF001  as `linkURL` does


@cache
def _pen(colour: Colour) -> str:
    return "{:.3f} {:.3f} {:.3f} RG".format(*colour)


@cache
def _brush(colour: Colour) -> str:
    return "{:.3f} {:.3f} {:.3f} rg".format(*colour)


class _FileLink(pdfdoc.PDFObject):  # type: ignore[misc]  # ReportLab has no types
    """A link to a file beside the document."""

    def __init__(self, address: str, area: Area) -> None:
        self._address = address
        self._area = area

    def format(self, document: object) -> bytes:
        """Return the object in PDF."""
        del document
        x, y, width, height = self._area
        corners = f"{x:.2f} {y:.2f} {x + width:.2f} {y + height:.2f}"
        action = f"<< /S /URI /URI ({self._address.translate(_ESCAPES)}) >>"
        return f"<< /Type /Annot /Subtype /Link /Rect [ {corners} ] /Border [ 0 0 0 ] /A {action} >>".encode()
