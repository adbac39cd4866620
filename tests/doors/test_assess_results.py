"""How `probative assess` ends and what it leaves: exit codes, and outputs that say the same as the report."""

import csv
import json
import os
import re
import signal
import subprocess
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import Tool, read_until
from tests.support.cloudtrail import DAY, an_event
from tests.support.jobs import CREATE_TRAIL, Call, framework_text, kept_in, put_framework, put_log, put_many_logs

OFFLINE = ("assess", "--offline", "--framework", "framework.yaml", "--cloudtrail", "logs")


def furnish(home: Path, **text: Any) -> None:
    put_framework(home, framework_text(**text))
    put_log(home / "logs", [an_event(1), an_event(2, CREATE_TRAIL), an_event(3, CREATE_TRAIL)])


def test_a_sound_run_ends_0(tmp_path: Path) -> None:
    furnish(tmp_path, events={"CreateTrail": "true"})
    assert Tool(tmp_path)(*OFFLINE).code == 0


def test_a_finding_ends_1(tool: Tool) -> None:
    furnish(tool.home, events={"CreateTrail": "true", "StopLogging": "false"})
    assert tool(*OFFLINE).code == 1


def test_a_refusal_ends_3_whatever_else_was_found(tool: Tool) -> None:
    furnish(tool.home, events={"StopLogging": "false"})
    (put_log(tool.home / "logs", [], number=9)).write_bytes(b"no gzip")

    done = tool(*OFFLINE)

    assert done.code == 3
    assert "1 refusal:" in done.out
    assert "MALFORMED (1)" in done.out


def test_a_run_that_did_not_ask_all_of_it_ends_3_and_says_why(tool: Tool) -> None:
    furnish(tool.home, events={"CreateTrail": "true"}, calls=[Call("bedrock:ListGuardrails", "guardrails", "arn")])

    done = tool(*OFFLINE)

    assert done.code == 3
    assert "Outcome   could not tell: 1 observation not made, which may hide more than is shown" in done.out
    summary = json.loads(tool(*OFFLINE, "--report-dir", "again", "--output", "json").out)
    assert (summary["exitCode"], summary["outcome"].partition(":")[0]) == (3, "could not tell")


def test_the_outputs_and_the_report_say_the_same(tool: Tool) -> None:
    furnish(tool.home, events={"CreateTrail": "true", "StopLogging": "false"}, manual=True)
    broken = put_log(tool.home / "logs", [], number=9)
    broken.write_bytes(broken.read_bytes()[:-8])

    text = tool(*OFFLINE, "--report-dir", "report")
    done = tool(*OFFLINE, "--report-dir", "report-2", "--output", "json")
    summary = json.loads(done.out)

    assert done.code == text.code == 3
    standings = {control["id"]: control["standing"] for control in summary["controlSets"][0]["controls"]}
    assert standings == {"TRAIL-1.1": "COMPLIANT", "TRAIL-1.2": "NON_COMPLIANT", "TRAIL-3.1": "NO_EVIDENCE"}
    assert summary["coverage"] == {
        "expected": 1, "answered": 0, "partial": 1, "refused": 0, "unseen": 0, "notApplicable": 0,
    }  # fmt: skip
    assert re.search(r"All +3 +1 +1 +- +- +1 +3 +0 % +1", text.out), text.out
    for report in ("report", "report-2"):
        assert [row["unit"] for row in rows(tool.home / report / "refusals.csv")] == [
            refusal["unit"] for refusal in summary["refusals"]
        ]
    kept = kept_in(tool.home / "data", done.out)
    assert kept.verdicts == {"TRAIL-1.1": ["COMPLIANT", "COMPLIANT"], "TRAIL-1.2": ["NON_COMPLIANT"]}
    assert summary["evidenceCount"] == len(kept.evidence) == 3
    assert summary["reportDirectory"] == "report-2"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("columns", ["80", "100", "140"])
def test_no_word_is_cut_on_any_page(tool: Tool, columns: str) -> None:
    furnish(tool.home, events={"CreateTrail": "true", "StopLogging": "false"})
    long = "A control set with a name that is longer than any page wants to give it room for"
    put_framework(
        tool.home, framework_text(events={"StopLogging": "false"}).replace("name: Trails\n", f"name: {long}\n")
    )

    done = replace(tool, variables={"COLUMNS": columns})(*OFFLINE, "--since", f"{DAY - timedelta(days=9)}")

    table = done.out.partition("Regions")[2]
    words = set(table.split())
    assert "…" not in done.out
    assert {"Control", "set", "Compliant", "Inconclusive", "compliant", "Coverage", "Refusals", *long.split()} <= words
    assert max(map(len, done.out.splitlines())) <= int(columns)


def test_a_path_is_not_broken_however_long(tool: Tool) -> None:
    furnish(tool.home, events={"StopLogging": "false"})
    report = tool.home / ("long-" * 30) / "report"

    done = tool(*OFFLINE, "--report-dir", report)

    assert f"{report}/AssessmentReportSummary.pdf\n" in done.out


