"""Questions over a million items of many assessments take what they take over one file, however many files there are.

The baseline is DuckDB asked by hand, over one Parquet file with the same rows, sorted by day and id. The lake is asked
with the same rows in 30 files, in 3,000, and in 3,000 that were gathered.
"""

import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

import duckdb

from benchmarks.finder_data import DAYS, ITEMS, SHARES, assessments, domains, prepared
from probative.domain.evidence_searches import EvidenceSearch, Order, Property
from probative.domain.inventory import ResourceKind
from probative.lake.engine import MEMORY_LIMIT
from probative.lake.iceberg import IcebergLake

ROUNDS: Final = 5
LIMIT: Final = 8.0
"""Questions that take tens of milliseconds by hand pay for what these leave out: who may see what, kinds, planning."""
WARM_SECONDS: Final = 1.0
COLD_SECONDS: Final = 2.0
"""What a page of the console may take on a machine that does nothing else: after a first time, and that time."""
_ROWS: Final = 50

Questions = Mapping[str, Callable[[], object]]


class Name(NamedTuple):
    """A question, and which lake it was put to."""

    question: str
    side: str


class Took(NamedTuple):
    """How long a question took, and how many times as long as by hand over one file."""

    seconds: float
    ratio: float


_BY_HAND: Final = {
    "page": "SELECT * FROM {file} ORDER BY day DESC, id DESC LIMIT 50",
    "page of one control": """
        SELECT * FROM {file} WHERE control_id = 'CONTROL-3' AND verdict = 'NON_COMPLIANT'
        ORDER BY day DESC, id DESC LIMIT 50
    """,
    "text in no item": """
        SELECT * FROM {file} WHERE contains(lower(resource), 'nowhere') OR contains(lower(principal), 'nowhere')
            OR contains(lower(event_name), 'nowhere')
        ORDER BY day DESC, id DESC LIMIT 50
    """,
    "groups": "SELECT control_id, account, count(*) FROM {file} GROUP BY ALL ORDER BY 3 DESC LIMIT 50",
    "dashboard": """
        SELECT day, verdict, control_id, account, region, count(*) FROM {file}
        GROUP BY GROUPING SETS ((day, verdict), (control_id, verdict), (account, region))
    """,
    "inventory counts": """
        SELECT account, region, count(DISTINCT resource) FROM {file}
        WHERE kind = 'AWS API calls' AND resource <> '' GROUP BY ALL
    """,
    "inventory": """
        WITH found AS (
            SELECT resource, account, region, min(collected_at), max(collected_at), arg_max(fact_id, id)
            FROM {file} WHERE kind = 'AWS API calls' AND resource <> '' GROUP BY ALL ORDER BY ALL LIMIT 50
        )
        SELECT resource, assessment_id, control_id, source_id, arg_max(verdict, id), count(*)
        FROM {file} WHERE kind = 'AWS API calls' AND resource IN (SELECT resource FROM found) GROUP BY ALL
    """,
}


def run(scratch: Path) -> list[str]:
    """Ask, and return what there is to say; the first line has the worst ratio and its limit."""
    few, many = prepared(scratch / "30-files", 1), prepared(scratch / "3000-files", SHARES)
    shutil.rmtree(many / "gathered", ignore_errors=True)
    by_hand = _by_hand(_one_file(many, scratch / "one.parquet"))
    with closing(IcebergLake(many)) as lake:
        as_they_lie = _measured(by_hand, {"as they lie": _asked(lake, SHARES)})
        began = time.perf_counter()
        lake.keeping.gather()
        gathering = time.perf_counter() - began
    with closing(IcebergLake(few)) as other, closing(IcebergLake(many)) as lake:
        lake.prepare()
        cold = _seconds(_asked(lake, SHARES)["dashboard"])
        gathered = _measured(by_hand, {"30 files": _asked(other, 1), "gathered": _asked(lake, SHARES)})
    slowest = max(took.seconds for name, took in gathered.items() if name.side == "gathered")
    return [
        *_report({**as_they_lie, **gathered}),
        f"gathered, the slowest takes {slowest:.2f} s (aim: {WARM_SECONDS:.0f} s)",
        f"gathered, the dashboard takes {cold:.2f} s after a start (aim: {COLD_SECONDS:.0f} s)",
        f"gathering all of it took {gathering:.1f} s",
    ]


