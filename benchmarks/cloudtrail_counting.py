"""The work that only counts, in a module of its own: the processes that read import nothing else for it."""

from collections.abc import Sequence

from probative.ports.logs import FileRead


def count_facts(reads: Sequence[FileRead]) -> int:
    """Return how many facts were read."""
    return sum(len(read.facts) for read in reads)
