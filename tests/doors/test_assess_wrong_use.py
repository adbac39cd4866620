"""Wrong use of `probative assess`: one line that names the flag or field and what to do, exit code 2, nothing left.

All commands of this file run two at a time, started when the first test asks; each test looks at one of them.
"""

import os
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pytest

from probative_demo.organization import Running
from tests.support.cli import Ended, Forks, Tool
from tests.support.cloudtrail import an_event
from tests.support.frameworks import SOUND
from tests.support.jobs import Call, framework_text, put_framework, put_log


@dataclass(frozen=True, slots=True)
class Misuse:
    """Arguments, and what the one line must hold."""

    arguments: str
    told: tuple[str, ...]
    offline: bool = True
    """Runs over a sound framework and log folder, which `arguments` spoil."""
    leaves: frozenset[str] = field(default_factory=frozenset)
    """What the run may leave in the working folder."""


OFFLINE: Final[Mapping[str, Misuse]] = {
    "an unknown framework": Misuse("--framework nope", ("--framework", "nope", "genai-best-practices")),
    "a framework file that is missing": Misuse("--framework ./missing.yaml", ("missing.yaml", "No such file")),
    "a malformed framework file": Misuse("--framework broken.yaml", ("broken.yaml:2", "YAML")),
    "a framework file without its members": Misuse("--framework hollow.yaml", ("hollow.yaml", "control_sets")),
    "bad CEL": Misuse("--framework cel.yaml", ("cel.yaml:57", "rule.expression", "CEL")),
    "a short account": Misuse("--accounts 1234", ("--accounts", "'1234'", "12 digits")),
    "an account of letters": Misuse("--accounts my-account", ("--accounts", "'my-account'", "12 digits")),
    "an account in other digits": Misuse("--accounts ١٢٣٤٥٦٧٨٩٠١٢", ("--accounts", "12 digits")),
    "two accounts that are one": Misuse("--accounts 111122223333,111122223333", ("--accounts", "twice")),
    "a list with a hole": Misuse("--accounts 111122223333,,444455556666", ("--accounts", "empty part")),
    "two regions that are one": Misuse("--regions us-east-1,us-east-1", ("--regions", "twice")),
    "an unknown region": Misuse("--regions eu-wst-1", ("--regions", "eu-wst-1", "eu-west-1?")),
    "an account without logs": Misuse("--accounts 999999999999", ("--cloudtrail", "logs", "no log file")),
    "a log folder without logs": Misuse("--cloudtrail empty", ("--cloudtrail", "empty", "AWSLogs/")),
    "a log folder that is missing": Misuse("--cloudtrail nowhere", ("--cloudtrail", "nowhere is no folder")),
    "a file for a log folder": Misuse("--cloudtrail a-file", ("--cloudtrail", "a-file is no folder")),
    "a bucket without AWS": Misuse("--cloudtrail s3://bucket/prefix", ("--cloudtrail", "--offline")),
    "a period that ends first": Misuse(
        "--since 2026-11-08 --until 2026-11-01", ("--since", "2026-11-08", "--until", "swap")
    ),
    "a period of no length": Misuse("--since 2026-11-08 --until 2026-11-08", ("--since", "--until")),
    "a date that is none": Misuse("--since yesterday", ("--since", "'yesterday'", "2026-11-01")),
    "an end that is none": Misuse("--until 2026-13-45", ("--until", "'2026-13-45'", "2026-11-01")),
    "a start in the future": Misuse("--since 2126-11-01", ("--since", "future")),
    "a start before CloudTrail": Misuse("--since 0001-01-01", ("--since", "2013")),
    "an end in another age": Misuse("--until 9999-12-31", ("--until", "year ahead")),
    "an evidence folder that is missing": Misuse("--manual nowhere", ("--manual", "nowhere is no folder")),
    "a file for an evidence folder": Misuse("--manual a-file", ("--manual", "a-file is no folder")),
    "a bad description": Misuse("--manual badly", ("page.yaml effective_from", "missing"), leaves=frozenset({"data"})),
    "evidence for no control": Misuse("--manual stray", ("page.yaml control", "SAFE-9.9"), leaves=frozenset({"data"})),
    "a name too long": Misuse(f"--name {'x' * 301}", ("--name", "300 characters")),
    "a name with a backslash": Misuse(r"--name a\b", ("--name", "backslash")),
    "no calls a second": Misuse("--rate 0", ("--rate", "0.1", "--help")),
    "a rate that is no number": Misuse("--rate nan", ("--rate", "nan")),
    "a wait that is no number": Misuse("--commit-every nan", ("--commit-every", "nan")),
    "patience for ever": Misuse("--patience inf", ("--patience",)),
    "an unknown option": Misuse("--acounts 111122223333", ("--acounts", "--help")),
    "an argument too many": Misuse("everything", ("everything", "--help")),
    "an address that is none": Misuse("--endpoint-url localhost", ("--endpoint-url", "http://")),
    "a report folder that holds a report": Misuse("--report-dir old", ("--report-dir", "already holds a report")),
    "a report folder that holds files": Misuse("--report-dir full", ("--report-dir", "already holds files")),
    "a file for a report folder": Misuse("--report-dir a-file", ("--report-dir", "a-file is no folder")),
    "a report folder below a file": Misuse("--report-dir a-file/report", ("--report-dir", "is no folder")),
    "a file for a data folder": Misuse("--data-dir a-file", ("--data-dir", "a-file is no folder")),
    "nothing to read": Misuse("--offline --framework framework.yaml", ("--offline", "--cloudtrail"), offline=False),
}
"""What needs no AWS to be found out."""

