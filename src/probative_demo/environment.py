"""The environment of the product's commands, when they are to ask the simulated organization."""

import os

from probative_demo.organization import Running

_KEPT = "PROBATIVE_CACHE_DIR"


def environment_of(running: Running) -> dict[str, str]:
    """Return our own environment, with the organization's credentials and nobody's settings in it."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "PROBATIVE_")) or name == _KEPT
    }
    return kept | {
        "AWS_ACCESS_KEY_ID": running.access_key_id,
        "AWS_SECRET_ACCESS_KEY": running.secret_access_key,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
