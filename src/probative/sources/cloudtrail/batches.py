"""Files taken together: enough for a batch to be worth its hand-over, few enough to be held in memory."""

from collections.abc import Iterable, Iterator
from typing import Final

from probative.ports.logs import LogFile

MAX_COST: Final = 12 * 2**20
FILE_COST: Final = 16 * 2**10
"""What opening and settling a file costs, as bytes inflated: many tiny files are work, too."""


def cost_of(files: Iterable[LogFile]) -> int:
    """Return what reading `files` costs, as compressed bytes."""
    return sum(file.size_bytes + FILE_COST for file in files)


def to_batches(files: Iterable[LogFile], max_cost: int = MAX_COST) -> Iterator[tuple[LogFile, ...]]:
    """Yield `files` in their order, in batches that cost up to `max_cost` (one file may cost more)."""
    batch: list[LogFile] = []
    cost = 0
    for file in files:
        cost_of_file = file.size_bytes + FILE_COST
        if batch and cost + cost_of_file > max_cost:
            yield tuple(batch)
            batch, cost = [], 0
        batch.append(file)
        cost += cost_of_file
    if batch:
        yield tuple(batch)
