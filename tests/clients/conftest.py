"""One server for the conversations of a module; each client talks to it from outside."""

from collections.abc import Iterator

import pytest

from tests.support.server_process import Running, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("server"), PROBATIVE_COLLECT="false") as running:
        yield running
