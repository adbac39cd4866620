"""Pages of the console in Chromium, with a million evidence items behind them: how soon each shows what it is for.

A page is asked for as somebody does who opens its address; it shows once the first of its own contents is there, not
only its frame. The first look after a start is told beside the median of those that follow.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from playwright.sync_api import Page

from benchmarks.server_data import Size, prepared
from tests.support.browsing import CHROMIUM, People, Windows, browser
from tests.support.server_process import Running, serving

LIMIT_SECONDS: Final = 1.0
_SIZE: Final = Size(assessments=100, items_a_control=91)
_ROUNDS: Final = 5
_SHOWS: Final = "selector => document.querySelector(selector)?.checkVisibility()"


class Shown(NamedTuple):
    """A page: its name, where it is, and what of it is waited for."""

    name: str
    path: str
    waits_for: str
    """A selector in CSS; the first that it finds is to be seen."""


def run(scratch: Path) -> list[str]:
    """Measure, and return what there is to say; lines with a limit say whether it holds."""
    if CHROMIUM is None:
        return ["not measured: there is no chromium (apt-get install chromium)"]
    folder = prepared(scratch.parent / "server" / "large", _SIZE)
    with serving(folder, PROBATIVE_COLLECT="false") as running, browser() as launched:
        people = People(running)
        windows = Windows(launched, running.url)
        page = windows.open(people["administrator"], "/console/password")
        lines = [_line(shown, list(_times(page, shown))) for shown in _pages(running)]
        windows.close()
        people.close()
    return lines


def _pages(running: Running) -> list[Shown]:
    asked = running.client()
    assessment = asked.list_assessments()["assessmentMetadata"][-1]["id"]
    folder = asked.get_evidence_folders_by_assessment(assessmentId=assessment, maxResults=1)["evidenceFolders"][0]
    of_set = f"/console/assessments/{assessment}/control-sets/{folder['controlSetId']}"
    of_folder = f"{of_set}/controls/{folder['controlId']}/evidence-folders/{folder['id']}"
    row = "tbody tr td:not([colspan])"
    return [
        Shown("dashboard", "/console/dashboard", "main a[href*='evidence-finder']"),
        Shown("assessments", "/console/assessments", row),
        Shown("assessment", f"/console/assessments/{assessment}", row),
        Shown("control", f"{of_set}/controls/{folder['controlId']}", row),
        Shown("evidence folder", of_folder, row),
        Shown("evidence finder", "/console/evidence-finder", row),
        Shown("framework library", "/console/frameworks", "main li"),
    ]


def _times(page: Page, shown: Shown) -> Iterator[float]:
    for _ in range(_ROUNDS + 1):
        # What the page before still has to do is none of this one's time.
        page.wait_for_load_state("networkidle")
        begun = time.perf_counter()
        page.goto(shown.path, wait_until="commit")
        # Looked for at each frame: asked from here, it would be told up to a second too late.
        page.wait_for_function(_SHOWS, arg=shown.waits_for, polling="raf", timeout=60_000)
        yield time.perf_counter() - begun


def _line(shown: Shown, times: list[float]) -> str:
    first, *others = times
    seconds = median(others)
    holds = "holds" if seconds <= LIMIT_SECONDS else "MISSED"
    return f"{shown.name}: {seconds:.2f} s (limit {LIMIT_SECONDS:g}: {holds}), {first:.2f} s at the first look"
