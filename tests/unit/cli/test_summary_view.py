"""The summary for people: what it groups, and what it never cuts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from probative.cli.assess import exit_code
from probative.cli.summary_view import print_text
from probative.domain.evidence import Verdict
from probative.domain.ids import AccountId, ControlId, Region
from probative.domain.slots import RefusalReason, SourceKind
from probative.domain.summaries import AssessmentSummary, ControlSummary, Coverage, CoverageCell, RefusalLine, Standing
from tests.support.assessing import ACCOUNT, NOW, REGION, TODAY, a_control, a_framework, an_api_source, an_assessment

CONTROL = ControlId("SAFE-1.1")


def a_line(number: int = 0, reason: RefusalReason = RefusalReason.ACCESS_DENIED, region: str = REGION) -> RefusalLine:
    return RefusalLine(
        kind=SourceKind.API_CALL,
        question=f"bedrock:ListThings{number}",
        account=ACCOUNT,
        region=Region(region),
        day=TODAY.date(),
        unit=f"bedrock:ListThings{number}(page=2)",
        reason=reason,
        message="no",
        remedy=f"do something about {reason}",
        attempts=1,
    )


def a_summary(
    refusals: Sequence[RefusalLine] = (),
    standing: Standing = Standing.COMPLIANT,
    coverage: Coverage | None = None,
    cells: Sequence[CoverageCell] = (),
) -> AssessmentSummary:
    framework = a_framework(a_control(an_api_source()))
    control = ControlSummary(
        control_id=CONTROL,
        standing=standing,
        verdicts=dict.fromkeys(Verdict, 0),
        coverage=Coverage(),
        cells=(),
        refusals=tuple(refusals),
        awaiting_people=(),
    )
    return AssessmentSummary(
        assessment=an_assessment(),
        framework=framework,
        controls={CONTROL: control},
        coverage=coverage or Coverage(answered=2),
        cells=tuple(cells),
        refusals=tuple(refusals),
        uses=(),
        evidence_count=0,
        generated_at=NOW,
    )


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


@pytest.mark.parametrize(
    ("refusals", "standing", "code"),
    [
        ((), Standing.COMPLIANT, 0),
        ((), Standing.NO_EVIDENCE, 0),
        ((), Standing.NON_COMPLIANT, 1),
        ((a_line(),), Standing.COMPLIANT, 3),
        ((a_line(),), Standing.NON_COMPLIANT, 3),
    ],
)
def test_a_refusal_outweighs_a_finding(refusals: Sequence[RefusalLine], standing: Standing, code: int) -> None:
    assert exit_code(a_summary(refusals, standing)) == code