LIVE: Final[Mapping[str, Misuse]] = {
    "an account without its role": Misuse("--accounts 999999999999", ("--accounts", "999999999999", "--role-name")),
    "an account that does not exist": Misuse(
        "--accounts 999999999999 --role-name {role} --external-id {id}", ("--role-name", "999999999999", "policy")
    ),
    "a role that does not exist": Misuse(
        "--accounts {account} --role-name Nobody --external-id {id}",
        ("--role-name", "role/Nobody", "cannot be assumed"),
    ),
    "no external id": Misuse("--accounts {account} --role-name {role}", ("--role-name", "--external-id")),
    "a wrong external id": Misuse(
        "--accounts {account} --role-name {role} --external-id wrong", ("--role-name", "--external-id")
    ),
    "a region that does not exist": Misuse("--regions mars-north-1", ("--regions", "mars-north-1")),
    "regions of two partitions": Misuse("--regions us-east-1,cn-north-1", ("--regions", "partition")),
    "a bucket that does not exist": Misuse("--cloudtrail s3://nobody-has-this", ("--cloudtrail", "NoSuchBucket")),
    "a bucket without logs in its part": Misuse("--cloudtrail {logs}nothing/here", ("--cloudtrail", "no log file")),
    "no bucket at all": Misuse("--cloudtrail s3://", ("--cloudtrail", "s3://bucket/prefix")),
}
"""What AWS is asked about; the account and region of the caller where not said else."""


@pytest.fixture(scope="module")
def ended(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest, forked: Forks
) -> Iterator[Mapping[str, Future[Ended]]]:
    """Every command of the tables, under way or ended; only those that were selected."""
    wanted = {case for item in request.session.items if (case := _case_of(item))}
    cache = {"PROBATIVE_CACHE_DIR": str(tmp_path_factory.mktemp("cache"))}
    with ThreadPoolExecutor(2) as pool:
        running: Running | None = request.getfixturevalue("organization") if wanted & LIVE.keys() else None
        yield {
            case: pool.submit(
                _run, Tool(tmp_path_factory.mktemp("case"), cache, forked), misuse, running if case in LIVE else None
            )
            for case, misuse in {**OFFLINE, **LIVE}.items()
            if case in wanted
        }


def _case_of(item: pytest.Item) -> str:
    params = getattr(getattr(item, "callspec", None), "params", {})
    return str(params.get("case", "")) if item.path == Path(__file__) else ""


def _run(tool: Tool, misuse: Misuse, running: Running | None) -> Ended:
    _furnish(tool.home)
    before = _names(tool.home)
    if running is None:
        sound = ("--offline --framework framework.yaml --cloudtrail logs" if misuse.offline else "").split()
        done = tool("assess", *sound, *misuse.arguments.split(" "))
    else:
        keys = {"AWS_ACCESS_KEY_ID": running.access_key_id, "AWS_SECRET_ACCESS_KEY": running.secret_access_key}
        asked = misuse.arguments.format(
            role=running.role_name, id=running.external_id, account=running.accounts[0], logs=running.cloudtrail_url
        )
        sound = ["--framework", "framework.yaml", "--endpoint-url", running.endpoint_url, "--regions", "us-east-1"]
        tool = replace(tool, variables={**tool.variables, **keys})
        done = tool("assess", *sound, *asked.split(" "))
    assert _names(tool.home) - before <= misuse.leaves, "something was left behind"
    return done


def _furnish(home: Path) -> None:
    put_framework(home, framework_text(events={"StopLogging": "false"}, manual=True))
    (home / "broken.yaml").write_text("id: [\n")
    (home / "hollow.yaml").write_text("id: hollow\nname: Hollow\nversion: 1.0.0\ndescription: Nothing.\n")
    (home / "cel.yaml").write_text(SOUND.replace("expression: 'false'", "expression: 'fals('"))
    (home / "a-file").write_text("x")
    for name in ("empty", "full", "old", "badly", "stray"):
        (home / name).mkdir()
    (home / "full" / "letter.txt").write_text("x")
    (home / "old" / "digest.json").write_text("{}")
    (home / "badly" / "page.yaml").write_text("control: TRAIL-3.1\nwho: Dana\ntext: It is so\n")
    (home / "stray" / "page.yaml").write_text("control: SAFE-9.9\neffective_from: 2026-11-01\nwho: D\ntext: So\n")
    put_log(home / "logs", [an_event()])


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("case", [*OFFLINE, *LIVE])
def test_wrong_use_is_told_in_one_line(ended: Mapping[str, Future[Ended]], case: str) -> None:
    done = ended[case].result()
    told = {**OFFLINE, **LIVE}[case].told

    assert done.code == 2, done.err
    assert done.out == ""
    said = [line for line in done.err.splitlines() if not _is_progress(line)]
    assert len(said) == 1, done.err
    assert said == [f"probative: {error}" for error in done.errors]
    assert [words for words in told if words not in said[0]] == []


