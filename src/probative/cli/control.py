"""`probative control`: one control, as an auditor reads it."""

import textwrap
from collections.abc import Iterator
from typing import Annotated, Final

import typer

from probative.app import frameworks
from probative.app.frameworks import FoundControl
from probative.cli.formats import Output, OutputOption
from probative.cli.framework import STANDARD, open_framework
from probative.domain.evidence_sources import EvidenceSource, ManualSource, Rule, rule_of
from probative.domain.frameworks import Parameter

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Show one control.")

_WIDTH: Final = 100


@app.callback()
def control() -> None:
    """Show one control: texts, evidence sources and rules."""


@app.command()
def show(
    control_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the control, say SAFE-1.2.")],
    *,
    framework: Annotated[str, typer.Option(help="Id of a shipped framework, or path of a file or folder.")] = STANDARD,
    output: OutputOption = Output.TEXT,
) -> None:
    """Show a control: what it demands, how it is tested, and where its evidence comes from."""
    found = frameworks.get_control(open_framework(framework), control_id)
    if output is Output.JSON:
        import json  # noqa: PLC0415  start-up

        typer.echo(json.dumps(frameworks.control_document(found), indent=2, ensure_ascii=False))
        return
    typer.echo("\n".join(_lines(found)))


def _lines(found: FoundControl) -> Iterator[str]:
    control = found.control
    yield f"{control.id}  {control.name}"
    layer = f", {control.layer.replace('_', ' ')}" if control.layer else ""
    yield f"{found.framework.name}, {found.control_set.name}{layer}, {control.mode}"
    yield from _section("Description", control.description)
    yield from _section("Testing information", control.testing_information)
    yield from _section(f"Action plan: {control.action_plan_title}".rstrip(": "), control.action_plan_instructions)
    if control.parameters:
        yield from ("", "Parameters")
        for parameter in control.parameters:
            yield from _wrapped(_parameter_text(parameter), "  ")
    yield from ("", "Evidence sources")
    for source in control.sources:
        yield from _source_lines(source)


def _section(title: str, text: str) -> Iterator[str]:
    if text:
        yield from ("", title)
        yield from _wrapped(text, "  ", hang="")


def _parameter_text(parameter: Parameter) -> str:
    return f"{parameter.name} ({parameter.type}, {parameter.default!r}): {parameter.meaning}"


def _source_lines(source: EvidenceSource) -> Iterator[str]:
    yield from _wrapped(f"{source.id}: {source.name}", "  ")
    if isinstance(source, ManualSource):
        yield from _wrapped(f"bring: {source.artefact} (counts for {source.review_interval_days} days)", "    ")
        return
    for question in frameworks.asked_of(source):
        yield from _wrapped(f"asks {question}", "    ")
    rule = rule_of(source)
    if rule is not None:
        yield from _rule_lines(rule)


def _rule_lines(rule: Rule) -> Iterator[str]:
    parts = (
        ("applies", rule.applies),
        ("decided when", rule.decided_when),
        ("when empty", rule.when_empty),
        ("rule", rule.expression),
        ("fails with", rule.reason_fail),
    )
    for name, text in parts:
        if text:
            yield from _wrapped(f"{name}: {text}", "    ")


def _wrapped(text: str, indent: str, *, hang: str = "  ") -> list[str]:
    later = indent + hang
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=later, break_long_words=False)
