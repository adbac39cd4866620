"""The summary for people: what it groups, and what it never cuts."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from probative.cli.summary_view import print_text
from probative.domain.ids import AccountId
from probative.domain.slots import RefusalReason, SourceKind
from probative.domain.summaries import AssessmentSummary, Coverage, CoverageCell
from tests.support.assessing import REGION, TODAY
from tests.support.summaries import a_line, a_summary


def shown(capsys: pytest.CaptureFixture[str], summary: AssessmentSummary, width: int = 110) -> list[str]:
    print_text(summary, Path("out/report"), width)
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


def test_refusals_are_grouped_by_reason_with_what_to_do_once(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [a_line(number) for number in range(3)] + [a_line(9, RefusalReason.TIMEOUT, "eu-west-1")]
    text = shown(capsys, a_summary(lines))

    assert "4 refusals: what could not be read, and is neither a pass nor a fail" in text
    assert "  ACCESS_DENIED (3): do something about ACCESS_DENIED" in text
    assert "    111122223333  us-east-1       bedrock:ListThings0, bedrock:ListThings1, bedrock:ListThings2" in text
    assert "  TIMEOUT (1): do something about TIMEOUT" in text
    assert "    111122223333  eu-west-1       bedrock:ListThings9" in text


def test_many_names_are_counted_not_cut(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, a_summary([a_line(number) for number in range(200)]), width=80)
    assert "    111122223333  us-east-1       bedrock:ListThings0 and 199 more" in text


def test_many_places_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, a_summary([a_line(number, region=f"region-{number}") for number in range(20)]))
    assert "    and in 14 more places" in text


def test_a_log_file_goes_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    key = "s3://bucket/AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/07/log.json.gz"
    line = replace(a_line(), kind=SourceKind.CLOUDTRAIL, question="cloudtrail", unit=key)
    assert "    111122223333  us-east-1       log.json.gz" in shown(capsys, a_summary([line]))


def test_what_nobody_saw_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    cells = [
        CoverageCell(
            account=AccountId("111122223333"),
            region=REGION,
            day=(TODAY - timedelta(days=number)).date(),
            coverage=Coverage(answered=1, unseen=2),
        )
        for number in range(6)
    ]
    text = shown(capsys, a_summary(coverage=Coverage(answered=6, unseen=12), cells=cells))

    assert "12 of 18 observations were not made: nobody asked, or no log file was delivered" in text
    assert "    111122223333  us-east-1       2026-11-08  2 of 3" in text
    assert "    and on 2 more days and places: coverage.csv in the report" in text


def test_a_share_of_nearly_all_is_not_all(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, a_summary(coverage=Coverage(answered=999, refused=1)))
    assert any(line.startswith(" All") and " 99 % " in line for line in text)


def test_the_last_lines_say_how_the_run_ends_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, a_summary(coverage=Coverage(answered=6, unseen=12)))
    assert "Outcome   could not tell: 12 observations not made, which may hide more than is shown" in text
