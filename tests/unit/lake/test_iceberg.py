import resource
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyiceberg.catalog.sql import SqlCatalog

from probative.domain.errors import InvalidError, StoreError
from probative.domain.ids import BatchId
from probative.lake.columns import FACTS, Column
from probative.lake.engine import rows_of
from probative.lake.iceberg import IcebergLake
from probative.lake.tables import SNAPSHOTS_KEPT, UPKEEP_EVERY
from tests.support.lake import ASSESSMENT, CONTROL, a_fact, some_evidence

BATCH = BatchId("batch-1")


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[IcebergLake]:
    opened = IcebergLake(tmp_path / "lake")
    yield opened
    opened.close()


def keep(lake: IcebergLake, batch: str, first: int = 0, count: int = 10) -> None:
    facts = [a_fact(number) for number in range(first, first + count)]
    lake.commit(BatchId(batch), [lake.stage().write(facts, [some_evidence(fact) for fact in facts])])


def count_in(lake: IcebergLake) -> int:
    return sum(1 for _ in lake.evidence(ASSESSMENT, CONTROL))


def parquet_files(root: Path, table: str) -> list[Path]:
    return sorted((root / "lake" / table / "data").rglob("*.parquet"))


def test_its_edition_is_at_hand_once_it_was_asked_for_and_shows_what_others_commit(
    lake: IcebergLake, tmp_path: Path
) -> None:
    assert lake.edition_at_hand() is None
    before = lake.edition()
    assert lake.edition_at_hand() == before

    another = IcebergLake(tmp_path / "lake")
    keep(another, "one")
    another.close()

    assert before != lake.edition_at_hand() == lake.edition()


def test_any_iceberg_reader_can_read_the_tables(lake: IcebergLake, tmp_path: Path) -> None:
    keep(lake, "one")
    catalog = SqlCatalog("probative", uri=f"sqlite:///{tmp_path}/lake/catalog.db")

    facts = catalog.load_table("probative.facts").scan().to_arrow()
    evidence = catalog.load_table("probative.evidence").scan(row_filter=f"assessment_id = '{ASSESSMENT}'").to_arrow()

    assert sorted(map(str, facts["id"].to_pylist())) == [a_fact(number).id for number in range(10)]
    assert evidence.num_rows == 10
    assert evidence["attributes"][0].as_py() == [("guardrail", "DeleteGuardrail")]
    catalog.close()


def test_the_snapshots_name_their_batch(lake: IcebergLake, tmp_path: Path) -> None:
    keep(lake, "one")
    catalog = SqlCatalog("probative", uri=f"sqlite:///{tmp_path}/lake/catalog.db")

    for name in ("facts", "evidence"):
        snapshot = catalog.load_table(f"probative.{name}").current_snapshot()
        assert snapshot
        assert snapshot.summary
        assert snapshot.summary["probative.batch"] == "one"
    catalog.close()


def test_upkeep_forgets_no_batch_and_leaves_little(lake: IcebergLake, tmp_path: Path) -> None:
    batches = [f"batch-{number}" for number in range(UPKEEP_EVERY + SNAPSHOTS_KEPT + 3)]
    for number, batch in enumerate(batches):
        keep(lake, batch, number, 1)
    lake.close()

    again = IcebergLake(tmp_path / "lake")
    assert all(again.has_batch(BatchId(batch)) for batch in batches)
    assert count_in(again) == len(batches)
    again.close()
    left = list((tmp_path / "lake" / "facts" / "metadata").iterdir())
    assert len(left) < 2 * len(batches)


def test_what_a_commit_moved_before_it_was_cut_short_is_found_again(lake: IcebergLake, tmp_path: Path) -> None:
    staged = lake.stage().write([a_fact(1)], [some_evidence(a_fact(1))])
    for table, path in (("facts", staged.facts[0]), ("evidence", staged.evidence[0])):
        folder = tmp_path / "lake" / table / "data" / "2026-11-08"
        folder.mkdir(parents=True)
        shutil.move(path, folder)

    assert lake.can_commit([staged])
    lake.commit(BATCH, [staged])

    assert count_in(lake) == 1


