"""The coverage statement: what should have been seen, what was, what was refused, and which platforms are in use."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from probative.domain.assessments import PlatformUse, UseStatus
from probative.domain.ids import AccountId, PlatformId, Region
from probative.domain.summaries import AssessmentSummary, Coverage, CoverageCell
from probative.reports.pdf import fonts
from probative.reports.pdf.charts import draw_heat_map, percent
from probative.reports.pdf.grid import Cell, Column, Grid
from probative.reports.pdf.paper import Paper
from probative.reports.pdf.wording import sentence

_MEANING: Final = (
    ("Answered in full", "answered", "The source said all that it was asked for the account, region and day."),
    ("Answered in part", "partial", "It answered, but refused a part: a page, a resource, a log file."),
    ("Refused", "refused", "It would not answer. The chapter on refusals says why, and what to do about it."),
    ("Unseen", "unseen", "Nobody looked: the run ended before, or no log file was delivered."),
)
_WORD_OF_USE: Final = {
    UseStatus.IN_USE: "In use",
    UseStatus.NOT_IN_USE: "Not in use",
    UseStatus.UNKNOWN: "Not known",
}
_DAYS: Final = 31


def draw_coverage(paper: Paper, summary: AssessmentSummary) -> None:
    """Draw the chapter."""
    paper.chapter("Coverage")
    paper.anchor("coverage", "Coverage", 0)
    paper.heading("Coverage", fonts.HEADING_1)
    paper.text(
        "What the report rests on. An observation is one question to one source, in one account and region, for one "
        "day. Each is counted once here, however many controls ask for it; the pages of the controls count their own.",
        fonts.LEAD,
        after=6,
    )
    draw_counts(paper, summary.coverage)
    paper.text(
        "A refusal is a gap in what could be seen. It is never counted as a pass, as a failure, or as an empty answer.",
        after=2,
    )
    _draw_maps(paper, summary)
    _draw_uses(paper, summary)


def draw_counts(paper: Paper, coverage: Coverage) -> None:
    """Draw how many observations were expected, and what became of them."""
    columns = (
        Column("Observations", 2),
        Column("Number", 0.8, is_number=True),
        Column("Per cent", 0.8, is_number=True),
    )
    with Grid(paper, (*columns, Column("What it means", 6))) as grid:
        for word, name, meaning in _MEANING:
            count: int = getattr(coverage, name)
            share = percent(count / coverage.expected) if coverage.expected else "–"  # noqa: RUF001  a dash
            grid.row(Cell(word), Cell(f"{count:,}"), Cell(share), Cell(meaning, fonts.CELL_SOFT))
        whole = "The sum of the four above."
        grid.row(Cell("Expected", fonts.CELL_BOLD), Cell(f"{coverage.expected:,}", fonts.CELL_BOLD), Cell(""),
                 Cell(whole, fonts.CELL_SOFT))  # fmt: skip
        aside = "Not asked, and not expected: no platform that would call for it is in use there."
        count = coverage.not_applicable
        grid.row(Cell("Not applicable"), Cell(f"{count:,}"), Cell(""), Cell(aside, fonts.CELL_SOFT))


def _draw_maps(paper: Paper, summary: AssessmentSummary) -> None:
    if not summary.cells:
        paper.text("Nothing was expected in any account and region.", after=4)
        return
    accounts = _first_seen(cell.account for cell in summary.cells)
    places = _summed((cell.account, cell.region, cell) for cell in summary.cells)
    paper.heading("By account and region", keep=80, before=12)
    regions = _first_seen(sorted({cell.region for cell in summary.cells}))
    draw_heat_map(paper, accounts, regions, lambda row, column: places.get((row, column)))
    days = sorted({cell.day for cell in summary.cells})
    if len(days) == 1:
        return
    is_long = len(days) > _DAYS
    form = "%Y-%m" if is_long else "%m-%d"
    by_day = _summed((cell.account, f"{cell.day:{form}}", cell) for cell in summary.cells)
    paper.heading("By account and month" if is_long else "By account and day", keep=80, before=12)
    labels = _first_seen(f"{day:{form}}" for day in days)
    draw_heat_map(paper, accounts, labels, lambda row, column: by_day.get((row, column)))


def _first_seen(values: Iterable[str]) -> Sequence[str]:
    return list(dict.fromkeys(values))


def _summed(keyed: Iterable[tuple[str, str, CoverageCell]]) -> Mapping[tuple[str, str], Coverage]:
    sums: dict[tuple[str, str], Coverage] = defaultdict(Coverage)
    for row, column, cell in keyed:
        sums[row, column] += cell.coverage
    return dict(sums)


def _draw_uses(paper: Paper, summary: AssessmentSummary) -> None:
    if not summary.uses:
        return
    paper.heading("Platforms in use", keep=60, before=12)
    paper.text(
        "A source that looks at a platform applies only where the platform is in use. Where that is not known, "
        "it is asked all the same.",
        fonts.NOTE,
    )
    names = {platform.id: platform.name for platform in summary.framework.platforms}
    with Grid(paper, (Column("Platform", 1.6), Column("State", 1), Column("Because", 5))) as grid:
        for use in _grouped_uses(summary.uses):
            is_used = use.status is UseStatus.IN_USE
            grid.row(
                Cell(names.get(use.platform_id, use.platform_id)),
                Cell(_WORD_OF_USE[use.status], fonts.CELL_BOLD if is_used else fonts.CELL),
                Cell(sentence(use.because)),
                note=f"In {', '.join(use.accounts)}; {', '.join(use.regions)}.",
            )


class _Uses(NamedTuple):
    """Places that share a platform, a state and a reason: every one of the accounts in every one of the regions."""

    platform_id: PlatformId
    status: UseStatus
    because: str
    regions: tuple[Region, ...]
    accounts: tuple[AccountId, ...]


def _grouped_uses(uses: Iterable[PlatformUse]) -> Sequence[_Uses]:
    regions: dict[tuple[PlatformId, UseStatus, str, AccountId], list[Region]] = defaultdict(list)
    for use in uses:
        regions[use.platform_id, use.status, use.because, use.account].append(use.region)
    accounts: dict[tuple[PlatformId, UseStatus, str, tuple[Region, ...]], list[AccountId]] = defaultdict(list)
    for (platform_id, status, because, account), among in regions.items():
        accounts[platform_id, status, because, tuple(among)].append(account)
    groups = [_Uses(*key, tuple(among)) for key, among in accounts.items()]
    return sorted(groups, key=lambda group: (group.platform_id, list(_WORD_OF_USE).index(group.status)))
