"""`probative restore`: a backup brought back."""

import json
from pathlib import Path
from typing import Annotated

import typer

from probative.cli.backup import DataDirOption, QuietOption
from probative.cli.formats import Output, OutputOption
from probative.cli.outcome import EXIT_FINDINGS
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
    which must be empty, whichever kind they came from; with PROBATIVE_OBJECTS_URL reports and evidence files go into
    that bucket. Files that the backup only lists are looked for there; ends 1 if some are missing or changed.
    """
    from probative.backups.archive import KEYS  # noqa: PLC0415  start-up
    from probative.backups.files import BroughtBack  # noqa: PLC0415  start-up
    from probative.backups.restoring import restore as bring_back  # noqa: PLC0415  start-up
    from probative.config import read_server_settings  # noqa: PLC0415  start-up
    from probative.people.sealing import WRAPPED_KEY  # noqa: PLC0415  start-up

    settings = read_server_settings(data_dir=data_dir)
    with shown_progress(quiet=quiet, live=typer.get_text_stream("stderr").isatty()) as progress:
        restored = bring_back(settings, file, progress)
    manifest, files = restored.manifest, restored.files or BroughtBack()
    if output is Output.JSON:
        told = {
            "dataDir": str(restored.data_dir),
            "madeAt": manifest.made_at,
            "assessments": manifest.assessments,
            "files": len(manifest.files),
            "hasKeys": manifest.has_keys,
            "objectsElsewhere": manifest.objects_elsewhere,
            "objectsPut": len(files.put),
            "objectsThere": len(files.there),
            "objectsLacking": list(files.lacking),
        }
        typer.echo(json.dumps(told, indent=2))
    else:
        typer.echo(f"Restored {manifest.assessments} assessments as of {manifest.made_at}: {restored.data_dir}")
        _tell_keys(restored.data_dir, has_keys=manifest.has_keys, is_wrapped=f"{KEYS}/{WRAPPED_KEY}" in manifest.files)
        if settings.objects_url:
            typer.echo(f"Reports and evidence files in {settings.objects_url}: {len(files.put)} put, ", nl=False)
            typer.echo(f"{len(files.there)} were there already, {len(files.lacking)} are missing or changed.")
        elif manifest.objects_elsewhere:
            typer.echo(f"Reports and evidence files are not in it: they lie in {manifest.objects_elsewhere}.")
            typer.echo("Name that bucket by PROBATIVE_OBJECTS_URL before you start a server.")
        for key in files.lacking:
            typer.echo(f"Missing or changed: {key}. Bring it back from a copy of the bucket, or an older version.")
    if files.lacking:
        raise typer.Exit(EXIT_FINDINGS)


def _tell_keys(data: Path, *, has_keys: bool, is_wrapped: bool) -> None:
    if is_wrapped:
        typer.echo("Its server key is wrapped by AWS KMS: start the server with the same PROBATIVE_KMS_KEY_ID.")
        if not has_keys:
            typer.echo(f"Before that, put {data}/keys/report-signing.pem back, for its owner only.")
    elif not has_keys:
        typer.echo(f"Before you start a server, put the keys back: {data}/keys/server.key (or")
        typer.echo("PROBATIVE_SECRET_KEY) and report-signing.pem; each must be readable by its owner only.")
