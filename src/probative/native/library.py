"""The library for those who browse and extend it: frameworks at a glance, as files, and compared."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final

from msgspec import UNSET, Meta, UnsetType

from probative.app.framework_cards import FrameworkCard, list_cards
from probative.app.framework_files import FrameworkFile, Side, compare_frameworks, export_file
from probative.app.framework_imports import import_framework
from probative.domain.frameworks import Layer, Mode
from probative.library.comparing import ChangeKind, Comparison, ControlChange, FieldChange, SetChange, SourceChange
from probative.native.contract import Asked, Endpoint, Input, Nothing, Output, endpoint

_FILE_MOST: Final = 1 << 20


class DomainCount(Output):
    """A control set; in the AI framework, a domain."""

    name: str
    controls_count: int


class ModeCounts(Output):
    """How many controls collect all, some or none of their evidence themselves."""

    automated: int
    partial: int
    manual: int


class LayerCount(Output):
    """How many controls look at a layer."""

    layer: Layer
    controls_count: int


class FrameworkCardShown(Output):
    """A framework at a glance."""

    id: str
    name: str
    description: str
    compliance_type: str
    version: str
    is_standard: bool
    updated_at: datetime | None
    controls_count: int
    objectives_count: int
    domains: list[DomainCount]
    layers: list[LayerCount]
    modes: ModeCounts
    automated_share: float
    """Of controls for which some evidence collects itself, from 0 to 1."""
    sources_count: int
    automated_sources_count: int


class FileFormat(StrEnum):
    """How a framework file is written."""

    YAML = "yaml"
    JSON = "json"


class FileQuery(Input):
    """In which format."""

    format: FileFormat = FileFormat.YAML


class FrameworkFileShown(Output):
    """A framework as a file that `probative framework validate` takes."""

    file_name: str
    content: str


class SideGiven(Input):
    """One of two frameworks: the id of one in the library, or the content of a file."""

    framework_id: str | None = None
    content: Annotated[str, Meta(max_length=_FILE_MOST)] | None = None


class ComparisonGiven(Input):
    """What is compared with what."""

    before: SideGiven
    after: SideGiven


class FieldChangeShown(Output):
    """A member that is another one; absent where it is not there. Those of a rule are called `rule.…`."""

    name: str
    before: Any | UnsetType = UNSET
    after: Any | UnsetType = UNSET


class SetChangeShown(Output):
    """A control set that came, went or was changed itself."""

    kind: ChangeKind
    name: str
    fields: list[FieldChangeShown]


class SourceChangeShown(Output):
    """An evidence source that came, went or was changed."""

    kind: ChangeKind
    id: str
    name: str
    fields: list[FieldChangeShown]


class ControlChangeShown(Output):
    """A control that came, went or was changed; `movedFrom` names the control set that it was in before."""

    kind: ChangeKind
    code: str
    id: str
    name: str
    control_set: str
    moved_from: str
    fields: list[FieldChangeShown]
    sources: list[SourceChangeShown]


class ComparisonShown(Output):
    """Everything in which two frameworks differ."""

    fields: list[FieldChangeShown]
    control_sets: list[SetChangeShown]
    controls: list[ControlChangeShown]
    unchanged_count: int


class ImportGiven(Input):
    """A framework file, YAML or JSON; with `isTrial` nothing is kept, and what would be made is told."""

    content: Annotated[str, Meta(min_length=1, max_length=_FILE_MOST)]
    name: Annotated[str, Meta(min_length=1, max_length=300)] | None = None
    is_trial: bool = False


class ImportShown(Output):
    """What an import made, or would make; `frameworkId` is null where it was only tried."""

    framework_id: str | None
    name: str
    control_sets_count: int
    referred_count: int
    """Controls of standard frameworks, which are the same word for word."""
    created_count: int
    """New custom controls."""


def show_cards(asked: Asked, _query: Nothing, _body: Nothing) -> list[FrameworkCardShown]:
    """Return all frameworks at a glance."""
    return [_card(card) for card in list_cards(asked.application, asked.caller)]


def show_file(asked: Asked, query: FileQuery, _body: Nothing) -> FrameworkFileShown:
    """Return a framework as a file."""
    as_yaml = query.format is FileFormat.YAML
    file: FrameworkFile = export_file(asked.application, asked.caller, asked.path["framework_id"], as_yaml=as_yaml)
    return FrameworkFileShown(file_name=file.name, content=file.content)


def compare(asked: Asked, _query: Nothing, given: ComparisonGiven) -> ComparisonShown:
    """Return in what two frameworks differ."""
    sides = [Side(side.framework_id, side.content) for side in (given.before, given.after)]
    return _comparison(compare_frameworks(asked.application, asked.caller, *sides))


def take_in(asked: Asked, _query: Nothing, given: ImportGiven) -> ImportShown:
    """Make a custom framework of a file's."""
    made = import_framework(asked.application, asked.caller, given.content, name=given.name, is_trial=given.is_trial)
    return ImportShown(
        framework_id=made.framework_id or None,
        name=made.name,
        control_sets_count=made.control_sets_count,
        referred_count=made.referred_count,
        created_count=made.created_count,
    )


