"""Frameworks at a glance, standard and custom: how large, and how much of the evidence collects itself."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.framework_content import content_of
from probative.books import Books
from probative.domain.evidence_sources import ManualSource
from probative.domain.frameworks import Framework, Layer, Mode
from probative.domain.people import Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkCard:
    """A framework in a library that is browsed."""

    framework: Framework
    is_standard: bool
    updated_at: datetime | None
    """None: it came with the product."""
    modes: Mapping[Mode, int]
    """How many controls collect all, some or none of their evidence themselves."""
    layers: Mapping[Layer, int]
    automated_sources_count: int
    sources_count: int

    @property
    def automated_share(self) -> float:
        """The share of controls, from 0 to 1, for which some evidence collects itself; 0 without controls."""
        count = sum(self.modes.values())
        return (count - self.modes[Mode.MANUAL]) / count if count else 0.0


def list_cards(application: Application, caller: Caller) -> Sequence[FrameworkCard]:
    """Return all frameworks of the library: the standard ones by name, then the custom ones, the latest first.

    Raises:
        ForbiddenError: The caller may not read the library.
    """
    check_account(application, caller, "ListAssessmentFrameworks")

    def read(books: Books) -> Iterator[FrameworkCard]:
        for framework in application.catalogue.frameworks:
            yield _card(framework, None)
        for custom in sorted(books.frameworks.select(), key=lambda each: each.updated_at, reverse=True):
            yield _card(content_of(application, books, custom.id), custom.updated_at)

    return application.store.read(lambda books: list(read(books)))


def _card(framework: Framework, updated_at: datetime | None) -> FrameworkCard:
    sources = [source for _, _, source in framework.sources()]
    modes = Counter(control.mode for control in framework.controls)
    layers = Counter(control.layer for control in framework.controls if control.layer is not None)
    return FrameworkCard(
        framework=framework,
        is_standard=updated_at is None,
        updated_at=updated_at,
        modes={mode: modes[mode] for mode in Mode},
        layers={layer: layers[layer] for layer in Layer},
        automated_sources_count=sum(not isinstance(source, ManualSource) for source in sources),
        sources_count=len(sources),
    )
