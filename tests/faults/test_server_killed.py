"""Kill -9 while people work: what was acknowledged is there after the next start, once."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from tests.support.acknowledged import begin, client_of
from tests.support.postgresql import postgresql_running
from tests.support.server_process import serving

KILLS = 4


@pytest.mark.slow
def test_no_acknowledged_write_is_lost_and_no_evidence_doubled(tmp_path: Path) -> None:
    lot = Random(4711)
    with serving(tmp_path / "data", PROBATIVE_COLLECT="false") as first:
        told, port = first.told, int(first.url.rpartition(":")[2])
        work = begin(told)
        with work.going_on(seed=1):
            work.wait_for(15)
            time.sleep(lot.random())
            first.kill()
    for number in range(2, KILLS + 1):
        with (
            serving(tmp_path / "data", port=port, told=told, PROBATIVE_COLLECT="false") as running,
            work.going_on(seed=number),
        ):
            work.wait_for(10)
            time.sleep(lot.random())
            running.kill()

    with serving(tmp_path / "data", port=port, told=told, PROBATIVE_COLLECT="false"):
        work.check(client_of(told))
    assert work.broke_off


@pytest.mark.slow
def test_a_database_that_is_restarted_is_all_that_is_needed(tmp_path: Path) -> None:
    with (
        postgresql_running() as database,
        serving(
            tmp_path / "data", PROBATIVE_COLLECT="false", PROBATIVE_DATABASE_URL=database.new_database()
        ) as running,
        ThreadPoolExecutor() as pool,
    ):
        work = begin(running.told)
        with work.going_on():
            work.wait_for(15)
            database.stop()
            # A client that tries again, as the SDKs do, does not notice.
            patient = client_of(running.told, attempts=12)
            answer = pool.submit(patient.get_settings, attribute="ALL")
            time.sleep(1.0)
            database.start()
            assert answer.result(60)["settings"]
            work.wait_for(15)
        work.check(client_of(running.told))
        assert set(work.broke_off) == {"InternalServerException"}
