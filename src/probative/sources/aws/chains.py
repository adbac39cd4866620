"""Chains of API calls: each element of an answer feeds the next call; what the last calls answer are the facts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Final

from probative.domain.evidence import Fact
from probative.domain.evidence_sources import CallStep
from probative.domain.ids import GLOBAL
from probative.domain.paths import elements_at, values_at
from probative.domain.slots import RefusalReason, Slot
from probative.ports.ambient import Clock
from probative.ports.asking import Observation, Question
from probative.sources.aws.calls import Call, to_text
from probative.sources.aws.facts import FactMaker, Origin, Said
from probative.sources.aws.models import BotocoreModels
from probative.sources.aws.paging import Paging, find_paging
from probative.sources.aws.spool import Page, PageRef
from probative.sources.aws.walks import Asked, Gone, Leaf, Outcome, Read, Refused, Tally

_ARGUMENT: Final = "args."
"""Head of a hand-over path that leads into the arguments of the call before."""


@dataclass(slots=True)
class ChainWalk:
    """One API slot under way."""

    slot: Slot
    question: Question
    models: BotocoreModels
    clock: Clock
    _tally: Tally = field(init=False)
    _asked: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._tally = Tally(self.slot)

    def begin(self) -> Iterable[Asked]:
        """Ask the first call of the chain."""
        return self._ask(0, {})

    def take(self, asked: Asked, outcome: Outcome, read: Read) -> Iterable[Asked]:
        """Keep what the last call says; ask the next call for each element of what an earlier one says."""
        match outcome:
            case Refused():
                self._tally.refuse(asked.call, outcome)
            case Gone() if asked.step == 0:
                self._tally.refuse(asked.call, Refused(RefusalReason.ERROR, outcome.message, 1, outcome.at))
            case Gone():
                self._tally.gone.append((asked.call, outcome))
            case PageRef() if asked.step == len(self.question.chain) - 1:
                self._tally.add_page(asked.call, outcome)
            case PageRef():
                return self._feed(asked, read(outcome).value)
        return ()

    def observations(self, read: Read) -> Iterator[Observation]:
        """Yield a fact for each wanted element of each last answer, then refusals and answer."""
        maker = FactMaker(self.slot)
        for leaf in self._tally.leaves.values():
            yield from self._facts(maker, leaf, read)
        yield from self._tally.close(maker.count, maker.latest or self.clock())

    # --- feeding

    def _feed(self, asked: Asked, answer: Mapping[str, object]) -> Iterable[Asked]:
        step = self.question.chain[asked.step + 1]
        elements = elements_at(answer, step.for_each) if step.for_each is not None else iter((answer,))
        if step.batch:
            handed = (self._hand_over_batch(step, asked.call, batch) for batch in _batches(elements, step.batch))
        else:
            handed = (self._hand_over(step, asked.call, element) for element in elements)
        following: list[Asked] = []
        for arguments in handed:
            following += self._ask(asked.step + 1, arguments)
        return following

    def _hand_over(self, step: CallStep, before: Call, element: object) -> dict[str, object]:
        return {name: self._handed(path, before, element) for name, path in step.hand_over.items()}

    def _hand_over_batch(self, step: CallStep, before: Call, elements: Iterable[object]) -> dict[str, object]:
        listed = list(elements)
        return {
            name: self._handed(path, before, None)
            if path.startswith(_ARGUMENT)
            else [self._handed(path, before, element) for element in listed]
            for name, path in step.hand_over.items()
        }

    def _handed(self, path: str, before: Call, element: object) -> object:
        if path.startswith(_ARGUMENT):
            return next(values_at(before.arguments, path.removeprefix(_ARGUMENT)), None)
        return next(values_at(element, path), None)

    def _ask(self, index: int, handed: Mapping[str, object]) -> list[Asked]:
        """Return the call of step `index`, unless this walk asked it before or something to hand over is missing."""
        step = self.question.chain[index]
        fixed = {name: _filled(value, self.slot) for name, value in step.arguments.items()}
        region = GLOBAL if self.models.is_global(step.service) else self.slot.region
        call = Call(self.slot.account, region, step.service, step.operation, {**fixed, **handed})
        missing = [
            name for name, value in handed.items() if value is None or (isinstance(value, list) and None in value)
        ]
        if missing:
            message = f"what was listed before has no {step.hand_over[missing[0]]} to hand over as {missing[0]}"
            self._tally.refuse(call, Refused(RefusalReason.MALFORMED, message, 0, self.clock()))
            return []
        key = call.key({})
        if key in self._asked:
            return []
        self._asked.add(key)
        return [Asked(call, index)]

    # --- telling

    def _facts(self, maker: FactMaker, leaf: Leaf, read: Read) -> Iterator[Fact]:
        source = self.models.event_source(leaf.call.service)
        parts = [part for part in self.question.parts if part]
        for ref in leaf.pages if parts else ():
            page = read(ref)
            origin = Origin.of(leaf.call, source, page)
            for part in parts:
                for element in elements_at(page.value, part):
                    yield maker.make(origin, _said(leaf.call, element, part))
        if "" in self.question.parts and leaf.is_whole:
            pages = [read(ref) for ref in leaf.pages]
            whole = merged(pages, self._paging(leaf.call))
            said = _said(leaf.call, whole, "", self._resource(leaf.call))
            yield maker.make(Origin.of(leaf.call, source, *pages), said)

    def _resource(self, call: Call) -> str:
        """Return what the call was made for: the name or ARN that was handed over to it, one for each call."""
        step = self.question.chain[-1]
        if step.for_each is None or step.batch:
            return ""
        return "/".join(to_text(call.arguments[name]) for name in step.hand_over)

    def _paging(self, call: Call) -> Paging:
        operation = self.models.operation(call.service, call.operation)
        return find_paging(operation, self.models.paginator(call.service, call.operation))


def merged(pages: Iterable[Page], paging: Paging) -> dict[str, object]:
    """Return the answer that `pages` are together: lists joined, page tokens left out."""
    whole: dict[str, object] = {}
    for page in pages:
        for name, value in paging.without_tokens(page.value).items():
            known = whole.get(name)
            whole[name] = [*known, *value] if isinstance(known, list) and isinstance(value, list) else value
    return whole


def _batches(elements: Iterator[object], size: int) -> Iterator[list[object]]:
    while batch := list(islice(elements, size)):
        yield batch


def _said(call: Call, value: object, part: str, resource: str = "") -> Said:
    return Said(value=value, content=value, part=part, event_name=call.operation, resource=resource)


def _filled(value: object, slot: Slot) -> object:
    """Return a fixed argument with its placeholders filled in."""
    if isinstance(value, str):
        known = {
            "{account}": slot.account,
            "{region}": slot.region,
            "{since}": slot.since.isoformat(),
            "{until}": slot.until.isoformat(),
            "{year_before}": (slot.until - timedelta(days=365)).isoformat(),
        }
        for name, text in known.items():
            value = value.replace(name, text)
        return value
    if isinstance(value, Mapping):
        return {name: _filled(member, slot) for name, member in value.items()}
    return [_filled(element, slot) for element in value] if isinstance(value, list) else value