def _report(measured: Mapping[Name, Took]) -> Iterator[str]:
    worst = max((name for name in measured if name.side == "gathered"), key=lambda name: measured[name].ratio)
    ratio = measured[worst].ratio
    yield (
        f"{ITEMS} items in {DAYS * SHARES} files, gathered / one file = {ratio:.1f}, for {worst.question} "
        f"(at most {LIMIT:.0f}: {'holds' if ratio <= LIMIT else 'MISSED'})"
    )
    for question in _BY_HAND:
        sides = [(name.side, took) for name, took in measured.items() if name.question == question]
        yield f"{question}: " + ", ".join(f"{side} {took.seconds:.2f} s ({took.ratio:.1f})" for side, took in sides)


def _measured(by_hand: Questions, sides: Mapping[str, Questions]) -> Mapping[Name, Took]:
    """Return what each question took on each side, beside what it took by hand in the same turn."""
    measured = {}
    for question, ask_by_hand in by_hand.items():
        asked = {"by hand": ask_by_hand, **{side: questions[question] for side, questions in sides.items()}}
        turns = [{side: _seconds(ask) for side, ask in asked.items()} for _ in range(1 + ROUNDS)][1:]
        for side in sides:
            ratio = median(turn[side] / turn["by hand"] for turn in turns)
            measured[Name(question, side)] = Took(median(turn[side] for turn in turns), ratio)
    return measured


def _seconds(question: Callable[[], object]) -> float:
    began = time.perf_counter()
    question()
    return time.perf_counter() - began


def _one_file(lake: Path, path: Path) -> Path:
    if not path.exists():
        with duckdb.connect(config={"preserve_insertion_order": "false"}) as connection:
            files = f"read_parquet('{lake}/evidence/data/*/*.parquet')"
            connection.execute("SET enable_progress_bar = false")
            connection.execute(f"COPY (FROM {files} ORDER BY day, id) TO '{path}' (COMPRESSION zstd)")
    return path


def _by_hand(file: Path) -> Questions:
    connection = duckdb.connect(config={"memory_limit": MEMORY_LIMIT})
    connection.execute("SET TimeZone = 'UTC'")

    def ask(question: str) -> object:
        return connection.sql(question).to_arrow_table()

    return {name: partial(ask, question.format(file=f"'{file}'")) for name, question in _BY_HAND.items()}


def _asked(lake: IcebergLake, count: int) -> Questions:
    all_ = EvidenceSearch(scope=dict.fromkeys(assessments(count)), domains=domains())
    finder = lake.finder

    def found(search: EvidenceSearch) -> object:
        return finder.search(search, order=Order.NEWEST_FIRST, after=None, limit=_ROWS)

    def inventory() -> object:
        sightings = finder.sightings(all_, tuple(ResourceKind), after=None, limit=_ROWS)
        looks = finder.looks(all_, {sighting.key for sighting in sightings})
        return looks, list(lake.facts([sighting.fact_id for sighting in sightings]))

    of_control = {Property.CONTROL: frozenset({"CONTROL-3"}), Property.VERDICT: frozenset({"NON_COMPLIANT"})}
    trend, by_domain = (Property.DAY, Property.VERDICT), (Property.DOMAIN, Property.VERDICT)
    places = (Property.ACCOUNT, Property.REGION)
    return {
        "page": lambda: found(all_),
        "page of one control": lambda: found(EvidenceSearch(scope=all_.scope, wanted=of_control)),
        "text in no item": lambda: found(EvidenceSearch(scope=all_.scope, texts=frozenset({"nowhere"}))),
        "groups": lambda: finder.groups(all_, (Property.CONTROL, Property.ACCOUNT), _ROWS),
        "dashboard": lambda: finder.tallies(all_, (trend, by_domain, places)),
        "inventory counts": lambda: finder.sighting_counts(all_),
        "inventory": inventory,
    }
