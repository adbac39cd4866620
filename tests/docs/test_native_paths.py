"""Every path of the native API is in the docs with its methods, and the docs name no other."""

import re
from pathlib import Path

from probative.native.endpoints import endpoints
from probative.native.openapi import document
from tests.support.native import PAGE_TOKENS, ScriptedConnections
from tests.support.people import keyring

PAGE = (Path(__file__).parents[2] / "docs" / "server.md").read_text(encoding="utf-8")
TABLE = PAGE.split("| for | method and path | who |", 1)[1].split("\n\n", 1)[0]
_CODE = re.compile(r"`([A-Z]+)(?: (/v1/\S+))?`")


def told() -> set[tuple[str, str]]:
    """Return the methods and paths of the table; a method alone is of the next path."""
    found, waiting = set(), []
    for method, path in _CODE.findall(TABLE):
        waiting.append(method)
        if path:
            found |= {(each, path) for each in waiting}
            waiting = []
    return found


def test_the_table_of_native_paths_is_complete() -> None:
    paths = document(endpoints(keyring(), PAGE_TOKENS, ScriptedConnections()))["paths"]

    assert told() == {(method.upper(), path) for path, methods in paths.items() for method in methods}
