"""The main job on the simulated organization: the product's own command, with the arguments that a user would give."""

import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Final

from probative_demo.environment import environment_of
from probative_demo.manual_evidence import write_documents
from probative_demo.organization import Running

_PATIENCE_SECONDS: Final = "6"
"""One call of the organization is throttled for ever: nobody wants to watch two minutes of trying."""
_WORKED: Final = frozenset({0, 1, 3})
"""Exit codes of a run that came to a report: sound, findings, refusals. The organization has both of the latter."""


def new_folder(output: Path, now: datetime) -> Path:
    """Make the folder of a run under `output`, and return it.

    Raises:
        OSError: It cannot be made.
    """
    folder = output / f"{now:%Y-%m-%d-%H%M%S}"
    folder.mkdir(parents=True)
    return folder


def run_main_job(running: Running, folder: Path, today: date) -> int:
    """Assess the organization into `folder`; return 0 if the run worked, else its exit code."""
    write_documents(folder / "manual-evidence", today)
    done = subprocess.run(_command(running, folder), env=environment_of(running), check=False)
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
