"""Removes evidence from a lake, and is killed at one step after the other.

`python -m tests.support.lake_remover FOLDER STRIDE` makes a lake in `FOLDER/<number>/lake` and removes `GONE` from it,
in a process that ends, as if it was killed, at the step of that number: a file or name that is written, moved, touched
or deleted. Numbers go up by `STRIDE` until a removal comes to its end.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Final

from probative.domain.evidence import Evidence, Fact
from probative.domain.ids import AssessmentId, BatchId
from probative.lake.iceberg import IcebergLake
from probative.lake.removing import REMOVED_LASTS
from tests.support.lake import ASSESSMENT, COLLECTED, a_fact, some_evidence

GONE: Final = AssessmentId("9f9c1d52-6a0e-5c6e-9d5c-3a4bb0a3f6d9")
REMOVED: Final = COLLECTED + timedelta(days=30)
CLEARED: Final = REMOVED + REMOVED_LASTS
KILLED: Final = 9
_STEPS: Final = frozenset({"open", "os.rename", "os.utime", "os.remove"})


def fill(lake: IcebergLake) -> None:
    """Commit facts: 0 to 9 are of the assessment that will be gone, 5 to 19 of the one that stays."""
    for batch, numbers in enumerate((range(8), range(4, 14), range(10, 20))):
        facts = [a_fact(number, COLLECTED + timedelta(days=batch)) for number in numbers]
        lake.commit(BatchId(f"batch-{batch}"), [lake.stage().write(facts, _evidence(zip(numbers, facts, strict=True)))])


def _evidence(facts: Iterator[tuple[int, Fact]]) -> Iterator[Evidence]:
    for number, fact in facts:
        if number < 10:
            yield some_evidence(fact, assessment=GONE)
        if number >= 5:
            yield some_evidence(fact, assessment=ASSESSMENT)


def main() -> None:
    for module in ("probative.lake.tables", "pyiceberg.io.pyarrow"):
        import_module(module)
    for number in count(1, int(sys.argv[2])):
        child = os.fork()
        if not child:
            _remove(Path(sys.argv[1]) / str(number) / "lake", number)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        if code != KILLED:
            sys.exit(code)


def _remove(root: Path, last: int) -> None:
    steps = 0

    def count_steps(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal steps
        if event not in _STEPS or (event == "open" and not _is_to_write(arguments)):
            return
        steps += 1
        if steps == last:
            os._exit(KILLED)

    root.parent.mkdir(parents=True)
    with closing(IcebergLake(root)) as lake:
        fill(lake)
        sys.addaudithook(count_steps)
        remove(lake)


def remove(lake: IcebergLake, cleared: datetime = CLEARED) -> None:
    """Remove what is gone, and delete its files."""
    lake.keeping.remove([GONE], REMOVED)
    lake.keeping.clear(cleared)


def _is_to_write(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


if __name__ == "__main__":
    main()
