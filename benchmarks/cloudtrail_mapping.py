"""Which controls ask for which events: 110 controls over some 290 kinds of event, a few of them asked for twice."""

import random
from functools import cache
from typing import Final

from benchmarks.cloudtrail_calls import MAPPED_FREQUENT, RARE
from benchmarks.cloudtrail_words import SCOPE_ACCOUNTS, SCOPE_REGIONS

Pair = tuple[str, str]
"""Event source and event name."""

_ASSESSMENT_ID: Final = "a1b2c3d4-5678-90ab-cdef-1234567890ab"
_SEED: Final = 7
_CONTROLS: Final = 110
_SHARED: Final = 0.25


@cache
def events_of_controls() -> dict[str, tuple[Pair, ...]]:
    """Return the kinds of event of each control."""
    chance = random.Random(_SEED)
    pairs = [(call.source, call.name) for call in RARE] + list(MAPPED_FREQUENT)
    chance.shuffle(pairs)
    events = {f"GENAI-{number + 1:03d}": pairs[number::_CONTROLS] for number in range(_CONTROLS)}
    for asked in events.values():
        if chance.random() < _SHARED and (pair := chance.choice(pairs)) not in asked:
            asked.append(pair)
    return {control: tuple(sorted(asked)) for control, asked in events.items()}


@cache
def controls_of_events() -> dict[Pair, tuple[str, ...]]:
    """Return the controls that ask for each kind of event."""
    controls: dict[Pair, list[str]] = {}
    for control, pairs in events_of_controls().items():
        for pair in pairs:
            controls.setdefault(pair, []).append(control)
    return {pair: tuple(asking) for pair, asking in controls.items()}


def to_document() -> dict[str, object]:
    """Return the mapping as it is written beside the events."""
    return {
        "assessmentId": _ASSESSMENT_ID,
        "scope": {"accounts": SCOPE_ACCOUNTS, "regions": SCOPE_REGIONS},
        "controls": [
            {"controlId": control, "events": [{"eventSource": source, "eventName": name} for source, name in pairs]}
            for control, pairs in events_of_controls().items()
        ],
    }
