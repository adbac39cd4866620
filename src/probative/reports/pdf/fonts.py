"""Type and colour: what text looks like, how wide it is, and what stands for characters that cannot be shown.

The text face (Bitstream Vera, which ReportLab brings along) is embedded, so that a page looks the same wherever it
is opened; rules are set in Courier, which every viewer has. Neither shows all of Unicode: what they lack is
written as its code point, `[U+4E2D]`, so that nothing is dropped and nothing pretends to be something else.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR: Final = "Vera"
BOLD: Final = "VeraBd"
ITALIC: Final = "VeraIt"
MONO: Final = "Courier"

Colour = tuple[float, float, float]


def _hex(code: str) -> Colour:
    red, green, blue = (int(code[index : index + 2], 16) / 255 for index in (0, 2, 4))
    return (red, green, blue)


INK: Final = _hex("1C2733")
SOFT: Final = _hex("5A6672")
FAINT: Final = _hex("98A2AD")
RULE: Final = _hex("D3D9DF")
PALE: Final = _hex("F3F5F8")
NAVY: Final = _hex("17375E")
LINK: Final = _hex("1F5A96")
WHITE: Final = _hex("FFFFFF")


class Style(NamedTuple):
    """How a piece of text is set."""

    font: str
    size: float
    leading: float
    colour: Colour = INK


TITLE: Final = Style(REGULAR, 25, 32, NAVY)
HEADING_1: Final = Style(REGULAR, 17, 22, NAVY)
HEADING_2: Final = Style(BOLD, 9.6, 13, NAVY)
HEADING_3: Final = Style(BOLD, 8, 11, INK)
BODY: Final = Style(REGULAR, 8.4, 12.4)
LEAD: Final = Style(REGULAR, 9.4, 14, SOFT)
NOTE: Final = Style(REGULAR, 7, 9.8, SOFT)
CELL: Final = Style(REGULAR, 6.8, 9)
CELL_BOLD: Final = Style(BOLD, 6.8, 9)
CELL_SOFT: Final = Style(REGULAR, 6.8, 9, SOFT)
CELL_LINK: Final = Style(REGULAR, 6.8, 9, LINK)
COLUMN: Final = Style(REGULAR, 6.2, 8, SOFT)
CODE: Final = Style(MONO, 7.2, 9.4)
FOOTER: Final = Style(REGULAR, 6.2, 8, SOFT)


@functools.cache
def _widths(font: str) -> Mapping[str, float]:
    """Return the width of each character that `font` shows, in thousandths of its size."""
    if font == MONO:
        return dict.fromkeys((chr(code) for code in _vera().charWidths if _in_code_page(chr(code))), 600.0)
    face = _vera(font)
    return {chr(code): width for code, width in face.charWidths.items() if _is_drawn(chr(code))}


def _vera(font: str = REGULAR):  # type: ignore[no-untyped-def]  # noqa: ANN202  ReportLab has no types
    if font not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(font, f"{font}.ttf"))
    return pdfmetrics.getFont(font).face


def register() -> None:
    """Make the text faces known to ReportLab; a second time changes nothing.

    Pages are written as bytes, not as ASCII85: smaller, and three times as fast.
    """
    rl_config.useA85 = 0
    for font in (REGULAR, BOLD, ITALIC):
        _widths(font)


def _is_drawn(character: str) -> bool:
    return character == " " or unicodedata.category(character)[0] not in "CZ"


def _in_code_page(character: str) -> bool:
    return _is_drawn(character) and bool(character.encode("cp1252", "ignore"))


def width_of(text: str, style: Style) -> float:
    """Return the width of `text`, which has only characters that can be shown, in points."""
    widths = _widths(style.font)
    return sum(map(widths.__getitem__, text)) * style.size / 1000


@functools.lru_cache(maxsize=8192)
def shown(text: str, style: Style) -> str:
    """Return `text` as it can be shown in `style`, on one line: what cannot is told by its code point.

    >>> shown("Łódź 中文", BODY)
    'Łód[U+017A] [U+4E2D 6587]'
    """
    flat = unicodedata.normalize("NFC", _SPACES.sub(" ", text)).translate(_LOOKALIKES)
    return _unshowable(style.font)(flat)


_SPACES: Final = re.compile(r"[ \t\r\n\u00a0\u2028\u2029]+")
_LOOKALIKES: Final = {0x2010: "-", 0x2011: "-", 0x2212: "-", 0x2009: " ", 0x202F: " "}


@functools.cache
def _unshowable(font: str) -> Callable[[str], str]:
    known = "".join(map(re.escape, _widths(font)))
    run = re.compile(f"[^{known}]+")
    return functools.partial(run.sub, lambda match: f"[U+{' '.join(f'{ord(each):04X}' for each in match[0])}]")
