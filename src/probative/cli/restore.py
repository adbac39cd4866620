"""`probative restore`: a backup brought back."""

import json
from pathlib import Path
from typing import Annotated

import typer

from probative.cli.backup import DataDirOption, QuietOption
from probative.cli.formats import Output, OutputOption
from probative.cli.progress import shown_progress

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    *,
    data_dir: DataDirOption = None,
    quiet: QuietOption = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Bring a backup back into an empty data folder, whole or not at all; any place will do.

    Every file is compared with its SHA-256 first. With PROBATIVE_DATABASE_URL the records go into that database,
    which must be empty, whichever kind they came from.
    """
    from probative.backups.archive import KEYS  # noqa: PLC0415  start-up
    from probative.backups.restoring import restore as bring_back  # noqa: PLC0415  start-up
    from probative.config import read_server_settings  # noqa: PLC0415  start-up
    from probative.people.sealing import WRAPPED_KEY  # noqa: PLC0415  start-up

    settings = read_server_settings(data_dir=data_dir)
    with shown_progress(quiet=quiet, live=typer.get_text_stream("stderr").isatty()) as progress:
        restored = bring_back(settings, file, progress)
    manifest = restored.manifest
    if output is Output.JSON:
        told = {
            "dataDir": str(restored.data_dir),
            "madeAt": manifest.made_at,
            "assessments": manifest.assessments,
            "files": len(manifest.files),
            "hasKeys": manifest.has_keys,
            "objectsElsewhere": manifest.objects_elsewhere,
        }
        typer.echo(json.dumps(told, indent=2))
        return
    typer.echo(f"Restored {manifest.assessments} assessments as of {manifest.made_at}: {restored.data_dir}")
    if f"{KEYS}/{WRAPPED_KEY}" in manifest.files:
        typer.echo("Its server key is wrapped by AWS KMS: start the server with the same PROBATIVE_KMS_KEY_ID.")
        if not manifest.has_keys:
            typer.echo(f"Before that, put {restored.data_dir}/keys/report-signing.pem back, for its owner only.")
    elif not manifest.has_keys:
        typer.echo(f"Before you start a server, put the keys back: {restored.data_dir}/keys/server.key (or")
        typer.echo("PROBATIVE_SECRET_KEY) and report-signing.pem; each must be readable by its owner only.")
    if manifest.objects_elsewhere:
        typer.echo(f"Reports and evidence files are not in it: they lie in {manifest.objects_elsewhere}.")
    elif settings.objects_url:
        typer.echo(
            f"Reports and evidence files are in {restored.data_dir}/objects: copy them to {settings.objects_url}."
        )