def test_all_that_is_wrong_is_told_at_once(tool: Tool) -> None:
    done = tool("assess", "--offline", "--accounts", "1,2", "--manual", "nowhere", "--name", "x" * 301)

    assert done.code == 2
    assert [error.partition(":")[0] for error in done.errors] == ["--accounts", "--accounts", "--name", "--manual"]


@pytest.mark.parametrize("variables", [{}, {"AWS_EC2_METADATA_DISABLED": "true"}, {"AWS_PROFILE": "nobody"}], ids=str)
def test_without_credentials_it_says_so_soon(tool: Tool, variables: Mapping[str, str]) -> None:
    before = time.monotonic()
    done = replace(tool, variables=variables)("assess", "--regions", "us-east-1")
    seconds = time.monotonic() - before

    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert "AWS_PROFILE" in done.err or "nobody" in done.err
    assert seconds < 30, f"it took {seconds} s"
    assert not (tool.home / "data").exists()


def test_without_any_region_it_asks_for_one(tool: Tool, organization: Running) -> None:
    keys = {"AWS_ACCESS_KEY_ID": organization.access_key_id, "AWS_SECRET_ACCESS_KEY": organization.secret_access_key}
    done = replace(tool, variables=keys)("assess", "--endpoint-url", organization.endpoint_url)

    assert (done.code, len(done.errors)) == (2, 1)
    assert done.errors[0].startswith("--regions: ")


def test_credentials_that_aws_does_not_know_are_told(tool: Tool, organization: Running) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "AKIANOBODY", "AWS_SECRET_ACCESS_KEY": "x"}
    done = replace(tool, variables=keys)(
        "assess", "--endpoint-url", organization.endpoint_url, "--regions", "us-east-1"
    )

    assert (done.code, len(done.errors)) == (2, 1)
    assert "credentials" in done.errors[0]
    assert "InvalidClientTokenId" in done.errors[0]


def test_an_endpoint_that_nobody_answers_at_is_told(tool: Tool) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "AKIANOBODY", "AWS_SECRET_ACCESS_KEY": "x"}
    done = replace(tool, variables=keys)("assess", "--endpoint-url", "http://127.0.0.1:1", "--regions", "us-east-1")

    assert (done.code, len(done.errors)) == (2, 1)
    assert "http://127.0.0.1:1" in done.errors[0]


@pytest.mark.parametrize("flag", ["--report-dir", "--data-dir"])
def test_a_place_that_cannot_be_written_is_told_first(tool: Tool, flag: str) -> None:
    put_framework(tool.home, framework_text(events={"StopLogging": "false"}))
    put_log(tool.home / "logs", [an_event()])
    closed = _closed(tool.home)

    done = tool(
        *("assess", "--offline", "--framework", "framework.yaml", "--cloudtrail", "logs"),
        *("--report-dir", "report", "--data-dir", "data", flag, closed / "new"),
    )

    assert (done.code, len(done.err.splitlines())) == (2, 1), done.err
    assert done.errors[0].startswith(f"{flag}: {closed} cannot be written")
    assert _names(tool.home) <= {"framework.yaml", "logs", "closed"}


def _closed(home: Path) -> Path:
    """Return a folder in which nothing can be made, by root neither."""
    if os.geteuid():
        closed = home / "closed"
        closed.mkdir(mode=0o555)
        return closed
    if not Path("/proc/self").exists():
        pytest.skip("root may write everywhere here")
    return Path("/proc")


@pytest.mark.parametrize(
    "command",
    ["", "assess", "framework", "framework list", "framework show", "framework validate", "framework export",
     "control", "control show", "policy", "demo", "demo aws"],
)  # fmt: skip
def test_every_command_explains_itself(tool: Tool, command: str) -> None:
    done = tool(*command.split(), "--help")

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: probative {command}".rstrip())
    assert "--help" in done.out


def _is_progress(line: str) -> bool:
    return line.endswith(" ...") or line.startswith("  ")


def test_a_call_that_does_not_exist_is_found_before_anything_is_asked(tool: Tool) -> None:
    text = framework_text(calls=[Call("bedrock:ListGardrails", "guardrails", "arn")])
    put_framework(tool.home, text)

    done = tool("assess", "--offline", "--framework", "framework.yaml", "--manual", ".")

    assert (done.code, len(done.errors)) == (2, 1), done.err
    assert "framework.yaml" in done.errors[0]
    assert "ListGuardrails" in done.errors[0]
