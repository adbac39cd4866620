"""Words for values: dates, lists, counts."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from probative.domain.assessments import Assessment
from probative.domain.evidence_sources import Json

_NAMED: Final = 3


def when(at: datetime) -> str:
    """Return an instant as people write it, in UTC."""
    return f"{at.astimezone(UTC):%d %B %Y, %H:%M:%S} UTC".lstrip("0")


def period_of(assessment: Assessment) -> str:
    """Return the period of an assessment, which ends before `until`."""
    since, last = assessment.since.astimezone(UTC), assessment.until.astimezone(UTC) - timedelta(microseconds=1)
    days = (last.date() - since.date()).days + 1
    first, end = f"{since:%d %B %Y}".lstrip("0"), f"{last:%d %B %Y}".lstrip("0")
    return first if days == 1 else f"{first} to {end} ({days} days, UTC)"


def several(count: int, noun: str, plural: str = "") -> str:
    """Return `count` of something.

    >>> several(1, "refusal"), several(2000, "refusal")
    ('1 refusal', '2,000 refusals')
    """
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def few(values: Iterable[str], noun: str) -> str:
    """Return up to three values by name, more by their count.

    >>> few(["b", "a", "a"], "region"), few("abcd", "region")
    ('a, b', '4 regions')
    """
    known = sorted(set(values))
    return ", ".join(known) if len(known) <= _NAMED else several(len(known), noun)


def spelled(value: Json) -> str:
    """Return the value of a parameter as people write it."""
    match value:
        case None | [] | "":
            return "not set"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(spelled(each) for each in value)
        case _:
            return str(value)


def sentence(text: str) -> str:
    """Return `text` with a full stop at its end, where it has none."""
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
