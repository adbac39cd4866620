"""`probative framework`: the frameworks, as data."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from probative.app import frameworks
from probative.cli.formats import Output, OutputOption
from probative.config import read_settings
from probative.domain.errors import Finding, InvalidError
from probative.domain.evidence_sources import Json, can_reach_verdict
from probative.domain.frameworks import Control, ControlSet, Framework
from probative.ports.asking import ApiModels

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="List, show, validate and export frameworks.",
)

STANDARD: Final = "genai-best-practices"
Ref = Annotated[
    str, typer.Argument(metavar="FRAMEWORK", help="Id of a shipped framework, or path of a file or folder.")
]


class Format(StrEnum):
    """How a framework is written out."""

    YAML = "yaml"
    JSON = "json"


@app.command("list")
def list_frameworks(*, output: OutputOption = Output.TEXT) -> None:
    """List the frameworks that ship with the product."""
    found = frameworks.list_frameworks(cache=read_settings().cache_dir)
    if output is Output.JSON:
        _echo_json([_head(framework) for framework in found])
        return
    for framework in found:
        typer.echo(f"{framework.id}  {framework.version}  {framework.name}: {_counts(framework)}")


@app.command()
def show(framework: Ref = STANDARD, *, output: OutputOption = Output.TEXT) -> None:
    """Show a framework: its control sets, objectives and controls."""
    found = open_framework(framework)
    if output is Output.JSON:
        _echo_json(_head(found) | {"control_sets": [_set_document(entry) for entry in found.control_sets]})
        return
    typer.echo("\n".join(_lines(found)))


@app.command()
def validate(framework: Ref, *, output: OutputOption = Output.TEXT) -> None:
    """Check a framework whole: schema, ids, calls, paths, rules and their tests.

    What is wrong is told on standard error, one finding a line with file, line and field; the exit code is then 2.
    """
    checked = frameworks.validate_framework(framework, models=_models())
    counts = {
        "controls": len(checked.framework.controls),
        "evidence_sources": checked.sources_count,
        "rules": checked.rules_count,
        "tests": checked.tests_count,
    }
    if output is Output.JSON:
        _echo_json({"id": checked.framework.id, "sound": True, **counts})
        return
    told = ", ".join(f"{count} {what.replace('_', ' ')}" for what, count in counts.items())
    typer.echo(f"{checked.framework.id} is sound: {told}")


@app.command()
def export(
    framework: Ref = STANDARD,
    *,
    format_: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.YAML,
    file: Annotated[Path | None, typer.Option(help="Where to write it; standard output where not given.")] = None,
) -> None:
    """Write a framework out whole, as one file that can be loaded again."""
    text = frameworks.export_framework(open_framework(framework), as_yaml=format_ is Format.YAML)
    if file is None:
        typer.echo(text, nl=False)
        return
    _write_whole(file, text)
    typer.echo(f"wrote {file}", err=True)


def open_framework(ref: str) -> Framework:
    """Return the framework that `ref` stands for, from what was checked before where it was.

    Raises:
        NotFoundError: There is no such framework.
        InvalidError: It breaks the format.
    """
    return frameworks.get_framework(ref, models=_models, cache=read_settings().cache_dir)


def _models() -> ApiModels:
    from probative.sources.aws.models import BotocoreModels  # noqa: PLC0415  loads botocore, which few commands need

    return BotocoreModels()


def _echo_json(value: Json) -> None:
    import json  # noqa: PLC0415  start-up

    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def _write_whole(file: Path, text: str) -> None:
    """Write `text` to `file` at once; a file that is there already is left alone."""
    if file.exists():
        raise InvalidError(Finding("--file", f"{file} is there already: choose another name, or take it away"))
    draft = file.with_name(f"{file.name}.draft")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)
    except OSError as error:
        raise InvalidError(Finding("--file", f"{file} cannot be written: {error.strerror or error}")) from error


def _head(framework: Framework) -> dict[str, Json]:
    return {
        "id": framework.id,
        "uuid": framework.uuid,
        "name": framework.name,
        "version": framework.version,
        "compliance_type": framework.compliance_type,
        "description": framework.description,
        "control_sets_count": len(framework.control_sets),
        "controls_count": len(framework.controls),
        "evidence_sources_count": sum(1 for _ in framework.sources()),
        "digest": framework.digest,
    }


def _set_document(control_set: ControlSet) -> Json:
    return {
        "id": control_set.id,
        "uuid": control_set.uuid,
        "name": control_set.name,
        "purpose": control_set.purpose,
        "objectives": [
            {
                "id": objective.id,
                "name": objective.name,
                "layer": objective.layer,
                "purpose": objective.purpose,
                "controls": [_control_document(control) for control in objective.controls],
            }
            for objective in control_set.objectives
        ],
    }


def _control_document(control: Control) -> Json:
    return {
        "id": control.id,
        "uuid": control.uuid,
        "name": control.name,
        "mode": control.mode,
        "reaches_verdict": reaches_verdict(control),
        "evidence_sources_count": len(control.sources),
    }


def reaches_verdict(control: Control) -> bool:
    """Say whether anything collected for `control` can end in compliant or non-compliant."""
    return any(can_reach_verdict(source) for source in control.sources)


def _counts(framework: Framework) -> str:
    controls = framework.controls
    reaching = sum(reaches_verdict(control) for control in controls)
    return (
        f"{len(framework.control_sets)} control sets, {len(controls)} controls ({reaching} can reach a verdict), "
        f"{sum(1 for _ in framework.sources())} evidence sources"
    )


def _lines(framework: Framework) -> Iterator[str]:
    yield f"{framework.name}  {framework.version}  ({framework.id})"
    yield _counts(framework)
    for control_set in framework.control_sets:
        yield ""
        yield f"{control_set.name}: {control_set.purpose}"
        for objective in control_set.objectives:
            layer = f"  ({objective.layer.replace('_', ' ')})" if objective.layer else ""
            yield f"  {objective.id}  {objective.name}{layer}"
            yield from (_control_line(control) for control in objective.controls)
    yield ""
    yield "* can reach a verdict by itself"


def _control_line(control: Control) -> str:
    mark = "*" if reaches_verdict(control) else " "
    count = len(control.sources)
    sources = f"{count:>2} source{'s' if count > 1 else ' '}"
    return f"  {mark} {control.id:<10}  {control.mode:<9}  {sources}  {control.name}"
