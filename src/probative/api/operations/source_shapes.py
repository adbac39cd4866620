"""Evidence sources on the wire: exactly what was sent comes back, and nothing that was not."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from probative.api.operations.context import Shape
from probative.domain.custom import MappingSource, SourceKeyword, SourceSetUp, SourceType
from probative.domain.evidence_sources import Frequency

_NAMES: Final[Mapping[SourceType, str]] = {
    SourceType.CLOUDTRAIL: "AWS CloudTrail",
    SourceType.CONFIG: "AWS Config",
    SourceType.SECURITY_HUB: "AWS Security Hub",
    SourceType.API_CALL: "AWS API calls",
    SourceType.MANUAL: "Manual",
    SourceType.COMMON_CONTROL: "Common control",
    SourceType.CORE_CONTROL: "Core control",
}
"""What people call the types of sources."""


def names_of(types: Iterable[SourceType | None]) -> list[str]:
    """Return the types of sources for people, each once, in order."""
    return list(dict.fromkeys(_NAMES[type_] for type_ in types if type_ is not None))


def display_of(types: Iterable[SourceType | None]) -> str | None:
    """Return the types of sources for people, each once, in order; None: there are none."""
    return ", ".join(names_of(types)) or None


def sources_shape(sources: Sequence[MappingSource]) -> list[Shape]:
    """Return `sources` as they go out."""
    return [_source_shape(source) for source in sources]


def _source_shape(source: MappingSource) -> Shape:
    keyword = source.keyword
    return {
        "sourceId": source.id,
        "sourceName": source.name,
        "sourceDescription": source.description,
        "sourceSetUpOption": source.set_up,
        "sourceType": source.type,
        "sourceKeyword": None
        if keyword is None
        else {"keywordInputType": keyword.input_type, "keywordValue": keyword.value},
        "sourceFrequency": source.frequency,
        "troubleshootingText": source.troubleshooting,
    }


def read_sources(shapes: Iterable[Shape]) -> tuple[MappingSource, ...]:
    """Return sources as they came in; one without an id is new."""
    return tuple(map(_read_source, shapes))


def _read_source(shape: Shape) -> MappingSource:
    keyword = shape.get("sourceKeyword")
    set_up, type_, frequency = (shape.get(name) for name in ("sourceSetUpOption", "sourceType", "sourceFrequency"))
    return MappingSource(
        id=shape.get("sourceId") or "",
        name=shape.get("sourceName"),
        description=shape.get("sourceDescription"),
        set_up=None if set_up is None else SourceSetUp(set_up),
        type=None if type_ is None else SourceType(type_),
        keyword=None
        if keyword is None
        else SourceKeyword(input_type=keyword.get("keywordInputType"), value=keyword.get("keywordValue")),
        frequency=None if frequency is None else Frequency(frequency),
        troubleshooting=shape.get("troubleshootingText"),
    )
