"""`probative assess`: the main job, from the shell."""

import sys
from datetime import UTC, date, datetime, timedelta
from math import isnan
from pathlib import Path
from typing import Annotated

import typer

from probative.cli.formats import Output, OutputOption
from probative.cli.outcome import outcome_of
from probative.cli.progress import shown_progress
from probative.domain.errors import Finding, InvalidError
from probative.domain.summaries import AssessmentSummary

app = typer.Typer(add_completion=False, rich_markup_mode=None)


def _number(value: float) -> float:
    if isnan(value):
        # It lies in every range that is checked by comparing.
        raise typer.BadParameter("nan is no number")
    return value


@app.command()
def assess(  # noqa: PLR0913  one parameter an option
    *,
    framework: Annotated[
        str, typer.Option(help="Id of a shipped framework, or a framework file or folder of your own.")
    ] = "genai-best-practices",
    name: Annotated[str, typer.Option(help="Name of the assessment, up to 300 characters.")] = "",
    accounts: Annotated[
        str, typer.Option(help="Account ids, joined by commas. Default: your own account, or all in the log files.")
    ] = "",
    regions: Annotated[
        str, typer.Option(help="Regions, joined by commas. Default: your configured one, or all in the log files.")
    ] = "",
    role_name: Annotated[str, typer.Option(help="Role to assume in each account; see `probative policy`.")] = "",
    external_id: Annotated[str, typer.Option(help="External id that the role asks for.")] = "",
    cloudtrail: Annotated[
        str, typer.Option(help="CloudTrail log files: s3://bucket/prefix, or a folder in the S3 delivery layout.")
    ] = "",
    cloudtrail_role_arn: Annotated[
        str, typer.Option(help="Role to read the log files with, where your own credentials cannot.")
    ] = "",
    manual: Annotated[
        Path | None, typer.Option(help="Folder of evidence brought by hand, with descriptions beside the files.")
    ] = None,
    since: Annotated[
        str, typer.Option(help="First day or instant (UTC) of activity. Default: 7 days before --until.")
    ] = "",
    until: Annotated[
        str, typer.Option(help="Day or instant (UTC) before which activity ends. Default: the end of today.")
    ] = "",
    report_dir: Annotated[Path, typer.Option(help="Folder for the report; must not hold anything yet.")] = Path(
        "assessment-report"
    ),
    data_dir: Annotated[
        Path | None, typer.Option(help="Folder of the evidence lake. Default: $PROBATIVE_DATA_DIR.")
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask AWS nothing: read log files and manual evidence only.")
    ] = False,
    endpoint_url: Annotated[str, typer.Option(help="Ask this address instead of AWS (a simulated organization).")] = "",
    rate: Annotated[
        float,
        typer.Option(
            help="Calls a second to begin with, per account, region and service.",
            min=0.1,
            max=10_000.0,
            callback=_number,
        ),
    ] = 10.0,
    patience: Annotated[
        float,
        typer.Option(help="Seconds to keep trying a call that is throttled.", min=0.1, max=86_400.0, callback=_number),
    ] = 120.0,
    concurrency: Annotated[int, typer.Option(help="Calls under way at once.", min=1, max=256)] = 16,
    commit_every: Annotated[
        float,
        typer.Option(
            help="Seconds between commits: what a killed run loses at most.", min=0.0, max=3_600.0, callback=_number
        ),
    ] = 15.0,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Collect evidence, weigh it and write an assessment report.

    Uses the ordinary AWS credential chain. Running the same command again goes on where it stopped: what was
    answered is not asked again that day, what was refused is.

    Exit codes: 0 sound; 1 something is non-compliant; 2 wrong use; 3 could not tell, since something was refused or
    never seen, such as what an offline run does not ask AWS.
    """
    from probative.bootstrap import Request, carry_out  # noqa: PLC0415  brings in AWS and the lake: seconds of start-up

    first, last = _period(since, until)
    request = Request(
        framework=framework,
        name=name,
        accounts=_list(accounts, "--accounts"),
        regions=_list(regions, "--regions"),
        role_name=role_name,
        external_id=external_id,
        cloudtrail=cloudtrail,
        cloudtrail_role_arn=cloudtrail_role_arn,
        manual=manual,
        since=first,
        until=last,
        report_dir=report_dir,
        data_dir=data_dir,
        offline=offline,
        endpoint_url=endpoint_url,
        rate=rate,
        patience=timedelta(seconds=patience),
        concurrency=concurrency,
        commit_every=timedelta(seconds=commit_every),
    )
    with shown_progress(quiet=quiet, live=_is_watched()) as progress:
        summary, report = carry_out(request, progress)
    _show(summary, report, output)
    raise typer.Exit(outcome_of(summary).code)


def _show(summary: AssessmentSummary, report: Path, output: Output) -> None:
    if output is Output.JSON:
        from probative.cli.summary_json import as_json  # noqa: PLC0415  start-up

        typer.echo(as_json(summary, report))
        return
    from probative.cli.summary_view import print_text  # noqa: PLC0415  rich, only now
    from probative.config import read_settings  # noqa: PLC0415  start-up

    print_text(summary, report, read_settings().columns)


def _is_watched() -> bool:
    return sys.stderr.isatty()


def _list(text: str, flag: str) -> tuple[str, ...]:
    """Return the parts of a list joined by commas, in order."""
    parts = [part.strip() for part in text.split(",")] if text else []
    if "" in parts:
        raise InvalidError(Finding(flag, f"{text!r} has an empty part: join values by single commas"))
    twice = next((part for part in parts if parts.count(part) > 1), None)
    if twice is not None:
        # Perhaps another one was meant, which would be left out unnoticed.
        raise InvalidError(Finding(flag, f"{twice} is there twice: name each one once"))
    return tuple(parts)


def _period(since: str, until: str) -> tuple[datetime | None, datetime | None]:
    first = _instant(since, "--since") if since else None
    last = _instant(until, "--until") if until else None
    if first and last and first >= last:
        raise InvalidError(Finding("--since", f"{since} does not lie before --until {until}: swap them"))
    return first, last


def _instant(text: str, flag: str) -> datetime:
    try:
        if "T" not in text:
            return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
        instant = datetime.fromisoformat(text)
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise InvalidError(
            Finding(flag, f"{text!r} is no day or instant: write 2026-11-01 or 2026-11-01T12:00:00Z")
        ) from None
