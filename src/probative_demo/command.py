"""`probative demo`: the simulated organization on the command line."""

import json
import shlex
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

_EXIT_WRONG_USE: Final = 2
_EXIT_COULD_NOT_TELL: Final = 3

app = typer.Typer(
    name="demo",
    help="A simulated AWS organization to try Probative on.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


class Output(StrEnum):
    """How the result is shown."""

    TEXT = "text"
    JSON = "json"


@app.callback()
def demo() -> None:
    """Try Probative on a simulated AWS organization: three accounts, two regions, one port."""


@app.command()
def aws(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes any free one.", min=0, max=65535)] = 5000,
    output: Annotated[Output, typer.Option(help="How to show what to export.")] = Output.TEXT,
) -> None:
    """Start the simulated organization alone, and print what to export so that AWS clients ask it.

    It answers until it is interrupted (Ctrl-C). Nothing is kept: the next start tells the same story.
    """
    from probative_demo import organization  # noqa: PLC0415  start-up

    try:
        with organization.start(port, host=host) as running, _until_interrupted():
            typer.echo(_told(running, output))
    except organization.StartError as error:
        typer.echo(f"probative: --port: {error}; choose another port, or 0 for any free one", err=True)
        raise typer.Exit(_EXIT_WRONG_USE) from error


@app.command()
def run(
    *,
    output_dir: Annotated[Path, typer.Option(help="Folder under which this run gets a folder of its own.")] = Path(
        "demo-output"
    ),
    once: Annotated[bool, typer.Option("--once", help="End after the report, and serve no console.")] = False,
    port: Annotated[
        int,
        typer.Option(help="Port of the console; the next free one if it is taken, any for 0.", min=0, max=65535),
    ] = 8080,
) -> None:
    """Start the simulated organization, assess it and write a report: the main job, from nothing.

    Then the console is served over what was found, on this machine only, until it is interrupted (Ctrl-C). Ends with
    0 when the run came to a report, whatever the report says.
    """
    from probative_demo import organization  # noqa: PLC0415  start-up
    from probative_demo.client import RefusedError  # noqa: PLC0415  start-up
    from probative_demo.console import ServeError  # noqa: PLC0415  start-up

    try:
        raise typer.Exit(_run(output_dir, None if once else port))
    except (OSError, organization.StartError) as error:
        typer.echo(f"probative: --output-dir {output_dir}: {error}", err=True)
        raise typer.Exit(_EXIT_WRONG_USE) from error
    except (ServeError, RefusedError) as error:
        typer.echo(f"probative: {error}", err=True)
        raise typer.Exit(_EXIT_COULD_NOT_TELL) from error


def _run(output: Path, port: int | None) -> int:
    """Do the main job and, unless `port` is None, serve the console; return the exit code."""
    from probative_demo import console, main_job, organization  # noqa: PLC0415  start-up

    now = datetime.now(UTC)
    folder = main_job.new_folder(output, now)
    typer.echo("Starting a simulated AWS organization: three accounts, two regions, a week of activity ...", err=True)
    with organization.start(now=now) as running:
        code = main_job.run_main_job(running, folder, now.date())
        if code or port is None:
            return code
        try:
            typer.echo("Starting the console ...", err=True)
            console.serve_console(running, folder, port)
        except KeyboardInterrupt:
            typer.echo("ended", err=True)
    return 0


@contextmanager
def _until_interrupted() -> Iterator[None]:
    """Stay, once the block is done, until somebody interrupts."""
    yield
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        typer.echo("ended", err=True)


def _told(running: object, output: Output) -> str:
    from probative_demo.organization import Running  # noqa: PLC0415  start-up
    from probative_demo.places import ACCOUNT_NAMES, ADMIN_KEYS  # noqa: PLC0415  start-up

    if not isinstance(running, Running):
        raise TypeError(running)
    accounts = [
        {"id": account, "name": name, "access_key_id": ADMIN_KEYS[account]} for account, name in ACCOUNT_NAMES.items()
    ]
    if output is Output.JSON:
        return json.dumps(asdict(running) | {"accounts": accounts}, default=str)
    exports = {
        "AWS_ENDPOINT_URL": running.endpoint_url,
        "AWS_ACCESS_KEY_ID": running.access_key_id,
        "AWS_SECRET_ACCESS_KEY": running.secret_access_key,
        "AWS_DEFAULT_REGION": running.regions[0],
    }
    lines = [f"export {name}={shlex.quote(value)}" for name, value in exports.items()]
    others = [f"#   {each['id']}  {each['name']:<24} AWS_ACCESS_KEY_ID={each['access_key_id']}" for each in accounts]
    return "\n".join(
        [
            *lines,
            "# Administrators of the accounts (same secret):",
            *others,
            "# Collect evidence, from another shell with these variables set:",
            f"#   probative assess --framework genai-best-practices --accounts {','.join(running.accounts)} \\",
            f"#     --role-name {running.role_name} --external-id {running.external_id} \\",
            f"#     --regions {','.join(running.regions)} --cloudtrail {running.cloudtrail_url} \\",
            f"#     --since {running.since:%Y-%m-%d} --until {running.until:%Y-%m-%d} --report-dir out/",
        ]
    )
