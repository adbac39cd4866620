"""Evidence in many files is put together for the finder, and what it finds stays the same whatever becomes of that."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import pytest

from probative.app.gathering import Gathering
from probative.domain.errors import StoreError
from probative.domain.evidence import Evidence, Fact, Verdict
from probative.domain.evidence_searches import EvidenceSearch, Order, Property
from probative.domain.ids import AssessmentId, BatchId, ControlId
from probative.lake import gathering
from probative.lake.iceberg import IcebergLake
from tests.support.lake import COLLECTED, a_fact, some_evidence
from tests.support.memory import MemoryLake
from tests.support.serving import application

ASSESSMENTS = [AssessmentId(f"assessment {number}") for number in range(20)]
DAY = COLLECTED.date()
SCOPE: Mapping[AssessmentId, frozenset[ControlId] | None] = dict.fromkeys(ASSESSMENTS)
SEARCHES = {
    "all": EvidenceSearch(scope=SCOPE),
    "others are gathered beside": EvidenceSearch(scope=dict.fromkeys(ASSESSMENTS[:12])),
    "some of the days": EvidenceSearch(scope=SCOPE, since=DAY + timedelta(days=1), until=DAY + timedelta(days=3)),
    "an assessment or a verdict": EvidenceSearch(
        scope=SCOPE,
        wanted={
            Property.ASSESSMENT: frozenset(ASSESSMENTS[:3]),
            Property.VERDICT: frozenset({str(Verdict.COMPLIANT)}),
        },
        any_of=True,
    ),
    "controls of some": EvidenceSearch(
        scope={**SCOPE, ASSESSMENTS[1]: frozenset({ControlId("SAFE-1.1")}), ASSESSMENTS[2]: frozenset()}
    ),
    "nothing": EvidenceSearch(scope=SCOPE, texts=frozenset({"nowhere"})),
}


def a_day(day: int, held: Sequence[AssessmentId] = ASSESSMENTS, first: int = 0) -> list[tuple[Fact, Evidence]]:
    """Return five facts of a day, with an item for each in each assessment."""
    facts = [a_fact(first + 100 * day + number, COLLECTED + timedelta(days=day)) for number in range(5)]
    return [
        (
            fact,
            some_evidence(fact, assessment=id_, control=ControlId(f"SAFE-1.{number % 3}"))._replace(
                verdict=list(Verdict)[(number + place) % 3]
            ),
        )
        for number, fact in enumerate(facts)
        for place, id_ in enumerate(held)
    ]


def commit(lakes: Sequence[IcebergLake | MemoryLake], name: str, rows: Sequence[tuple[Fact, Evidence]]) -> None:
    facts = {fact.id: fact for fact, _ in rows}.values()
    for lake in lakes:
        lake.commit(BatchId(name), [lake.stage().write(facts, [item for _, item in rows])])


class Both:
    """A lake, and beside it one in memory that has the same."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lake = IcebergLake(folder)
        self.memory = MemoryLake()

    def commit(self, name: str, rows: Sequence[tuple[Fact, Evidence]]) -> None:
        commit((self.lake, self.memory), name, rows)

    def gathered(self) -> list[Path]:
        return sorted((self.folder / "gathered").glob("*"))

    def check(self) -> None:
        """See that both lakes answer alike."""
        for (name, search), order in zip(SEARCHES.items(), cycle(Order), strict=False):
            wanted = list(self.memory.finder.search(search, order=order, after=None, limit=1_000))
            assert list(self.lake.finder.search(search, order=order, after=None, limit=1_000)) == wanted, name
            for by in ((Property.ASSESSMENT,), (Property.DAY, Property.VERDICT)):
                assert self.lake.finder.groups(search, by, 100) == self.memory.finder.groups(search, by, 100), name
            by = (Property.CONTROL, Property.VERDICT)
            assert self.lake.finder.tallies(search, (by,)) == self.memory.finder.tallies(search, (by,)), name


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    held = Both(tmp_path / "lake")
    held.commit("first", [row for day in range(4) for row in a_day(day)])
    yield held
    held.lake.close()


def test_what_is_found_stays_the_same_and_few_files_are_opened(both: Both) -> None:
    assert both.lake.keeping.gather()
    assert not both.lake.keeping.gather()

    (only,) = both.gathered()
    both.check()
    # Nothing else is opened: the files of the table may as well not be there.
    for path in (both.folder / "evidence" / "data").rglob("*.parquet"):
        path.unlink()
    found = both.lake.finder.groups(SEARCHES["all"], (Property.CONTROL,), 10)
    assert found == both.memory.finder.groups(SEARCHES["all"], (Property.CONTROL,), 10)
    assert only.parent.stat().st_mode & 0o077 == 0


def test_few_files_are_left_as_they_lie(tmp_path: Path) -> None:
    held = Both(tmp_path / "lake")
    held.commit("one", a_day(0, ASSESSMENTS[: gathering.MANY - 13]))

    assert not held.lake.keeping.gather()

    assert held.gathered() == []
    held.lake.close()


