"""`probative backup`: everything that a server keeps, in one file."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from probative.cli.formats import Output, OutputOption
from probative.cli.progress import shown_progress

app = typer.Typer(add_completion=False, rich_markup_mode=None)

DataDirOption = Annotated[
    Path | None, typer.Option(help="Folder of records, lake, files and keys. Default: $PROBATIVE_DATA_DIR.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Show no progress.")]
_LACKED: Final = {
    "server.key": "opens the access keys: without it users sign in by password and need new access keys",
    "report-signing.pem": "signs reports: without it, new reports are signed by another key",
}


class Objects(StrEnum):
    """What to do with files in a bucket."""

    COPY = "copy"
    LIST = "list"


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="File to write, which is not there yet, say backup.tar.gz.")],
    *,
    data_dir: DataDirOption = None,
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help="Put the server key and the signing key in, too.")
    ] = False,
    objects: Annotated[
        Objects,
        typer.Option(
            help="What to do with reports and evidence files in a bucket: copy them, or only list what each of them "
            "is, with its SHA-256 and version; then they have to stay in their bucket."
        ),
    ] = Objects.COPY,
    quiet: QuietOption = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Write a consistent backup of everything that a server keeps, while it works.

    Records, evidence, reports and evidence files, also those in a bucket; keys only where asked for. Takes the
    server's settings (PROBATIVE_DATABASE_URL, PROBATIVE_OBJECTS_URL) as the server does.
    """
    from probative.backups.files import InBucket  # noqa: PLC0415  start-up
    from probative.backups.taking import Wanted, take  # noqa: PLC0415  start-up
    from probative.clock import utc_now  # noqa: PLC0415  start-up
    from probative.config import read_server_settings  # noqa: PLC0415  start-up

    settings = read_server_settings(data_dir=data_dir)
    with shown_progress(quiet=quiet, live=typer.get_text_stream("stderr").isatty()) as progress:
        wanted = Wanted(with_keys, InBucket(objects))
        taken = take(settings, file, wanted, progress=progress, clock=utc_now)
    told = {
        "file": str(taken.path),
        "bytes": taken.size,
        "sha256": taken.sha256,
        "madeAt": taken.manifest.made_at,
        "assessments": taken.manifest.assessments,
        "files": len(taken.manifest.files),
        "hasKeys": taken.manifest.has_keys,
        "lacksKeys": list(taken.lacks_keys),
        "objectsCopied": sum(name.startswith("objects/") for name in taken.manifest.files),
        "objectsCopiedFrom": taken.manifest.objects_copied_from,
        "objectsListed": len(taken.manifest.objects),
        "objectsElsewhere": taken.manifest.objects_elsewhere,
        "deletedMeanwhile": list(taken.gone),
        "differing": list(taken.differing),
    }
    if output is Output.JSON:
        typer.echo(json.dumps(told, indent=2))
        return
    typer.echo(f"Backup of {taken.manifest.assessments} assessments, {len(taken.manifest.files)} files: {taken.path}")
    typer.echo(f"{taken.size} bytes, SHA-256 {taken.sha256}")
    for name in taken.lacks_keys:
        typer.echo(f"Not in it: keys/{name}. It {_LACKED[name]}. Keep a copy of it elsewhere, or use --with-keys.")
    if taken.manifest.objects_elsewhere:
        place = taken.manifest.objects_elsewhere
        typer.echo(f"Not in it: the {told['objectsListed']} reports and evidence files, which stay in {place}.")
        typer.echo("They are listed with their SHA-256 and versions: a restore looks whether they are the same.")
    elif taken.manifest.objects_copied_from:
        place = taken.manifest.objects_copied_from
        typer.echo(f"In it: {told['objectsCopied']} reports and evidence files, copied from {place}.")
    if taken.gone:
        typer.echo(f"{len(taken.gone)} files were deleted meanwhile, and are not in it.")
    for key in taken.differing:
        typer.echo(f"Not what was put: {key}. It was changed or damaged where it lies; look for an older version.")