def test_a_staged_file_that_is_gone_is_named(lake: IcebergLake) -> None:
    staged = lake.stage().write([a_fact(1)], [])
    Path(staged.facts[0]).unlink()

    with pytest.raises(StoreError, match=f"{staged.facts[0]} is missing"):
        lake.commit(BATCH, [staged])
    assert not lake.has_batch(BATCH)


def test_a_staged_file_that_is_torn_cannot_be_committed(lake: IcebergLake) -> None:
    staged = lake.stage().write([a_fact(1)], [])
    content = Path(staged.facts[0]).read_bytes()
    Path(staged.facts[0]).write_bytes(content[:-100])

    assert not lake.can_commit([staged])
    with pytest.raises(StoreError, match=staged.facts[0]):
        lake.commit(BATCH, [staged])


def test_a_damaged_file_is_named_and_the_rest_still_reads(lake: IcebergLake, tmp_path: Path) -> None:
    keep(lake, "one")
    (damaged,) = parquet_files(tmp_path, "evidence")
    damaged.write_bytes(b"PAR1" + bytes(200) + b"PAR1")

    with pytest.raises(StoreError, match=f"cannot read the lake: {damaged}: "):
        lake.counts(ASSESSMENT)
    with pytest.raises(StoreError, match=str(damaged)):
        count_in(lake)
    assert [fact.id for fact in lake.facts([a_fact(1).id])] == [a_fact(1).id]


def test_a_missing_file_is_named(lake: IcebergLake, tmp_path: Path) -> None:
    keep(lake, "one")
    (missing,) = parquet_files(tmp_path, "facts")
    missing.unlink()

    with pytest.raises(StoreError, match=str(missing)):
        list(lake.facts([a_fact(1).id]))


@pytest.mark.parametrize("name", ["catalog.db", "snap-*.avro", "*-m0.avro", "*.metadata.json"])
def test_damaged_bookkeeping_is_named(tmp_path: Path, name: str) -> None:
    lake = IcebergLake(tmp_path / "lake")
    keep(lake, "one")
    lake.close()
    for path in (tmp_path / "lake").rglob(name):
        path.write_bytes(b"not what it was, " * 300)

    again = IcebergLake(tmp_path / "lake")
    with pytest.raises(StoreError) as told:
        again.counts(ASSESSMENT)
    again.close()
    assert str(tmp_path / "lake") in str(told.value)
    assert name.removeprefix("*").removeprefix("snap-*") in str(told.value)


def test_a_lake_that_was_moved_says_where_it_belongs(tmp_path: Path) -> None:
    lake = IcebergLake(tmp_path / "lake")
    keep(lake, "one")
    lake.close()
    (tmp_path / "lake").rename(tmp_path / "pond")

    moved = IcebergLake(tmp_path / "pond")
    with pytest.raises(StoreError, match=f"moved from {tmp_path}/lake to {tmp_path}/pond: move it back"):
        moved.counts(ASSESSMENT)
    moved.close()


def test_a_full_disk_leaves_the_lake_as_it_was_and_the_batch_can_be_committed_later(lake: IcebergLake) -> None:
    keep(lake, "one")
    facts = [a_fact(number) for number in range(10, 20)]
    staged = lake.stage().write(facts, [some_evidence(fact) for fact in facts])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(StoreError, match=r"cannot commit to the lake: .*File too large"):
            lake.commit(BATCH, [staged])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert count_in(lake) == 10

    lake.commit(BATCH, [staged])

    assert count_in(lake) == 20
    assert list(lake.facts([fact.id for fact in facts])) == facts


def test_a_column_added_later_is_empty_in_older_files(lake: IcebergLake) -> None:
    keep(lake, "one")
    newer = FACTS._replace(columns=(*FACTS.columns, Column(99, "novelty", optional=True)))

    rows = lake._engine.ask(
        f"SELECT novelty FROM {rows_of(newer)}", [file.path for file in lake._catalog.facts.files()]
    )

    assert rows == [(None,)] * 10


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(StoreError, match=f"cannot open the lake: {tmp_path}/file/lake"):
        IcebergLake(tmp_path / "file" / "lake")


def test_a_place_that_could_not_be_asked_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidError, match=r"--data-dir: .*cannot be asked"):
        IcebergLake(tmp_path / "lake [old]")
