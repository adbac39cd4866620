import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta, timezone
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from probative.domain.errors import StoreError
from probative.domain.evidence import Fact
from probative.lake.columns import EVIDENCE, FACTS, arrow_schema
from probative.lake.stage import ParquetStage
from tests.support.lake import COLLECTED, a_fact, some_evidence


def test_a_stage_survives_pickling(tmp_path: Path) -> None:
    stage = ParquetStage(tmp_path)

    assert pickle.loads(pickle.dumps(stage)) == stage


def test_a_worker_that_stages_imports_no_catalogue() -> None:
    script = "import sys; import probative.lake.stage; sys.exit('pyiceberg' in sys.modules or 'duckdb' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_files_hold_one_partition_each_and_say_which(tmp_path: Path) -> None:
    facts = [a_fact(number, COLLECTED + timedelta(days=number % 2)) for number in range(10)]
    evidence = [some_evidence(fact) for fact in facts]

    staged = ParquetStage(tmp_path).write(facts, evidence)

    assert [Path(path).name[:16] for path in staged.facts] == ["facts-2026-11-08", "facts-2026-11-09"]
    assert [Path(path).name[:19] for path in staged.evidence] == ["evidence-2026-11-08", "evidence-2026-11-09"]
    for path in staged.evidence:
        assert len(set(pq.read_table(path, columns=["day"])["day"].to_pylist())) == 1


def test_many_partitions_keep_few_files_open(tmp_path: Path) -> None:
    facts = [a_fact(number, COLLECTED + timedelta(days=number)) for number in range(50)]

    staged = ParquetStage(tmp_path).write(facts, [])

    assert len(staged.facts) == 50
    assert sum(pq.read_metadata(path).num_rows for path in staged.facts) == 50


def test_files_carry_the_field_ids_that_iceberg_reads(tmp_path: Path) -> None:
    staged = ParquetStage(tmp_path).write([a_fact(1)], [some_evidence(a_fact(1))])

    for path, table in ((staged.facts[0], FACTS), (staged.evidence[0], EVIDENCE)):
        schema = pq.read_schema(path)
        ids = {field.name: int((field.metadata or {})[b"PARQUET:field_id"]) for field in schema}
        assert ids == {column.name: column.field_id for column in table.columns}
        assert schema.equals(arrow_schema(table))


def test_field_ids_never_repeat() -> None:
    for table in (FACTS, EVIDENCE):
        ids = [column.field_id for column in table.columns]
        ids += [id_ for column in table.columns for id_ in column.inner_ids if id_]
        assert len(set(ids)) == len(ids)


def test_half_a_character_is_kept_as_it_was_spelled(tmp_path: Path) -> None:
    fact = a_fact(1)._replace(principal="a\ud800b", provenance={"\udfff": "\ud800"})

    staged = ParquetStage(tmp_path).write([fact], [])

    (row,) = pq.read_table(staged.facts[0]).to_pylist()
    assert row["principal"] == "a\\ud800b"
    assert row["provenance"] == [("\\udfff", "\\ud800")]


def test_a_moment_of_any_time_zone_is_kept_to_the_microsecond(tmp_path: Path) -> None:
    moment = COLLECTED + timedelta(microseconds=123_457)
    times = [moment, moment.astimezone(timezone(timedelta(hours=-9, minutes=-30))), moment - timedelta(days=30_000)]

    staged = ParquetStage(tmp_path).write([a_fact(number)._replace(time=at) for number, at in enumerate(times)], [])

    assert set(pq.read_table(staged.facts[0])["time"].to_pylist()) == set(times)


def test_a_source_that_breaks_off_leaves_no_file(tmp_path: Path) -> None:
    def facts() -> Iterator[Fact]:
        for number in range(9_000):
            yield a_fact(number)
        raise LookupError("the source broke off")

    with pytest.raises(LookupError, match="broke off"):
        ParquetStage(tmp_path).write(facts(), [])

    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_and_leaves_no_file(tmp_path: Path) -> None:
    facts = [a_fact(number)._replace(content=os.urandom(2_000)) for number in range(2_000)]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(StoreError, match=f"cannot write to the lake: {tmp_path}: .*File too large"):
            ParquetStage(tmp_path).write(facts, [])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot write to the lake"):
        ParquetStage(tmp_path / "gone").write([a_fact(1)], [])


def test_large_contents_are_written_in_small_groups(tmp_path: Path) -> None:
    facts = [a_fact(number)._replace(content=os.urandom(1 << 20)) for number in range(40)]

    staged = ParquetStage(tmp_path).write(facts, [])

    metadata = pq.read_metadata(staged.facts[0])
    assert max(metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)) <= 8
    assert pa.total_allocated_bytes() < 20 << 20
