"""Others over the same files, as they are mostly written: the `gzip` and `json` modules and DuckDB, two ways each.

Each finds what controls ask for in scope, keeps those events, and prints how many there are and their digest.
"""

import gzip
import json
import os
from collections.abc import Iterable, Iterator
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

import duckdb

from benchmarks.cloudtrail_generator import digest_of
from benchmarks.cloudtrail_mapping import controls_of_events
from benchmarks.cloudtrail_words import SCOPE_ACCOUNTS, SCOPE_REGIONS

_CHUNK: Final = 8
_DUCKDB_MEMORY: Final = "8GB"
_LINE_BYTES: Final = 32 << 20
_HEAD: Final = '{"eventVersion":'


def run_json(data: Path, kept: Path) -> str:
    """Read every file whole in one plain loop, and keep the matches as evidence rows in JSON lines."""
    kept.mkdir(parents=True)
    return _tally(event for path in _paths(data) for event in _read_json(kept, path))


def run_json_processes(data: Path, kept: Path) -> str:
    """Do the same with one process per core."""
    kept.mkdir(parents=True)
    with get_context("forkserver").Pool(os.cpu_count()) as pool:
        found = pool.imap_unordered(partial(_read_json, kept), _paths(data), chunksize=_CHUNK)
        return _tally(event for events in found for event in events)


def _paths(data: Path) -> list[str]:
    return sorted(map(str, data.rglob("*.json.gz")))


def _read_json(kept: Path, path: str) -> list[tuple[str, str, str]]:
    with gzip.open(path) as stream:
        records = json.load(stream)["Records"]
    matches = [record for record in records if _is_asked_for(record)]
    if matches:
        with (kept / f"{os.getpid()}.jsonl").open("a") as stream:
            stream.writelines(json.dumps(row) + "\n" for record in matches for row in _rows(record))
    return [(record["eventID"], record["eventSource"], record["eventName"]) for record in matches]


def _rows(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what is kept of a match: a row for each control that asks for it."""
    for control in controls_of_events()[record["eventSource"], record["eventName"]]:
        yield {
            "id": f"{record['eventID']}/{control}",
            "controlId": control,
            "eventSource": record["eventSource"],
            "eventName": record["eventName"],
            "account": record["recipientAccountId"],
            "region": record["awsRegion"],
            "time": record["eventTime"],
            "principal": record["userIdentity"].get("arn", ""),
            "event": record,
        }


def _is_asked_for(record: dict[str, Any]) -> bool:
    return (
        (record["eventSource"], record["eventName"]) in controls_of_events()
        and record["recipientAccountId"] in SCOPE_ACCOUNTS
        and record["awsRegion"] in SCOPE_REGIONS
    )


_SPLIT: Final = """
copy (
  with parts as (
    select unnest(string_split(line, $head)) as part
    from read_csv($files, columns = {'line': 'VARCHAR'}, header = false, auto_detect = false, delim = '\\x01',
                  quote = '', escape = '', compression = 'gzip', max_line_size = $line_bytes, buffer_size = $buffer)
  ), candidates as (
    select $head || rtrim(case when part like '%]}' and not json_valid($head || rtrim(part, ','))
                          then left(part, length(part) - 2) else part end, ',') as record
    from parts where regexp_matches(part, $names)
  ), events as (
    select record, record->>'$.eventID' as id, record->>'$.eventSource' as source, record->>'$.eventName' as name,
           record->>'$.recipientAccountId' as account, record->>'$.awsRegion' as region
    from candidates
  )
  select id, source, name, account, region, record from events
  semi join asked using (source, name)
  where account in (select unnest($accounts)) and region in (select unnest($regions))
) to '{kept}' (format parquet, compression zstd)
"""


def run_duckdb(data: Path, kept: Path) -> str:
    """Have DuckDB split the text, look for names by a regular expression, and parse only what that finds."""
    names = "|".join(sorted({name for _, name in controls_of_events()}))
    given = {
        "head": _HEAD,
        "files": _paths(data),
        "line_bytes": _LINE_BYTES,
        "buffer": 2 * _LINE_BYTES,
        "names": f'"eventName":"({names})"',
    }
    return _ask_duckdb(_SPLIT, given, kept)


_PLAIN: Final = """
copy (
  with records as (
    select unnest(Records) as record
    from read_json($files, columns = {'Records': 'JSON[]'}, maximum_object_size = $line_bytes)
  ), events as (
    select record, record->>'$.eventID' as id, record->>'$.eventSource' as source, record->>'$.eventName' as name,
           record->>'$.recipientAccountId' as account, record->>'$.awsRegion' as region
    from records
  )
  select id, source, name, account, region, record from events
  semi join asked using (source, name)
  where account in (select unnest($accounts)) and region in (select unnest($regions))
) to '{kept}' (format parquet, compression zstd)
"""


def run_duckdb_plain(data: Path, kept: Path) -> str:
    """Have DuckDB read the files with `read_json`, as most would write it."""
    return _ask_duckdb(_PLAIN, {"files": _paths(data), "line_bytes": _LINE_BYTES}, kept)


def _ask_duckdb(query: str, given: dict[str, object], kept: Path) -> str:
    kept.mkdir(parents=True)
    scope = {"accounts": list(SCOPE_ACCOUNTS), "regions": list(SCOPE_REGIONS)}
    with duckdb.connect(config={"memory_limit": _DUCKDB_MEMORY, "preserve_insertion_order": False}) as engine:
        engine.execute("create table asked (source varchar, name varchar)")
        engine.executemany("insert into asked values (?, ?)", [list(pair) for pair in controls_of_events()])
        engine.execute(query.replace("{kept}", str(kept / "events.parquet")), given | scope)
        rows = engine.execute("select id, source, name from read_parquet(?)", [str(kept / "*.parquet")]).fetchall()
    return _tally(rows)


def _tally(events: Iterable[tuple[str, str, str]]) -> str:
    matched, rows, digest = 0, 0, 0
    for id_, source, name in events:
        matched += 1
        for control in controls_of_events()[source, name]:
            rows += 1
            digest ^= digest_of(id_, control)
    return json.dumps({"matched_events": matched, "evidence_rows": rows, "xor64": f"{digest:016x}"})
