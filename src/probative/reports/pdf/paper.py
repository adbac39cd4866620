"""Sheets of A4 with a cursor that runs down them: paragraphs, headings, links, footers.

One pass writes the file. What is known only at the end (how many pages there are, on which one a control stands)
is drawn as a named form, whose content follows when it is known.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import IO, Final, NamedTuple

from reportlab.pdfgen.canvas import Canvas

from probative.reports.pdf import fonts
from probative.reports.pdf.fonts import Style, shown, width_of
from probative.reports.pdf.ink import Area, Ink
from probative.reports.pdf.wrapping import wrap

PAGE_WIDTH: Final = 595.28
PAGE_HEIGHT: Final = 841.89
LEFT: Final = 56.0
RIGHT: Final = PAGE_WIDTH - 56.0
TOP: Final = PAGE_HEIGHT - 62.0
BOTTOM: Final = 66.0
WIDTH: Final = RIGHT - LEFT

DISCLAIMER: Final = "States what was collected; it does not judge the organisation."
_VERSION: Final = (1, 4)
"""The first version of PDF in which a document says its language, and that its title is to be shown."""
_TOTAL: Final = "total"
_TOTAL_WIDTH: Final = 14.0
_NUMBER_WIDTH: Final = 40.0


class Imprint(NamedTuple):
    """What every page of a document carries."""

    title: str
    report_id: str
    generated_at: datetime


class Paper:
    """A document that is written from top to bottom; `y` is the cursor, in points from the bottom of the page."""

    def __init__(self, file: IO[bytes], imprint: Imprint) -> None:
        fonts.register()
        size = (PAGE_WIDTH, PAGE_HEIGHT)
        self._canvas = Canvas(file, pagesize=size, pageCompression=1, invariant=1, pdfVersion=_VERSION)
        self._imprint = imprint
        self._pages: dict[str, int] = {}
        self._wanted: dict[str, tuple[str, Style]] = {}
        self._level = -1
        self._running = ""
        self._on_turn: Callable[[], None] | None = None
        self.ink = Ink(self._canvas)
        self.page = 1
        self.y = TOP
        self._describe()

    def _describe(self) -> None:
        stamp = self._imprint.generated_at.astimezone(UTC)
        self._canvas.setTitle(self._imprint.title)
        self._canvas.setSubject(f"Assessment report {self._imprint.report_id}")
        self._canvas.setAuthor("Probative")
        self._canvas.setCreator("Probative")
        self._canvas.setDateFormatter(lambda *_: f"D:{stamp:%Y%m%d%H%M%S}+00'00'")
        self._canvas.setCatalogEntry("Lang", "en-GB")
        # The title, not the name of the file, is what a window shows and a screen reader says first.
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        self._canvas.showOutline()

    # --- pages ----------------------------------------------------------------------------------------------------

    def turn(self) -> None:
        """Begin a new page; what runs over from the last one repeats its head first."""
        self._footer()
        self._canvas.showPage()
        self.page += 1
        self.y = TOP
        if self._running:
            self.ink.put(LEFT, TOP + 20, self._running, fonts.FOOTER)
        if self._on_turn is not None:
            self._on_turn()

    def chapter(self, running: str) -> None:
        """Begin a new page for something new; `running` stands at the head of its further pages."""
        self._on_turn = None
        self._running = ""
        self.turn()
        self.running(running)

    def running(self, head: str) -> None:
        """Have `head` stand at the head of the further pages."""
        first, *more = wrap(head, fonts.FOOTER, WIDTH - _NUMBER_WIDTH)
        self._running = f"{first} ..." if more else first

    def need(self, height: float) -> None:
        """Turn the page if less than `height` is left on this one."""
        if self.y - height < BOTTOM and self.y < TOP:
            self.turn()

    def repeat(self, draw: Callable[[], None] | None) -> None:
        """Have `draw` called at the top of every page from now on; None: no more."""
        self._on_turn = draw

    def save(self) -> None:
        """Finish the last page, fill in the page numbers, and write the file."""
        self._footer()
        self._pages[_TOTAL] = self.page
        for form, (key, style) in self._wanted.items():
            text = str(self._pages[key])
            self._canvas.beginForm(form, -_NUMBER_WIDTH, -4, _NUMBER_WIDTH, 14)
            # The total stands after its words, a page number before the margin.
            self.ink.put(0 if key == _TOTAL else -width_of(text, style), 0, text, style)
            self._canvas.endForm()
        self._canvas.showPage()
        self._canvas.save()

    def _footer(self) -> None:
        y = BOTTOM - 26
        self.ink.rule(LEFT, y + 11, RIGHT, colour=fonts.RULE)
        self.ink.put(LEFT, y, f"Report {self._imprint.report_id}", fonts.FOOTER)
        self.ink.put(LEFT, y - 9, DISCLAIMER, fonts.FOOTER)
        self.ink.put_right(RIGHT - _TOTAL_WIDTH, y, f"Page {self.page} of", fonts.FOOTER)
        self.page_of(_TOTAL, RIGHT - _TOTAL_WIDTH + 2, y, fonts.FOOTER)

    # --- text -----------------------------------------------------------------------------------------------------

    def text(self, text: str, style: Style = fonts.BODY, *, indent: float = 0, after: float = 4) -> None:
        """Set a paragraph, or several where `text` has empty lines."""
        for paragraph in text.strip().split("\n\n"):
            self.lines(wrap(paragraph, style, WIDTH - indent), style, indent=indent)
            self.y -= after

    def lines(self, lines: Sequence[str], style: Style, *, indent: float = 0) -> None:
        """Set `lines` one below the other; never leave one of several alone on a page."""
        for index, line in enumerate(lines):
            pair = index in {0, len(lines) - 2} and len(lines) > 1
            self.need(style.leading * (1 + pair))
            self.y -= style.leading
            self.ink.put(LEFT + indent, self.y + style.leading * 0.24, line, style)

    def heading(self, text: str, style: Style = fonts.HEADING_2, *, keep: float = 42, before: float = 10) -> None:
        """Set a heading, with at least `keep` points of what follows on the same page."""
        lines = wrap(text, style, WIDTH)
        self.need(before + style.leading * len(lines) + keep)
        self.y -= before if self.y < TOP else 0
        self.lines(lines, style)
        self.y -= 2

    # --- links ----------------------------------------------------------------------------------------------------

    def anchor(self, key: str, title: str, level: int) -> None:
        """Make this place what links to `key` lead to, and an entry of the outline."""
        self._pages[key] = self.page
        self._canvas.bookmarkHorizontal(key, 0, min(self.y + 24, PAGE_HEIGHT))
        self._level = min(level, self._level + 1)
        self._canvas.addOutlineEntry(shown(title, fonts.BODY), key, self._level, closed=self._level > 0)

    def link(self, key: str, area: Area) -> None:
        """Make an area lead to `key`, which may come later."""
        self._canvas.linkAbsolute("", key, _corners(area))

    def page_of(self, key: str, x: float, y: float, style: Style) -> None:
        """Set the page number of `key`, which may come later, so that it ends at `x`."""
        form = f"page-{style.font}-{style.size}-{key}"
        self._wanted[form] = (key, style)
        self._canvas.saveState()
        self._canvas.translate(x, y)
        self._canvas.doForm(form)
        self._canvas.restoreState()


def _corners(area: Area) -> tuple[float, float, float, float]:
    return (area.x, area.y, area.x + area.width, area.y + area.height)
