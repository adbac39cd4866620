from collections.abc import Iterator
from pathlib import Path

import pytest

from probative_demo.organization import Running, start
from tests.support.cli import Forks, Tool, forks


@pytest.fixture
def tool(tmp_path: Path, forked: Forks) -> Tool:
    return Tool(tmp_path, forks=forked)


@pytest.fixture(scope="session")
def forked() -> Iterator[Forks]:
    """Two processes that run commands quickly."""
    with forks(2) as running:
        yield running


@pytest.fixture(scope="session")
def organization() -> Iterator[Running]:
    """One simulated organization for all tests that need AWS, started when the first of them does."""
    with start() as running:
        yield running
