"""Evidence that is removed is gone from the disk, with the facts that were only its own; all other evidence stays."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from pyiceberg.catalog.sql import SqlCatalog

from probative.domain.errors import NotFoundError, StoreError
from probative.domain.ids import BatchId
from probative.lake.columns import EVIDENCE, FACTS
from probative.lake.iceberg import IcebergLake
from probative.lake.places import KeptFile
from probative.lake.tables import SNAPSHOTS_KEPT, UPKEEP_EVERY
from tests.support.lake import ASSESSMENT, CONTROL, a_fact, some_evidence
from tests.support.lake_remover import CLEARED, GONE, REMOVED, fill, remove

OURS, SHARED, THEIRS = range(5), range(5, 10), range(5, 20)


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[IcebergLake]:
    with closing(IcebergLake(tmp_path / "lake")) as lake:
        fill(lake)
        yield lake


def on_disk(root: Path, table: str, column: str) -> list[str]:
    """Return the values of a column in all Parquet files, whether the table names them or not."""
    files = (root / table / "data").rglob("*.parquet")
    return sorted(str(value) for file in files for value in pq.read_table(file, columns=[column])[column].to_pylist())


def check_others(lake: IcebergLake) -> None:
    """Look whether the evidence of the other assessment is all there, and each item has its fact."""
    kept = list(lake.evidence(ASSESSMENT, CONTROL))
    assert sorted(item.fact_id for item in kept) == sorted(a_fact(number).id for number in THEIRS)
    facts = {fact.id: fact.content for fact in lake.facts([item.fact_id for item in kept])}
    assert facts == {a_fact(number).id: a_fact(number).content for number in THEIRS}


def check_gone(lake: IcebergLake, root: Path) -> None:
    assert list(lake.evidence(GONE, CONTROL)) == []
    assert on_disk(root, "facts", "id") == sorted(a_fact(number).id for number in THEIRS)
    assert set(on_disk(root, "evidence", "assessment_id")) == {ASSESSMENT}


def test_what_is_removed_is_gone_from_every_file_and_the_rest_stays(lake: IcebergLake, tmp_path: Path) -> None:
    assert set(lake.keeping.assessments()) == {ASSESSMENT, GONE}

    remove(lake)

    check_gone(lake, tmp_path / "lake")
    check_others(lake)
    assert set(lake.keeping.assessments()) == {ASSESSMENT}
    assert list((tmp_path / "lake" / "staging").iterdir()) == []
    with pytest.raises(NotFoundError):
        list(lake.facts([a_fact(0).id]))


def test_any_iceberg_reader_sees_the_tables_without_it(lake: IcebergLake, tmp_path: Path) -> None:
    remove(lake)

    catalog = SqlCatalog("probative", uri=f"sqlite:///{tmp_path}/lake/catalog.db")
    for table, count in (("facts", len(THEIRS)), ("evidence", len(THEIRS))):
        assert catalog.load_table(f"probative.{table}").scan().to_arrow().num_rows == count


def test_files_stay_a_day_for_whoever_reads_them(lake: IcebergLake, tmp_path: Path) -> None:
    moment = lake.pinned()

    lake.keeping.remove([GONE], REMOVED)
    lake.keeping.clear(CLEARED - timedelta(seconds=1))

    assert list(lake.evidence(GONE, CONTROL)) == []
    assert len(list(moment.evidence(GONE, CONTROL))) == len(OURS) + len(SHARED)
    lake.keeping.clear(CLEARED)
    check_gone(lake, tmp_path / "lake")


def test_what_was_removed_comes_back_where_it_is_collected_again(lake: IcebergLake) -> None:
    remove(lake)

    facts = [a_fact(number) for number in OURS]
    lake.commit(BatchId("again"), [lake.stage().write(facts, map(some_evidence, facts))])

    assert len(list(lake.facts([a_fact(number).id for number in OURS]))) == len(OURS)
    assert len(list(lake.evidence(ASSESSMENT, CONTROL))) == len(OURS) + len(THEIRS)


def test_no_batch_is_forgotten_and_commits_go_on(lake: IcebergLake) -> None:
    remove(lake)

    assert all(lake.has_batch(BatchId(f"batch-{number}")) for number in range(3))
    for number in range(UPKEEP_EVERY + SNAPSHOTS_KEPT):
        facts = [a_fact(100 + number)]
        lake.commit(BatchId(f"more-{number}"), [lake.stage().write(facts, map(some_evidence, facts))])
    assert all(lake.has_batch(BatchId(f"batch-{number}")) for number in range(3))
    assert len(list(lake.evidence(ASSESSMENT, CONTROL))) == len(THEIRS) + UPKEEP_EVERY + SNAPSHOTS_KEPT


def test_nothing_to_remove_changes_nothing(lake: IcebergLake) -> None:
    remove(lake)
    edition, files = lake.edition(), lake.contents()

    remove(lake)

    assert (lake.edition(), lake.contents()) == (edition, files)
    check_others(lake)


def test_all_evidence_can_go(tmp_path: Path) -> None:
    with closing(IcebergLake(tmp_path / "lake")) as lake:
        lake.keeping.remove([GONE], REMOVED)
        fill(lake)
        lake.keeping.remove([GONE, ASSESSMENT], REMOVED)
        lake.keeping.clear(CLEARED)

        assert on_disk(tmp_path / "lake", "facts", "id") == on_disk(tmp_path / "lake", "evidence", "id") == []
        facts = [a_fact(1)]
        lake.commit(BatchId("new"), [lake.stage().write(facts, map(some_evidence, facts))])
        assert len(list(lake.evidence(ASSESSMENT, CONTROL))) == 1


def test_a_commit_that_was_cut_short_is_finished_first(lake: IcebergLake) -> None:
    # Its facts are in, its evidence is not: nobody could tell that the facts are needed.
    lake._catalog.facts.append(BatchId("half"), list[KeptFile]())

    with pytest.raises(StoreError, match="has to be finished first"):
        lake.keeping.remove([GONE], REMOVED)
    lake._catalog.evidence.append(BatchId("half"), list[KeptFile]())
    lake.keeping.remove([GONE], REMOVED)
    check_others(lake)


@pytest.mark.slow
def test_a_kill_at_any_step_loses_nothing_and_is_mended_by_removing_again(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.lake_remover", str(tmp_path), "4"], timeout=500, check=False
    )
    assert done.returncode == 0
    folders = list(tmp_path.iterdir())
    assert len(folders) > 5

    for folder in folders:
        with closing(IcebergLake(folder / "lake")) as lake:
            check_others(lake)
            lake.sweep(())
            remove(lake, CLEARED + timedelta(days=60_000))
            check_gone(lake, folder / "lake")
            check_others(lake)
            assert {table.name for table in (FACTS, EVIDENCE)} == lake.contents().tables.keys()
