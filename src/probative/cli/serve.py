"""`probative serve`: the server, from the shell."""

import json
import logging
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from threading import Timer
from typing import Annotated, Final

import typer

from probative.domain.errors import Finding, InvalidError

app = typer.Typer(add_completion=False, rich_markup_mode=None)

ADMINISTRATOR: Final = "administrator"
_END_SECONDS: Final = 25.0
"""How long ending may take: answering what was asked takes up to ten seconds, and so does collecting."""
_LEFT_BEHIND_SECONDS: Final = 2.0
"""How long threads that are left behind may take once all else has ended."""
_EXIT_COULD_NOT_END: Final = 3
_LOG_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"


@app.command()
def serve(
    *,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on. Default: $PROBATIVE_HOST or 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(help="Port; 0 takes any free one. Default: $PROBATIVE_PORT or 8080.", min=0, max=65_535),
    ] = None,
    data_dir: Annotated[
        Path | None, typer.Option(help="Folder of records, lake, files and keys. Default: $PROBATIVE_DATA_DIR.")
    ] = None,
    bootstrap_json: Annotated[
        Path | None,
        typer.Option(help="Write the first administrator's password and access key there, instead of printing them."),
    ] = None,
) -> None:
    """Answer the AWS Audit Manager API, and collect evidence for every active assessment.

    The first start makes an administrator and an access key, and shows them once. All settings are environment
    variables that begin with PROBATIVE_; docs/server.md lists them. Ends on Ctrl-C or SIGTERM.
    """
    from probative.config import read_server_settings  # noqa: PLC0415  start-up
    from probative.native.listening import address_of, bind, listen  # noqa: PLC0415  start-up
    from probative.serving.first_start import first_start  # noqa: PLC0415  start-up
    from probative.serving.memory import give_back_large  # noqa: PLC0415  start-up
    from probative.serving.opening import opened  # noqa: PLC0415  start-up

    give_back_large()
    logging.basicConfig(format=_LOG_FORMAT, level=logging.INFO)
    for chatty in ("alembic", "pyiceberg"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    settings = read_server_settings(host=host, port=port, data_dir=data_dir)
    _check_writable(bootstrap_json)
    with bind(settings.host, settings.port) as bound, opened(settings) as server:
        url = settings.public_url or address_of(bound)
        first_start(server, url, lambda told: _deliver(asdict(told), bootstrap_json), ADMINISTRATOR)
        listen(server.app, bound, lambda: typer.echo(f"Probative answers at {url}", err=True), _end_in_time)
    _end_within(_LEFT_BEHIND_SECONDS, 0)


def _end_in_time() -> None:
    _end_within(_END_SECONDS, _EXIT_COULD_NOT_END)


def _end_within(seconds: float, code: int) -> None:
    """End the process with `code` after `seconds`, should it not have ended by itself.

    A call to a service that never answers cannot be broken off, and the interpreter waits for the threads that make
    such calls. Nothing is lost: what they hold was given back, and a server can be killed at any moment.
    """
    timer = Timer(seconds, lambda: os._exit(code))
    timer.daemon = True
    timer.start()


def _check_writable(path: Path | None) -> None:
    if path is not None and not path.absolute().parent.is_dir():
        told = f"{path.absolute().parent} is no folder: make it, or choose another place"
        raise InvalidError(Finding("--bootstrap-json", told))


def _deliver(told: dict[str, str], path: Path | None) -> None:
    if path is None:
        typer.echo("This is shown once; keep it:")
        for name, value in told.items():
            typer.echo(f"  {name:<18} {value}")
        return
    descriptor, partial = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.absolute().parent)  # mode 600
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(told, file, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    Path(partial).replace(path)
    typer.echo(f"The first administrator's password and access key are in {path}", err=True)
