"""A server puts evidence in many small files together by itself."""

import time
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from probative.domain.ids import AssessmentId, BatchId
from probative.lake.gathering import MANY
from probative.lake.iceberg import IcebergLake
from tests.support.lake import a_fact, some_evidence
from tests.support.server_process import serving

_PATIENCE_SECONDS: Final = 60.0


@pytest.mark.slow
def test_evidence_in_many_files_is_put_together_while_a_server_runs(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with closing(IcebergLake(data / "lake")) as lake:
        fact = a_fact(1)
        items = [some_evidence(fact, assessment=AssessmentId(f"assessment {number}")) for number in range(MANY)]
        lake.commit(BatchId("many"), [lake.stage().write([fact], items)])

    with serving(data, PROBATIVE_ENDPOINT_URL="http://127.0.0.1:1"):
        until = time.monotonic() + _PATIENCE_SECONDS
        while not list((data / "lake" / "gathered").glob("*.parquet")) and time.monotonic() < until:
            time.sleep(0.1)

    assert len(list((data / "lake" / "gathered").iterdir())) == 1
    assert "Traceback" not in (data / "server.log").read_text()
