"""The only reader of the environment."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment says; AWS's own variables are botocore's business."""

    data_dir: Path
    """`PROBATIVE_DATA_DIR`: lake, records and signing key; else `probative` under the user's data folder."""
    cache_dir: Path
    """`PROBATIVE_CACHE_DIR`: what can be made anew; else `probative` under the user's cache folder."""
    columns: int | None
    """`COLUMNS`: how wide text may be; None: as wide as the terminal."""


def read_settings() -> Settings:
    """Return the settings of this process."""
    home = Path(os.environ.get("HOME", "~")).expanduser()
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share") / "probative"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "probative"
    columns = os.environ.get("COLUMNS", "")
    return Settings(
        data_dir=Path(os.environ.get("PROBATIVE_DATA_DIR") or data),
        cache_dir=Path(os.environ.get("PROBATIVE_CACHE_DIR") or cache),
        columns=int(columns) if columns.isdigit() else None,
    )
