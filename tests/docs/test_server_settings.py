"""Every setting of the server has its line in the docs, and every line its setting."""

import re
from dataclasses import fields
from pathlib import Path

from probative.config import ServerSettings

PAGE = (Path(__file__).parents[2] / "docs" / "server.md").read_text(encoding="utf-8")


def test_the_table_of_settings_is_complete() -> None:
    told = re.findall(r"^\| `(PROBATIVE_\w+)` \|", PAGE, re.MULTILINE)

    assert told == sorted(told, key=[f"PROBATIVE_{each.name.upper()}" for each in fields(ServerSettings)].index)
    assert set(told) == {f"PROBATIVE_{each.name.upper()}" for each in fields(ServerSettings)}
