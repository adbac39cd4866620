"""A candidate as a command: its name, the folder of log files, and where it may write; prints what it found.

This is the main module that every process started from it imports again: nothing heavy stands here.
"""

import sys
from importlib import import_module
from pathlib import Path
from typing import Final

from probative.sources.cloudtrail.pool import prepare_processes

WORK_NEEDS: Final = ("probative.sources.cloudtrail.reader", "probative.app.collection", "probative.lake.stage")
_OURS: Final = "benchmarks.cloudtrail_pipeline"
_OTHERS: Final = "benchmarks.cloudtrail_baselines"
CANDIDATES: Final = {
    "pipeline": (_OURS, "run_pipeline"),
    "reading": (_OURS, "run_reading"),
    "checking": (_OURS, "run_checking"),
    "json": (_OTHERS, "run_json"),
    "json-processes": (_OTHERS, "run_json_processes"),
    "duckdb": (_OTHERS, "run_duckdb"),
    "duckdb-plain": (_OTHERS, "run_duckdb_plain"),
}

if __name__ == "__main__":
    name, data, kept = sys.argv[1:]
    module, function = CANDIDATES[name]
    if name in {"pipeline", "reading"}:
        # First of all: what reading processes are forked from gets ready while this one does.
        prepare_processes(WORK_NEEDS)
    print(getattr(import_module(module), function)(Path(data), Path(kept)))
