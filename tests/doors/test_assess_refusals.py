"""What AWS will not say, end to end: in the summary, refusals.csv and the PDF, and never a pass, a fail or silence."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from pypdf import PdfReader

from tests.support.aws_guardrails import guardrails
from tests.support.aws_server import AnswerServer, Asked, Error, Raw, Said, answering
from tests.support.cli import Ended, Forks, Tool
from tests.support.cloudtrail import an_event, log_text
from tests.support.jobs import Call, Kept, framework_text, kept_in, put_framework, put_log

IDENTITY: Final = {"sts:GetCallerIdentity": {"UserId": "u", "Account": "111122223333", "Arn": "arn:aws:iam::1:user/u"}}
KEYS: Final = {"AWS_ACCESS_KEY_ID": "AKIAOWN", "AWS_SECRET_ACCESS_KEY": "not-a-secret"}


def _expires(asked: Asked) -> Said:
    if asked.given.get("nextToken"):
        return Error("ExpiredTokenException", "The security token included in the request is expired", 403)
    return guardrails("a", "b", token="more")


REFUSED: Final[dict[str, tuple[Said, str]]] = {
    "bedrock:ListCustomModels": (Error("AccessDeniedException", "User: x is not authorized", 403), "ACCESS_DENIED"),
    # Of a service of its own: one that throttles all is not asked on and on.
    "kms:ListKeys": (Error("ThrottlingException", "Rate exceeded"), "THROTTLED"),
    "bedrock:ListEvaluationJobs": (Error("SubscriptionRequiredException", "not subscribed", 403), "NOT_ENABLED"),
    "bedrock:ListInferenceProfiles": (
        Error("ValidationException", "This is not available in this Region"), "REGION_UNAVAILABLE",
    ),
    "bedrock:ListFoundationModels": (Error("RequestTimeoutException", "too slow", 408), "TIMEOUT"),
    "bedrock:ListProvisionedModelThroughputs": (Raw(200, b"<html>Gateway</html>", "text/html"), "MALFORMED"),
    "bedrock:ListModelCopyJobs": (Error("UnknownOperationException", "", 404), "NOT_SUPPORTED"),
    "bedrock:ListModelImportJobs": (Error("InternalServerException", "we failed", 500), "ERROR"),
}  # fmt: skip
"""Calls that are refused whole, and with which reason."""
PLACES: Final = {
    "bedrock:ListCustomModels": ("modelSummaries", "modelArn"),
    "kms:ListKeys": ("Keys", "KeyArn"),
    "bedrock:ListEvaluationJobs": ("jobSummaries", "jobArn"),
    "bedrock:ListInferenceProfiles": ("inferenceProfileSummaries", "inferenceProfileArn"),
    "bedrock:ListFoundationModels": ("modelSummaries", "modelArn"),
    "bedrock:ListProvisionedModelThroughputs": ("provisionedModelSummaries", "provisionedModelArn"),
    "bedrock:ListModelCopyJobs": ("modelCopyJobSummaries", "jobArn"),
    "bedrock:ListModelImportJobs": ("modelImportJobSummaries", "jobArn"),
    "bedrock:ListGuardrails": ("guardrails", "arn"),
    "bedrock:ListMarketplaceModelEndpoints": ("marketplaceModelEndpoints", "endpointArn"),
}


@dataclass(frozen=True, slots=True)
class Assessed:
    """A run with every kind of refusal in it."""

    home: Path
    done: Ended
    kept: Kept

    @property
    def summary(self) -> dict[str, Any]:
        return dict(json.loads(self.done.out))


def both_ways(call: str) -> Iterator[Call]:
    """Yield two ways to judge a call: were nothing found, one would pass and the other fail."""
    yield Call(call, *PLACES[call], when_empty="pass")
    yield Call(call, *PLACES[call], rule="false", when_empty="fail")


def control_ids(call: str) -> tuple[str, str]:
    """Return the controls that ask for `call`."""
    first = 2 * list(PLACES).index(call) + 1
    return f"TRAIL-2.{first}", f"TRAIL-2.{first + 1}"


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory, forked: Forks) -> Assessed:
    home = tmp_path_factory.mktemp("refused")
    calls = [way for call in PLACES for way in both_ways(call)]
    put_framework(home, framework_text(calls=calls, events={"StopLogging": "false"}))
    put_log(home / "logs", [an_event(1)])
    cut = put_log(home / "logs", [an_event(number) for number in range(2, 99)], number=2)
    cut.write_bytes(cut.read_bytes()[:-40])
    put_log(home / "logs", [], number=3).write_bytes(log_text([an_event(100)])[:-9])
    handlers: dict[str, Any] = {
        **IDENTITY,
        **{call: said for call, (said, _) in REFUSED.items()},
        "bedrock:ListGuardrails": _expires,
        "bedrock:ListMarketplaceModelEndpoints": {"marketplaceModelEndpoints": []},
    }
    with answering(handlers) as server:
        done = Tool(home, KEYS, forked)(*command(server), "--cloudtrail", "logs", *DAY, "--report-dir", "report")
        text = Tool(home, KEYS, forked)(*command(server, "text"), "--cloudtrail", "logs", *DAY, "--report-dir", "text")
    (home / "summary.txt").write_text(text.out)
    return Assessed(home, done, kept_in(home / "data", done.out))


DAY: Final = ("--since", "2026-11-07", "--until", "2026-11-08")


def command(server: AnswerServer, output: str = "json") -> tuple[object, ...]:
    return (
        *("assess", "--framework", "framework.yaml", "--endpoint-url", server.url, "--regions", "us-east-1"),
        *("--patience", 0.5, "--rate", 100, "--output", output),
    )


def test_a_run_with_refusals_ends_3(assessed: Assessed) -> None:
    assert assessed.done.code == 3, assessed.done.err
    assert "Traceback" not in assessed.done.err


@pytest.mark.parametrize("call", REFUSED)
def test_what_is_refused_is_no_evidence_of_anything(assessed: Assessed, call: str) -> None:
    for control_id in control_ids(call):
        assert control_id not in assessed.kept.verdicts
        assert standing(assessed, control_id) == "NO_EVIDENCE"
    assert (REFUSED[call][1], call) in assessed.kept.refusals


def standing(assessed: Assessed, control_id: str) -> str:
    controls = assessed.summary["controlSets"][0]["controls"]
    return str(next(control["standing"] for control in controls if control["id"] == control_id))


def test_an_empty_answer_beside_them_is_judged(assessed: Assessed) -> None:
    passes, fails = control_ids("bedrock:ListMarketplaceModelEndpoints")
    assert assessed.kept.verdicts[passes] == ["COMPLIANT"]
    assert assessed.kept.verdicts[fails] == ["NON_COMPLIANT"]


def test_credentials_that_expire_midway_keep_what_was_said_and_tell_the_rest(assessed: Assessed) -> None:
    passes, fails = control_ids("bedrock:ListGuardrails")
    assert assessed.kept.verdicts[passes] == ["COMPLIANT", "COMPLIANT"]
    assert assessed.kept.verdicts[fails] == ["NON_COMPLIANT", "NON_COMPLIANT"]
    refusals = [refusal for refusal in assessed.summary["refusals"] if refusal["question"] == "bedrock:ListGuardrails"]
    assert [refusal["reason"] for refusal in refusals] == ["ACCESS_DENIED"]
    assert "expired" in refusals[0]["message"]


def test_damaged_log_files_are_refused_by_name_and_the_rest_counts(assessed: Assessed) -> None:
    logs = [refusal for refusal in assessed.summary["refusals"] if refusal["dataSource"] == "AWS CloudTrail"]
    assert [refusal["reason"] for refusal in logs] == ["MALFORMED", "MALFORMED"]
    assert [Path(refusal["unit"]).name[-24:] for refusal in logs] == [f"{2:016}.json.gz", f"{3:016}.json.gz"]
    assert assessed.kept.verdicts["TRAIL-1.1"] == ["NON_COMPLIANT"]


def test_coverage_counts_what_was_refused(assessed: Assessed) -> None:
    assert assessed.summary["coverage"] == {
        "expected": 11, "answered": 1, "partial": 2, "refused": 8, "unseen": 0, "notApplicable": 0,
    }  # fmt: skip


def test_every_refusal_is_in_the_table_of_refusals(assessed: Assessed) -> None:
    with (assessed.home / "report" / "refusals.csv").open(newline="") as file:
        rows = [(row["reason"], row["unit"]) for row in csv.DictReader(file)]
    assert sorted(rows) == sorted(assessed.kept.refusals)
    assert len(rows) == len(REFUSED) + 3


def test_every_reason_is_on_paper_and_on_the_screen(assessed: Assessed) -> None:
    reader = PdfReader(assessed.home / "report" / "AssessmentReportSummary.pdf")
    paper = "\n".join(page.extract_text() for page in reader.pages)
    screen = (assessed.home / "summary.txt").read_text()
    for reason in {reason for _, reason in REFUSED.values()}:
        assert reason in paper
        assert f"{reason} (" in screen
    assert "11 refusals" in screen


def test_no_secret_is_told(assessed: Assessed) -> None:
    told = assessed.done.out + assessed.done.err + (assessed.home / "summary.txt").read_text()
    for path in assessed.home.rglob("*"):
        if path.is_file() and path.suffix in {".csv", ".json", ".txt", ".db", ".parquet"}:
            told += path.read_bytes().decode(errors="replace")
    assert KEYS["AWS_SECRET_ACCESS_KEY"] not in told


def test_a_refusal_is_asked_again_and_its_answer_takes_it_back(tmp_path: Path, forked: Forks) -> None:
    denied = Error("AccessDeniedException", "User: x is not authorized", 403)
    handlers: dict[str, Any] = {
        **IDENTITY,
        "bedrock:ListGuardrails": denied,
        "bedrock:ListCustomModels": {"modelSummaries": []},
    }
    calls = [Call(call, *PLACES[call]) for call in ("bedrock:ListGuardrails", "bedrock:ListCustomModels")]
    put_framework(tmp_path, framework_text(calls=calls))
    tool = Tool(tmp_path, KEYS, forked)
    with answering(handlers) as server:
        first = tool(*command(server), "--report-dir", "first")
        server.handlers["bedrock:ListGuardrails"] = guardrails("a", "b")
        second = tool(*command(server), "--report-dir", "second")
        third = tool(*command(server), "--report-dir", "third")
        asked = server.calls()

    assert (first.code, second.code, third.code) == (3, 0, 0)
    assert [refusal["reason"] for refusal in json.loads(first.out)["refusals"]] == ["ACCESS_DENIED"]
    assert json.loads(second.out)["refusals"] == []
    assert third.out == second.out.replace("second", "third")
    assert asked["bedrock:ListGuardrails"] == 2
    assert asked["bedrock:ListCustomModels"] == 1
    kept = kept_in(tmp_path / "data", second.out)
    assert kept.verdicts == {"TRAIL-2.1": ["COMPLIANT", "COMPLIANT"], "TRAIL-2.2": ["COMPLIANT"]}
    assert kept.refusals == []


def test_a_later_refusal_never_takes_an_answer_back(tmp_path: Path, forked: Forks) -> None:
    handlers: dict[str, Any] = {**IDENTITY, "bedrock:ListGuardrails": guardrails("a")}
    put_framework(tmp_path, framework_text(calls=[Call("bedrock:ListGuardrails", "guardrails", "arn")]))
    tool = Tool(tmp_path, KEYS, forked)
    with answering(handlers) as server:
        first = tool(*command(server), "--report-dir", "first")
        server.handlers["bedrock:ListGuardrails"] = Error("AccessDeniedException", "no", 403)
        second = tool(*command(server), "--report-dir", "second")

    assert (first.code, second.code) == (0, 0)
    assert second.out == first.out.replace("first", "second")
