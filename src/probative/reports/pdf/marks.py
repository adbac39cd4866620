"""How verdicts and standings look: a word, a shape and a shade each, told apart without colour."""

import math
from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from probative.domain.evidence import Verdict
from probative.domain.summaries import Standing
from probative.reports.pdf.fonts import Colour
from probative.reports.pdf.ink import Ink


class Look(NamedTuple):
    """How one kind is shown; the fills fall from dark to light in grey print, too."""

    word: str
    plural: str
    fill: Colour
    edge: Colour
    ink: Colour
    """The colour of a number on the fill."""
    corners: tuple[tuple[float, float], ...]
    """The shape, around its centre, in units of its radius."""


_WHITE: Final = (1.0, 1.0, 1.0)
_DARK: Final = (0.11, 0.15, 0.2)
_DISC: Final = tuple((1.08 * math.cos(step * math.pi / 12), 1.08 * math.sin(step * math.pi / 12)) for step in range(24))
_SQUARE: Final = ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9))
_DIAMOND: Final = ((0.0, -1.15), (1.15, 0.0), (0.0, 1.15), (-1.15, 0.0))
_DASH: Final = ((-1.0, -0.35), (1.0, -0.35), (1.0, 0.35), (-1.0, 0.35))
_RED: Final = (0.58, 0.16, 0.09)
_BLUE: Final = (0.27, 0.52, 0.74)
_AMBER: Final = (0.93, 0.76, 0.4)
_AMBER_EDGE: Final = (0.72, 0.52, 0.12)
_GREY: Final = (0.86, 0.88, 0.9)
_GREY_EDGE: Final = (0.6, 0.64, 0.68)

_NON_COMPLIANT: Final = Look("Non-compliant", "non-compliant", _RED, _RED, _WHITE, _SQUARE)
_COMPLIANT: Final = Look("Compliant", "compliant", _BLUE, _BLUE, _WHITE, _DISC)
_INCONCLUSIVE: Final = Look("Inconclusive", "inconclusive", _AMBER, _AMBER_EDGE, _DARK, _DIAMOND)
_NOT_APPLICABLE: Final = Look("Not applicable", "not applicable", _GREY, _GREY_EDGE, _DARK, _DASH)
_NO_EVIDENCE: Final = Look("No evidence", "without evidence", _WHITE, _GREY_EDGE, _DARK, _DISC)

OF_VERDICT: Final[Mapping[Verdict, Look]] = {
    Verdict.NON_COMPLIANT: _NON_COMPLIANT,
    Verdict.COMPLIANT: _COMPLIANT,
    Verdict.INCONCLUSIVE: _INCONCLUSIVE,
    Verdict.NOT_APPLICABLE: _NOT_APPLICABLE,
}
"""In the order in which they are always told."""

OF_STANDING: Final[Mapping[Standing, Look]] = {
    Standing.NON_COMPLIANT: _NON_COMPLIANT,
    Standing.COMPLIANT: _COMPLIANT,
    Standing.INCONCLUSIVE: _INCONCLUSIVE,
    Standing.NOT_APPLICABLE: _NOT_APPLICABLE,
    Standing.NO_EVIDENCE: _NO_EVIDENCE,
}
"""In the order in which they are always told."""


def draw_mark(ink: Ink, look: Look, x: float, y: float, *, radius: float = 2.4) -> None:
    """Draw the shape of `look` around a place."""
    ink.shape(x, y, _outline(look.corners, radius), fill=look.fill, edge=look.edge)


@cache
def _outline(corners: tuple[tuple[float, float], ...], radius: float) -> str:
    points = [f"{x * radius:.2f} {y * radius:.2f}" for x, y in corners]
    return f"{points[0]} m {' '.join(f'{point} l' for point in points[1:])}"
