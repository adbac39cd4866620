"""The native API as the console knows it: its OpenAPI document, in a file of the console's.

`python -m tests.support.console_schema` writes it; a test fails when it has fallen behind.
"""

import json
from pathlib import Path

from probative.native.endpoints import endpoints
from probative.native.openapi import document
from tests.support.native import PAGE_TOKENS, ScriptedConnections
from tests.support.people import keyring

CONSOLE = Path(__file__).parents[2] / "console"
FILE = CONSOLE / "openapi.json"


def described() -> str:
    """Return the document as the file is to have it; a release changes no type, so its version is left out."""
    told = document(endpoints(keyring(), PAGE_TOKENS, ScriptedConnections()))
    return json.dumps({**told, "info": {**told["info"], "version": "0"}}, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(described(), encoding="utf-8")
