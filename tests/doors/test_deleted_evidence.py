"""A server removes the evidence of a deleted assessment by itself, and leaves that of others alone."""

from contextlib import closing
from pathlib import Path

import pytest

from probative.lake.iceberg import IcebergLake
from tests.support.acknowledged import begin, client_of
from tests.support.server_process import serving

SETTINGS = {"PROBATIVE_ENDPOINT_URL": "http://127.0.0.1:1", "PROBATIVE_KEEP_DELETED_DAYS": "0"}


@pytest.mark.slow
def test_evidence_of_a_deleted_assessment_has_left_the_lake_after_the_next_start(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data, port=0, told=None, **SETTINGS) as server:
        work, client = begin(server.told), client_of(server.told)
        for number in range(2):
            work.make_assessment(client)
            work.bring(client, work.assessments[number])
        gone = work.assessments.pop(0)
        client.delete_assessment(assessmentId=gone)

    with serving(data, port=0, told=server.told, **SETTINGS) as server, closing(IcebergLake(data / "lake")) as lake:
        work.wait_until(lambda: gone not in lake.keeping.assessments())
        assert set(lake.keeping.assessments()) == set(work.assessments)
        work.evidence = [(id_, said) for id_, said in work.evidence if id_ != gone]
        work.check(client_of(server.told))
        work.bring(client_of(server.told), work.assessments[0])
        work.check(client_of(server.told))
    assert "Traceback" not in (data / "server.log").read_text()