def test_markup_in_a_name_is_shown_as_it_is(tool: Tool) -> None:
    furnish(tool.home, events={"StopLogging": "false"})
    assert "\n[red]Q4[/red] & <b>\n" in tool(*OFFLINE, "--name", "[red]Q4[/red] & <b>").out


def test_quiet_says_nothing_but_the_result(tool: Tool) -> None:
    furnish(tool.home, events={"StopLogging": "false"})
    assert tool(*OFFLINE, "--quiet").err == ""


def test_a_description_that_is_wrong_is_found_before_anything_is_collected(tool: Tool) -> None:
    furnish(tool.home, events={"StopLogging": "false"}, manual=True)
    (tool.home / "papers").mkdir()
    (tool.home / "papers" / "page.yaml").write_text("control: TRAIL-3.1\nwho: Dana\ntext: So\neffective_from: soon\n")

    done = tool(*OFFLINE, "--manual", "papers")

    assert done.code == 2
    assert done.err == "probative: page.yaml effective_from: should be a day such as 2026-05-01\n"


def test_what_people_bring_counts_for_its_control(tool: Tool) -> None:
    furnish(tool.home, events={"StopLogging": "false"}, manual=True)
    (tool.home / "papers").mkdir()
    (tool.home / "papers" / "page.yaml").write_text(
        "control: TRAIL-3.1\nwho: Dana\ntext: It is so\neffective_from: 2026-11-01\n"
    )

    done = tool(*OFFLINE, "--manual", "papers", "--output", "json")
    again = tool(*OFFLINE, "--manual", "papers", "--output", "json", "--report-dir", "again")

    assert kept_in(tool.home / "data", done.out).verdicts["TRAIL-3.1"] == ["INCONCLUSIVE"]
    assert again.out == done.out.replace("assessment-report", "again")


@pytest.mark.parametrize("moment", ["Reading CloudTrail logs", "report"])
def test_ctrl_c_ends_130_and_says_how_to_go_on(tool: Tool, moment: str) -> None:
    put_framework(tool.home, framework_text(events={"StopLogging": "false"}))
    put_many_logs(tool.home / "logs", files=24, events=40, file_bytes=400_000)
    running = tool.start(*OFFLINE)
    assert running.stderr
    read_until(running.stderr, lambda line: line.startswith(moment))
    # As a terminal does: to the whole group.
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=60)

    assert running.returncode == 130
    assert out == ""
    assert "probative: interrupted; run the same command again to go on" in err.splitlines()
    assert not (tool.home / "assessment-report").exists()
    assert_nobody_lives(running)
    done = tool(*OFFLINE, "--output", "json")
    assert (done.code, len(kept_in(tool.home / "data", done.out).evidence)) == (1, 24 * 40)


def assert_nobody_lives(running: subprocess.Popen[str]) -> None:
    """Fail if a process of the group is left, for longer than it takes to notice."""
    with pytest.raises(ProcessLookupError):  # noqa: PT012  it may take a moment
        for _ in range(100):
            os.killpg(running.pid, 0)
            time.sleep(0.05)


def test_two_runs_do_not_share_a_data_folder(tool: Tool) -> None:
    put_framework(tool.home, framework_text(events={"StopLogging": "false"}))
    put_many_logs(tool.home / "logs", files=24, events=40, file_bytes=400_000)
    first = tool.start(*OFFLINE, "--report-dir", "first", "--output", "json")
    assert first.stderr
    read_until(first.stderr, lambda line: line.startswith("Reading CloudTrail logs"))
    os.killpg(first.pid, signal.SIGSTOP)
    second = tool(*OFFLINE, "--report-dir", "second")
    elsewhere = tool(*OFFLINE, "--report-dir", "third", "--data-dir", "other", "--output", "json")
    os.killpg(first.pid, signal.SIGCONT)
    out, _ = first.communicate(timeout=60)

    assert (second.code, len(second.errors)) == (2, 1), second.err
    assert f"in use by process {first.pid}" in second.errors[0]
    assert "--data-dir" in second.errors[0]
    assert not (tool.home / "second").exists()
    assert (elsewhere.code, first.returncode) == (1, 1)
    assert ids_of(tool, elsewhere.out, "other") == ids_of(tool, out, "data")


def ids_of(tool: Tool, out: str, data: str) -> list[str]:
    return [item.id for item in kept_in(tool.home / data, out).evidence]


def test_a_pipe_that_closes_is_no_traceback(tool: Tool) -> None:
    furnish(tool.home, events={"StopLogging": "false"})
    running = tool.start(*OFFLINE)
    assert running.stdout
    assert running.stderr
    running.stdout.close()
    err = running.stderr.read()
    running.wait(60)
    running.stderr.close()

    assert "Traceback" not in err
    assert (tool.home / "assessment-report" / "digest.json").exists()
