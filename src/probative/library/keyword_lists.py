"""Names that AWS gives and botocore does not hold: managed rules of Config, controls of Security Hub.

Both grow with AWS: a list says what is known, and the spelling says what may be.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent / "keywords"

CUSTOM_RULE: Final = re.compile(r"Custom_\S.*")
"""A Config rule of one's own, of a conformance pack or of an organization: by its name."""
HUB_CONTROL: Final = re.compile(r"[A-Z][A-Za-z0-9]*\.[1-9][0-9]*")
"""A control of Security Hub: `EC2.1`."""


@cache
def config_rules() -> frozenset[str]:
    """Return the identifiers of the managed rules of AWS Config."""
    return _read("config_rules.txt")


@cache
def security_hub_controls() -> frozenset[str]:
    """Return the ids of the controls of Security Hub."""
    return _read("security_hub_controls.txt")


def _read(name: str) -> frozenset[str]:
    lines = (_FOLDER / name).read_text("ascii").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
