"""Round trip: what is kept in the lake comes back field by field."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probative.domain.evidence import Evidence, EvidenceByType, Fact, Verdict
from probative.domain.slots import SourceKind
from probative.lake.columns import EVIDENCE as EVIDENCE_TABLE
from probative.lake.columns import FACTS as FACT_TABLE
from probative.lake.columns import Table
from probative.lake.engine import Engine, Row, rows_of
from probative.lake.rows import columns_of, evidence_in, evidence_of, fact_of
from probative.lake.stage import ParquetStage

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda at: at.replace(fold=0)
)
TEXTS = st.dictionaries(TEXT, TEXT, max_size=3)
FACTS = st.builds(
    Fact,
    id=TEXT,
    slot_id=TEXT,
    kind=st.sampled_from(SourceKind),
    account=TEXT,
    region=TEXT,
    question=TEXT,
    part=TEXT,
    event_source=TEXT,
    event_name=TEXT,
    principal=TEXT,
    resource=TEXT,
    time=MOMENTS,
    collected_at=MOMENTS,
    content=st.binary(max_size=50),
    content_sha256=TEXT,
    provenance=TEXTS,
    value=st.none(),
    compliance=st.none() | st.sampled_from(Verdict),
)
EVIDENCE = st.builds(
    Evidence,
    id=TEXT,
    assessment_id=TEXT,
    control_set_id=TEXT,
    control_id=TEXT,
    source_id=TEXT,
    fact_id=TEXT,
    slot_id=TEXT,
    kind=st.sampled_from(SourceKind),
    by_type=st.sampled_from(EvidenceByType),
    account=TEXT,
    region=TEXT,
    event_source=TEXT,
    event_name=TEXT,
    principal=TEXT,
    resource=TEXT,
    time=MOMENTS,
    collected_at=MOMENTS,
    verdict=st.sampled_from(Verdict),
    rule=TEXT,
    reason=TEXT,
    attributes=TEXTS,
)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("staging")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = Engine(tmp_path_factory.mktemp("spill"))
    yield opened
    opened.close()


def rows_in(engine: Engine, table: Table, paths: tuple[str, ...]) -> list[Row]:
    return engine.ask(f"SELECT {columns_of(table)} FROM {rows_of(table)}", paths) if paths else []


def evidence_streamed(paths: tuple[str, ...]) -> list[Evidence]:
    return [item for path in paths for batch in pq.ParquetFile(path).iter_batches() for item in evidence_in(batch)]


@settings(deadline=None, max_examples=40)
@given(facts=st.lists(FACTS, max_size=4))
def test_facts_come_back_as_they_were(facts: list[Fact], scratch: Path, engine: Engine) -> None:
    staged = ParquetStage(scratch).write(facts, [])

    kept = map(fact_of, rows_in(engine, FACT_TABLE, staged.facts))
    assert sorted(map(repr, kept)) == sorted(map(repr, facts))
    assert staged.facts_count == len(facts)


@settings(deadline=None, max_examples=40)
@given(evidence=st.lists(EVIDENCE, max_size=4))
def test_evidence_comes_back_as_it_was(evidence: list[Evidence], scratch: Path, engine: Engine) -> None:
    staged = ParquetStage(scratch).write([], evidence)

    kept = map(evidence_of, rows_in(engine, EVIDENCE_TABLE, staged.evidence))
    assert sorted(map(repr, kept)) == sorted(map(repr, evidence))
    assert sorted(map(repr, evidence_streamed(staged.evidence))) == sorted(map(repr, evidence))
    assert staged.evidence_count == len(evidence)
