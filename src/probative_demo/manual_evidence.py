"""What the people of the simulated organization bring by hand: a handful of documents, recent and stale."""

from datetime import date, timedelta
from pathlib import Path
from typing import Final, NamedTuple


class Document(NamedTuple):
    """A document, who brought it and how many days ago what it says began to hold."""

    name: str
    control: str
    source: str
    days_ago: int
    who: str
    note: str
    content: str


DOCUMENTS: Final = (
    Document(
        "red-team-report.md",
        "SAFE-2.2",
        "safe-2.2-red-team",
        60,
        "Dana Okafor, Head of AI Safety",
        "Second exercise of the year, by an outside team",
        "# Red team exercise\n\n"
        "Scope: the claims assistant with its guardrail and knowledge base.\n\n"
        "| Finding | Severity | State |\n|---|---|---|\n"
        "| Injection through a retrieved document | high | fixed, retested |\n"
        "| Policy numbers in an answer to a paraphrase | medium | fixed, retested |\n"
        "| Over-blocking of harmless medical terms | low | accepted |\n",
    ),
    Document(
        "ai-risk-register.csv",
        "RESP-3.1",
        "resp-3.1-risk-register",
        45,
        "Erik Lindqvist, Chief Risk Officer",
        "Approved by the AI board",
        "risk,tolerance,owner,controls\n"
        "Wrong advice to a claimant,low,Claims,ACCU-4.1 SAFE-4.1\n"
        "Personal data in an answer,very low,Privacy,PRIV-4.1\n"
        "Provider withdraws a model,medium,Platform,RESI-2.4\n",
    ),
    Document(
        "restore-test.txt",
        "RESI-2.1",
        "resi-2.1-restore-report",
        400,
        "Bo Tanaka, Platform",
        "Last restore test of the tuned model",
        "Restored claims-tuned v3 from the backup account in 41 minutes. Answers on the regression set were equal.\n",
    ),
    Document(
        "provider-terms.md",
        "PRIV-2.2",
        "priv-2.2-provider-terms",
        120,
        "Alice Meyer, Legal",
        "Clauses on the use of prompts, highlighted",
        "# Provider terms\n\nNone of the providers in use may train on prompts or answers. Reviewed by clause.\n",
    ),
)


def write_documents(folder: Path, today: date) -> None:
    """Write the documents with their descriptions into `folder`, dated relative to `today`."""
    folder.mkdir(parents=True)
    for document in DOCUMENTS:
        (folder / document.name).write_text(document.content)
        (folder / f"{document.name}.yaml").write_text(
            f"control: {document.control}\n"
            f"source: {document.source}\n"
            f"effective_from: {today - timedelta(days=document.days_ago)}\n"
            f"who: {document.who}\n"
            f"note: {document.note}\n"
        )
