"""Evidence, listed per day; each row opens the file of its item."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, NamedTuple

from probative.domain.evidence import Verdict
from probative.domain.ids import SourceId
from probative.reports.evidence_files import Filed
from probative.reports.names import link
from probative.reports.pdf import fonts
from probative.reports.pdf.grid import Cell, Column, Grid
from probative.reports.pdf.marks import OF_VERDICT
from probative.reports.pdf.paper import Paper
from probative.reports.pdf.wording import sentence, several

_COLUMNS: Final = (
    Column("Verdict", 66),
    Column("Time (UTC)", 40),
    Column("Account", 54),
    Column("Region", 58),
    Column("Source", 96),
    Column("Event and resource", 134),
)

DayCounts = Mapping[date, Mapping[Verdict, int]]
"""How many items of each verdict a control has on each day."""


class Names(NamedTuple):
    """How the listing finds what it shows."""

    source_name: Callable[[SourceId], str]
    up: str
    """The way from the folder of the PDF to that of the report: empty, or `../`."""


class Listing:
    """Lists items in the order in which they come: by day, then time."""

    def __init__(self, paper: Paper, counts: DayCounts, names: Names) -> None:
        self._counts = counts
        self._names = names
        self._day: date | None = None
        self._grid = Grid(paper, _COLUMNS).open()

    def add(self, filed: Filed) -> None:
        """Add a row, below the heading of its day."""
        item, address = filed.evidence, self._names.up + link(filed.path)
        if item.day != self._day:
            self._begin(item.day)
        look = OF_VERDICT[item.verdict]
        self._grid.row(
            Cell(look.word, mark=look),
            Cell(_time(filed), fonts.CELL_LINK),
            Cell(item.account),
            Cell(item.region),
            Cell(self._names.source_name(item.source_id)),
            Cell(" ".join(filter(None, (item.event_name, item.resource))), fonts.CELL_LINK),
            note=_note(filed),
            address=address,
        )

    def close(self) -> None:
        """End the listing."""
        self._grid.close()

    def _begin(self, day: date) -> None:
        self._day = day
        counts = self._counts.get(day, {})
        told = ", ".join(f"{counts[kind]:,} {look.plural}" for kind, look in OF_VERDICT.items() if counts.get(kind))
        self._grid.band(f"{day:%d %B %Y}".lstrip("0"), f"{several(sum(counts.values()), 'item')}: {told}")


def _time(filed: Filed) -> str:
    """Return when the fact held; with its day, where that is not the day of collection."""
    item = filed.evidence
    return f"{item.time:%H:%M:%S}" if item.time.date() == item.day else f"{item.time:%m-%d %H:%M:%S}"


def _note(filed: Filed) -> str:
    item = filed.evidence
    who = f"By {item.principal}." if item.principal else ""
    shown = "; ".join(f"{name}: {value}" for name, value in item.attributes.items())
    return " ".join(part for part in (sentence(item.reason), who, sentence(shown)) if part)


class Chosen:
    """Which items the summary lists where a control has more than fit: the non-compliant first, then the earliest.

    Holds twice `limit` items at most, however many come.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._failed: list[tuple[int, Filed]] = []
        self._others: list[tuple[int, Filed]] = []
        self.count = 0
        self.counts: dict[date, Counter[Verdict]] = {}

    def offer(self, filed: Filed) -> None:
        """Consider an item; every item of the control is offered, in order."""
        verdict = filed.evidence.verdict
        kept = self._failed if verdict is Verdict.NON_COMPLIANT else self._others
        if len(kept) < self._limit:
            kept.append((self.count, filed))
        self.count += 1
        self.counts.setdefault(filed.evidence.day, Counter())[verdict] += 1

    @property
    def rows(self) -> list[Filed]:
        """The chosen items, in the order of the listing."""
        room = self._limit - len(self._failed)
        return [filed for _, filed in sorted(self._failed + self._others[: max(0, room)], key=lambda each: each[0])]
