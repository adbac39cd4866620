"""Exactly once: whenever a writer dies, what it acknowledged is there, and the next one finishes without duplicates."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import pytest

from probative.domain.evidence import Evidence
from probative.domain.slots import SlotState
from probative.lake.iceberg import IcebergLake
from tests.support.lake import ASSESSMENT, CONTROL, a_fact, some_evidence
from tests.support.lake_writer import FACTS_A_BATCH, STOPS, data_folder, facts_count

ROOT = Path(__file__).parents[2]
KILLS = 16
BATCHES = 8


class Writers:
    """Lives of a writer, one at a time."""

    def __init__(self, lines: IO[str], orders: IO[str]) -> None:
        self._lines = lines
        self._orders = orders

    def start(self, folder: Path, batches: int, stop: str = "-") -> int:
        self._orders.write(f"{folder}\t{batches}\t{stop}\n")
        self._orders.flush()
        return int(self._lines.readline().removeprefix("pid "))

    def end(self) -> tuple[int, int]:
        """Return how the writer ended, and how many batches it acknowledged."""
        acknowledged = 0
        for line in self._lines:
            word, _, number = line.partition(" ")
            if word == "exit":
                return int(number), acknowledged
            acknowledged = int(number) + 1
        raise AssertionError("the writers' process is gone")


@pytest.fixture(scope="module")
def writers() -> Iterator[Writers]:
    command = [sys.executable, "-m", "tests.support.lake_writer"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield Writers(process.stdout, process.stdin)
        process.stdin.close()


def evidence_in(folder: Path) -> list[Evidence]:
    """Read the lake as it lies there, without opening the data folder, which would mend it."""
    lake = IcebergLake(folder / "lake")
    evidence = list(lake.evidence(ASSESSMENT, CONTROL))
    facts = list(lake.facts([item.fact_id for item in evidence]))
    lake.close()
    assert len(facts) == len({item.fact_id for item in evidence})
    assert len({item.id for item in evidence}) == len(evidence)
    return evidence


def check_whole(folder: Path, batches: int) -> None:
    facts = [a_fact(number) for number in range(facts_count(batches))]
    assert evidence_in(folder) == [some_evidence(fact) for fact in facts]
    with data_folder(folder).open() as (lake, records):
        assert list(lake.facts([fact.id for fact in facts])) == facts
        assert records.pending() == []
        assert set(records.states(ASSESSMENT).values()) == {SlotState.ANSWERED}
        expected = FACTS_A_BATCH * batches + 5 * batches
        assert sum(record.facts_count for record in records.slots(ASSESSMENT)) == expected
    assert list((folder / "lake" / "staging").iterdir()) == []


@pytest.mark.parametrize("stop", STOPS)
def test_a_writer_that_dies_between_two_steps_loses_and_doubles_nothing(
    writers: Writers, tmp_path: Path, stop: str
) -> None:
    for _ in range(3):
        writers.start(tmp_path, 2, stop)
        assert writers.end()[0] in {0, -signal.SIGKILL}

    writers.start(tmp_path, 2)

    assert writers.end() == (0, 2)
    check_whole(tmp_path, 2)


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_loses_and_doubles_nothing(writers: Writers, tmp_path: Path) -> None:
    moments = random.Random(20261108)
    folders = (tmp_path / str(number) for number in range(KILLS))
    folder, kills = next(folders), 0
    while kills < KILLS:
        pid = writers.start(folder, BATCHES)
        time.sleep(moments.uniform(0.02, 0.9))
        with suppress(ProcessLookupError):  # it may have come to its end
            os.kill(pid, signal.SIGKILL)
        code, acknowledged = writers.end()
        kills += code == -signal.SIGKILL
        if acknowledged:
            assert len(evidence_in(folder)) >= facts_count(acknowledged)
        if acknowledged == BATCHES:
            check_whole(folder, BATCHES)
            folder = next(folders)
    writers.start(folder, BATCHES)

    assert writers.end() == (0, BATCHES)
    check_whole(folder, BATCHES)