ENDPOINTS: Final[tuple[Endpoint[Any, Any], ...]] = (
    endpoint("GET", "/v1/framework-cards", "List all frameworks at a glance, standard and custom.", show_cards),
    endpoint("GET", "/v1/frameworks/{framework_id}/file", "Take a framework away as a file.", show_file),
    endpoint("POST", "/v1/framework-comparisons", "Compare two frameworks, or two versions of one.", compare),
    endpoint("POST", "/v1/framework-imports", "Make a custom framework of a file's.", take_in),
)


def _card(card: FrameworkCard) -> FrameworkCardShown:
    framework = card.framework
    return FrameworkCardShown(
        id=framework.uuid,
        name=framework.name,
        description=framework.description,
        compliance_type=framework.compliance_type,
        version=framework.version,
        is_standard=card.is_standard,
        updated_at=card.updated_at,
        controls_count=len(framework.controls),
        objectives_count=sum(len(control_set.objectives) for control_set in framework.control_sets),
        domains=[
            DomainCount(name=control_set.name, controls_count=len(control_set.controls))
            for control_set in framework.control_sets
        ],
        layers=[LayerCount(layer=layer, controls_count=count) for layer, count in card.layers.items()],
        modes=ModeCounts(
            automated=card.modes[Mode.AUTOMATED], partial=card.modes[Mode.PARTIAL], manual=card.modes[Mode.MANUAL]
        ),
        automated_share=card.automated_share,
        sources_count=card.sources_count,
        automated_sources_count=card.automated_sources_count,
    )


def _comparison(found: Comparison) -> ComparisonShown:
    return ComparisonShown(
        fields=_fields(found.fields),
        control_sets=[_set(each) for each in found.control_sets],
        controls=[_control(each) for each in found.controls],
        unchanged_count=found.unchanged_count,
    )


def _set(change: SetChange) -> SetChangeShown:
    return SetChangeShown(kind=change.kind, name=change.name, fields=_fields(change.fields))


def _control(change: ControlChange) -> ControlChangeShown:
    return ControlChangeShown(
        kind=change.kind,
        code=change.code,
        id=change.uuid,
        name=change.name,
        control_set=change.control_set,
        moved_from=change.moved_from,
        fields=_fields(change.fields),
        sources=[_source(each) for each in change.sources],
    )


def _source(change: SourceChange) -> SourceChangeShown:
    return SourceChangeShown(kind=change.kind, id=change.id, name=change.name, fields=_fields(change.fields))


def _fields(changes: tuple[FieldChange, ...]) -> list[FieldChangeShown]:
    return [
        FieldChangeShown(
            name=change.name,
            before=UNSET if change.before is None else change.before,
            after=UNSET if change.after is None else change.after,
        )
        for change in changes
    ]