def test_what_comes_in_later_is_found_beside_and_put_together_when_it_is_much(both: Both) -> None:
    both.lake.keeping.gather()
    (first,) = both.gathered()
    both.commit("later", a_day(1, first=50))
    assert not both.lake.keeping.gather()
    both.check()

    both.commit("more", a_day(5))
    assert both.lake.keeping.gather()

    (second,) = both.gathered()
    assert second != first
    both.check()


def test_a_large_file_stays_beside_smaller_ones(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    both.lake.keeping.gather()
    (first,) = both.gathered()
    before = set((both.folder / "evidence" / "data").rglob("*.parquet"))
    both.commit("more", [row for day in (6, 7) for row in a_day(day)])
    new = set((both.folder / "evidence" / "data").rglob("*.parquet")) - before
    monkeypatch.setattr(gathering, "_MOST", sum(path.stat().st_size for path in new))

    assert both.lake.keeping.gather()

    assert len(both.gathered()) == 2
    assert first in both.gathered()
    both.check()


def test_evidence_that_was_removed_is_in_no_gathered_file(both: Both) -> None:
    both.lake.keeping.gather()
    for lake in (both.lake, both.memory):
        lake.keeping.remove(ASSESSMENTS[:1], COLLECTED)

    assert both.gathered() == []
    both.check()
    assert both.lake.keeping.gather()
    both.check()
    assert len(both.gathered()) == 1


@pytest.mark.parametrize("harm", ["cut short", "emptied", "deleted", "damaged inside"])
def test_gathered_files_that_are_damaged_or_gone_do_no_harm(both: Both, harm: str) -> None:
    both.lake.keeping.gather()
    both.check()
    (path,) = both.gathered()
    content = path.read_bytes()
    match harm:
        case "cut short":
            path.write_bytes(content[:-100])
        case "emptied":
            path.write_bytes(b"")
        case "deleted":
            path.unlink()
        case _:
            path.write_bytes(b"PAR1" + b"\xff" * (len(content) // 2) + content[4 + len(content) // 2 :])

    both.check()
    again = Both(both.folder)
    again.memory = both.memory
    again.check()
    assert again.lake.keeping.gather() is (harm != "damaged inside")
    again.check()
    again.lake.close()


def test_a_damaged_file_of_the_table_is_still_told(both: Both) -> None:
    damaged = next((both.folder / "evidence" / "data").rglob("*.parquet"))
    damaged.write_bytes(b"PAR1")

    with pytest.raises(StoreError, match=damaged.name):
        both.lake.finder.groups(SEARCHES["all"], (Property.VERDICT,), 10)
    with pytest.raises(StoreError, match=damaged.name):
        both.lake.keeping.gather()
    damaged.unlink()


def test_another_process_finds_in_what_this_one_gathered(both: Both) -> None:
    other = Both(both.folder)
    other.memory = both.memory
    other.check()

    both.lake.keeping.gather()

    assert not other.lake.keeping.gather()
    other.check()
    other.lake.close()


_GATHER = """
import sys
from pathlib import Path
from probative.lake.iceberg import IcebergLake
lake = IcebergLake(Path(sys.argv[1]))
lake.prepare()
print("ready", flush=True)
lake.keeping.gather()
"""


@pytest.mark.parametrize("after_seconds", [0.0, 0.03, 0.1])
def test_killed_at_any_moment_nothing_is_lost_or_found_twice(both: Both, after_seconds: float) -> None:
    process = subprocess.Popen([sys.executable, "-c", _GATHER, str(both.folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    try:
        process.wait(after_seconds or 0.001)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()

    both.check()
    both.lake.keeping.gather()
    both.check()
    assert [path.suffix for path in both.gathered()] == [".parquet"]


def test_a_server_gathers_once_for_what_came_in(both: Both, tmp_path: Path) -> None:
    told: list[str] = []
    errand = Gathering(
        application=replace(application(tmp_path), lake=both.lake),
        tell=lambda what, error: told.append(f"{what}: {error}"),
    )

    assert errand()
    assert not errand()
    for path in both.gathered():
        path.unlink()
    assert not errand()
    both.commit("later", a_day(7))
    assert errand()
    assert told == []


def test_a_server_tells_when_it_could_not_and_tries_again_with_what_comes_next(both: Both, tmp_path: Path) -> None:
    told: list[str] = []
    errand = Gathering(
        application=replace(application(tmp_path), lake=both.lake),
        tell=lambda what, error: told.append(f"{what}: {error}"),
    )
    (both.folder / "gathered").write_text("in the way")

    assert not errand()
    assert [line.partition(":")[0] for line in told] == ["putting evidence together"]

    (both.folder / "gathered").unlink()
    both.commit("later", a_day(7))
    assert errand()
