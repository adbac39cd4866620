"""Reading log files: whole or refused, each event once, in one process or in many."""

import gzip
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from probative.domain.errors import StoreError
from probative.domain.slots import RefusalReason, log_slot
from probative.ports.logs import FileRead, LogUse
from probative.sources.cloudtrail.batches import FILE_COST, to_batches
from probative.sources.cloudtrail.files import CloudTrailFiles
from probative.sources.cloudtrail.unreadable import WorkerLostError
from tests.support.cloudtrail import (
    ACCOUNT,
    DAY,
    INVOKE_MODEL,
    NOW,
    REGION,
    SINCE,
    STOP_LOGGING,
    UNTIL,
    a_file,
    an_event,
    files_in,
    keep,
    key_of,
    lay_out,
    log_text,
    packed,
    put,
    read_all,
    wanted,
)


def test_a_file_is_read_with_its_facts_and_its_count(tmp_path: Path) -> None:
    put(tmp_path, packed(an_event(0), an_event(1, INVOKE_MODEL), an_event(2)), key_of("a.json.gz"))
    (read,) = read_all(tmp_path)
    assert [fact.event_name for fact in read.facts] == ["StopLogging"] * 2
    assert (read.events_count, read.refusal) == (3, None)
    assert {fact.collected_at for fact in read.facts} == {NOW}


def test_a_broken_file_is_refused_by_name_and_the_rest_is_read(tmp_path: Path) -> None:
    whole = packed(an_event(0), an_event(1))
    files = {
        key_of("cut.json.gz"): whole[:-12],
        key_of("damaged.json.gz"): whole[:30] + b"\x00\xff" + whole[32:],
        key_of("empty.json.gz"): b"",
        key_of("nojson.json.gz"): gzip.compress(b"<html>"),
        key_of("nolog.json"): b'{"configuration": []}',
        key_of("sound.json.gz"): whole,
        key_of("utf16.json"): log_text([an_event(0)]).decode().encode("utf-16"),
    }
    lay_out(tmp_path, files)
    reads = read_all(tmp_path)
    assert [Path(read.file.key).name for read in reads if read.refusal is None] == ["sound.json.gz"]
    refused = [read for read in reads if read.refusal is not None]
    assert len(refused) == 6
    for read in refused:
        assert read.refusal is not None
        assert (read.facts, read.events_count) == ((), 0)
        assert (read.refusal.reason, read.refusal.unit) == (RefusalReason.MALFORMED, read.file.key)
        assert read.refusal.message.startswith(read.file.key)
        assert (read.refusal.slot_id, read.refusal.refused_at) == (log_slot(ACCOUNT, REGION, DAY).id, NOW)
        assert len(read.refusal.message) <= 500
        assert "alice" not in read.refusal.message


def test_a_file_that_changed_or_went_since_it_was_listed_is_refused(tmp_path: Path) -> None:
    changed = put(tmp_path, packed(an_event(0)), key_of("changed.json.gz"))
    gone = put(tmp_path, packed(an_event(0)), key_of("gone.json.gz"))
    source = files_in(tmp_path)
    files = list(source.list_files(None, SINCE, UNTIL))
    changed.write_bytes(packed(an_event(0), an_event(1)))
    gone.unlink()
    (reads,) = source.read(files, wanted(), keep)
    told = [(read.refusal.reason, read.refusal.message) for read in reads if read.refusal]
    assert told == [
        (RefusalReason.ERROR, f"{changed}: changed after it was listed: run again once it lies still"),
        (RefusalReason.ERROR, f"{gone}: cannot be read: No such file or directory"),
    ]


def test_a_folder_that_could_not_be_listed_before_is_refused(tmp_path: Path) -> None:
    (reads,) = files_in(tmp_path).read([a_file(f"{tmp_path}/")], wanted(), keep)
    assert reads[0].refusal is not None
    assert "could not be listed before: run again" in reads[0].refusal.message
    (reads,) = files_in(tmp_path).read([a_file(f"{tmp_path}/absent/")], wanted(), keep)
    assert reads[0].refusal is not None
    assert "cannot be read" in reads[0].refusal.message


def test_an_event_that_two_trails_delivered_is_one_fact(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        {
            key_of("a.json.gz"): packed(an_event(0), an_event(1), an_event(1)),
            key_of("b.json.gz", head="AWSLogs/o-abcdef1234"): packed(an_event(1), an_event(2)),
        },
    )
    first, second = read_all(tmp_path)
    assert [len(first.facts), len(second.facts)] == [2, 1]
    assert (first.events_count, second.events_count) == (3, 2)
    assert len({fact.id for fact in (*first.facts, *second.facts)}) == 3


