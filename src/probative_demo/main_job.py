"""The main job on the simulated organization: the product's own command, with the arguments that a user would give."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from probative_demo.manual_evidence import write_documents
from probative_demo.organization import Running, start

_PATIENCE_SECONDS: Final = "6"
"""One call of the organization is throttled for ever: nobody wants to watch two minutes of trying."""
_WORKED: Final = frozenset({0, 1, 3})
"""Exit codes of a run that came to a report: sound, findings, refusals. The organization has both of the latter."""


def run_main_job(output: Path) -> int:
    """Assess the organization into a new folder under `output`; return 0 if the run worked, else its exit code."""
    now = datetime.now(UTC)
    folder = output / f"{now:%Y-%m-%d-%H%M%S}"
    folder.mkdir(parents=True)
    write_documents(folder / "manual-evidence", now.date())
    sys.stderr.write("Starting a simulated AWS organization: three accounts, two regions, a week of activity ...\n")
    with start(now=now) as running:
        done = subprocess.run(_command(running, folder), env=_environment(running), check=False)
    return 0 if done.returncode in _WORKED else done.returncode


def _command(running: Running, folder: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "probative", "assess"),
        *("--framework", "genai-best-practices"),
        *("--name", "Simulated organization, generative AI"),
        *("--accounts", ",".join(running.accounts)),
        *("--regions", ",".join(running.regions)),
        *("--role-name", running.role_name),
        *("--external-id", running.external_id),
        *("--cloudtrail", running.cloudtrail_url),
        *("--manual", str(folder / "manual-evidence")),
        *("--since", running.since.isoformat()),
        *("--until", running.until.isoformat()),
        *("--endpoint-url", running.endpoint_url),
        *("--patience", _PATIENCE_SECONDS),
        *("--rate", "200"),
        *("--data-dir", str(folder / "data")),
        *("--report-dir", str(folder / "report")),
    ]


def _environment(running: Running) -> dict[str, str]:
    """Return our own environment with the organization's credentials in place of any other."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | {
        "AWS_ACCESS_KEY_ID": running.access_key_id,
        "AWS_SECRET_ACCESS_KEY": running.secret_access_key,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
