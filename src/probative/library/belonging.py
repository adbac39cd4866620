"""To which platforms an evidence source belongs, so that it is not asked where none of them is in use.

A source says so itself (`platforms`); else what it reads says so (a service, an event source, a namespace, a Config
rule or a Security Hub control of a platform); else it belongs to the platforms of its control.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from probative.domain.ids import PlatformId
from probative.library.members import Document, rows, text, texts
from probative.library.source_reading import read_chain


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    """What makes a source belong to one platform."""

    platform: PlatformId
    services: frozenset[str]
    event_sources: frozenset[str]
    namespaces: frozenset[str]
    config_rules: tuple[str, ...]
    security_hub: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """The marks of all platforms of a framework."""

    marks: tuple[_Marks, ...]

    @classmethod
    def of(cls, platforms: Sequence[Document]) -> "Belonging":
        """Return what the `platforms` of a framework document say belongs to them."""
        return cls(marks=tuple(_marks_of(entry) for entry in platforms))

    def platforms_of(self, source: Document, of_control: tuple[PlatformId, ...]) -> tuple[PlatformId, ...]:
        """Return the platforms of which one must be in use for `source` to apply; empty: it always applies."""
        if "platforms" in source:
            return tuple(PlatformId(name) for name in texts(source, "platforms"))
        found = tuple(marks.platform for marks in self.marks if _is_marked(source, marks))
        return found or of_control


def _marks_of(entry: Document) -> _Marks:
    return _Marks(
        platform=PlatformId(text(entry, "id")),
        services=frozenset(texts(entry, "services")),
        event_sources=frozenset(texts(entry, "event_sources")),
        namespaces=frozenset(texts(entry, "namespaces")),
        config_rules=texts(entry, "config_rules"),
        security_hub=texts(entry, "security_hub"),
    )


def _is_marked(source: Document, marks: _Marks) -> bool:
    match source["type"]:
        case "api_call":
            return any(step.service in marks.services for step in read_chain(rows(source, "calls")))
        case "cloudtrail_event":
            return any(event.partition(":")[0] in marks.event_sources for event in texts(source, "events"))
        case "cloudwatch_metric" | "cloudwatch_alarm":
            return source["namespace"] in marks.namespaces
        case "config_rule":
            return _all_start_with(texts(source, "rules"), marks.config_rules)
        case "security_hub":
            return _all_start_with(texts(source, "controls"), marks.security_hub)
        case _:
            return False


def _all_start_with(names: Iterable[str], prefixes: tuple[str, ...]) -> bool:
    return all(name.startswith(prefixes) for name in names)