def test_first_use_names_the_event_and_stops_there(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        {
            key_of("a.json.gz"): b"not a log file",
            key_of("b.json.gz"): packed(an_event(0, INVOKE_MODEL, eventSource="elsewhere.amazonaws.com")),
            key_of("c.json.gz"): packed(an_event(1), an_event(2, INVOKE_MODEL)),
            key_of("d.json.gz"): packed(an_event(3)),
        },
    )
    source = files_in(tmp_path)
    files = list(source.list_files(None, SINCE, UNTIL))
    assert source.first_use(files, frozenset({INVOKE_MODEL})) == LogUse(INVOKE_MODEL, "")
    assert source.first_use(files, frozenset({INVOKE_MODEL, STOP_LOGGING})) == LogUse(STOP_LOGGING, "")
    assert source.first_use(files[:2], frozenset({INVOKE_MODEL})) == LogUse(None, files[0].key)
    assert source.first_use(files[1:2], frozenset({INVOKE_MODEL})) == LogUse(None, "")
    assert source.first_use([], frozenset({INVOKE_MODEL})) == LogUse(None, "")

    def endless() -> Iterator[object]:
        yield from files
        for _ in range(1_000_000):
            yield a_file("never.json.gz", size_bytes=2**20)
        pytest.fail("went on after the first use")

    assert source.first_use(endless(), frozenset({INVOKE_MODEL})) == LogUse(INVOKE_MODEL, "")  # type: ignore[arg-type]  # files


def test_batches_keep_the_order_and_stay_within_their_cost() -> None:
    files = [a_file(str(number), size_bytes=size) for number, size in enumerate([5, 90, 5, 200, 1, 1])]
    batches = list(to_batches(files, 100 + 2 * FILE_COST))
    assert [[file.size_bytes for file in batch] for batch in batches] == [[5, 90], [5], [200], [1, 1]]
    assert list(to_batches([])) == []


def test_nothing_to_read_yields_nothing(tmp_path: Path) -> None:
    assert list(files_in(tmp_path).read([], wanted(), keep)) == []


# --- many processes

T = TypeVar("T")


@dataclass(frozen=True)
class Large:
    """A folder whose files are worth two processes."""

    source: CloudTrailFiles
    count: int

    def read(self, work: Callable[[Sequence[FileRead]], T]) -> Iterator[T]:
        return self.source.read(list(self.source.list_files(None, SINCE, UNTIL)), wanted(), work)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Large:
    root = tmp_path_factory.mktemp("large")
    count = 12
    for number in range(count):
        noise = an_event(number, INVOKE_MODEL, requestParameters={"noise": os.urandom(600_000).hex()})
        put(root, packed(an_event(number), noise), key_of(f"{number:02}.json.gz"))
    return Large(files_in(root, processes_count=2), count)


def count_facts(reads: Sequence[FileRead]) -> tuple[int, int]:
    return os.getpid(), sum(len(read.facts) for read in reads)


def test_many_processes_read_what_one_reads(large: Large) -> None:
    results = list(large.read(count_facts))
    assert sum(count for _, count in results) == large.count
    processes = {process for process, _ in results}
    assert os.getpid() not in processes
    assert len(processes) == 2


def test_what_processes_are_forked_from_may_be_got_ready_before(large: Large) -> None:
    large.source.prepare()
    large.source.prepare()
    assert sum(count for _, count in large.read(count_facts)) == large.count


def test_nothing_is_got_ready_where_this_process_reads_alone() -> None:
    alone = "from tests.support.cloudtrail import files_in; from pathlib import Path; files_in(Path()).prepare()"
    asking = "import multiprocessing.forkserver as server; print(server._forkserver._forkserver_pid)"
    done = subprocess.run([sys.executable, "-c", f"{alone}; {asking}"], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "None"


def test_few_files_are_read_without_other_processes(tmp_path: Path) -> None:
    put(tmp_path, packed(an_event(0)), key_of("a.json.gz"))
    source = files_in(tmp_path, processes_count=2)
    files = list(source.list_files(None, SINCE, UNTIL))
    assert list(source.read(files, wanted(), count_facts)) == [(os.getpid(), 1)]


def fail(reads: Sequence[FileRead]) -> None:
    raise StoreError(f"no space left, {len(reads)} files")


def test_what_the_work_raises_is_raised_here(large: Large) -> None:
    with pytest.raises(StoreError, match=r"no space left, \d+ files"):
        list(large.read(fail))


def die(how: int, reads: Sequence[FileRead]) -> None:
    os.kill(os.getpid(), how)
    time.sleep(60 * len(reads))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_process_that_dies_is_told_and_not_waited_for(large: Large, how: signal.Signals) -> None:
    began = time.monotonic()
    with pytest.raises(WorkerLostError, match=f"exit code -{how.value} while it read .* files, the first .*json.gz"):
        list(large.read(partial(die, how)))
    assert time.monotonic() - began < 20


def tell_and_hang(folder: str, reads: Sequence[FileRead]) -> None:
    Path(folder, str(os.getpid())).touch()
    if reads[0].file.key.endswith("00.json.gz"):
        return
    time.sleep(60)


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_closing_the_reading_ends_its_processes(large: Large, tmp_path: Path) -> None:
    results = large.read(partial(tell_and_hang, str(tmp_path)))
    next(results)
    began = time.monotonic()
    results.close()  # type: ignore[attr-defined]  # a generator
    assert time.monotonic() - began < 10
    processes = [int(path.name) for path in tmp_path.iterdir()]
    assert processes
    assert not [process for process in processes if is_alive(process)]


def ignore_the_end(reads: Sequence[FileRead]) -> int:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if reads[0].file.key.endswith("00.json.gz"):
        return os.getpid()
    time.sleep(60)
    return 0


def test_a_process_that_will_not_end_is_killed(large: Large) -> None:
    results = large.read(ignore_the_end)
    process = next(results)
    results.close()  # type: ignore[attr-defined]  # a generator
    assert not is_alive(process)
