"""Words and figures of the pages say neither more nor less than the values."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from probative.domain.evidence_sources import Json
from probative.reports.pdf.charts import percent
from probative.reports.pdf.wording import few, period_of, sentence, several, spelled, when
from tests.support.reports import SMALL, Size, assessment, framework


@pytest.mark.parametrize("whole", [1, 3, 7, 100, 999])
def test_a_share_is_rounded_down_and_only_all_is_a_hundred(whole: int) -> None:
    for part in range(whole + 1):
        assert int(percent(part / whole)) == part * 100 // whole


def test_a_period_ends_on_its_last_day() -> None:
    of = framework(SMALL)

    assert period_of(assessment(of, Size(days=8))) == "1 November 2026 to 8 November 2026 (8 days, UTC)"
    assert period_of(assessment(of, Size(days=1))) == "1 November 2026"


def test_an_instant_is_told_in_utc() -> None:
    at = datetime(2026, 11, 9, 1, 30, tzinfo=timezone(timedelta(hours=2)))

    assert when(at) == "8 November 2026, 23:30:00 UTC"
    assert when(at) == when(at.astimezone(UTC))


def test_counts_agree_with_their_nouns() -> None:
    assert several(1, "item") == "1 item"
    assert several(0, "item") == "0 items"
    assert several(2000, "entry", "entries") == "2,000 entries"


def test_few_are_named_and_many_counted() -> None:
    assert few(["b", "a", "a"], "region") == "a, b"
    assert few("abcd", "region") == "4 regions"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([], "not set"),
        ("", "not set"),
        (None, "not set"),
        (False, "no"),
        (True, "yes"),
        (0, "0"),
        (0.9, "0.9"),
        (["a", 1], "a, 1"),
    ],
)
def test_a_parameter_is_told_as_people_write_it(value: Json, text: str) -> None:
    assert spelled(value) == text


def test_a_sentence_ends_with_one_mark() -> None:
    assert [sentence(text) for text in ("Yes", "Yes.", "Why?", "")] == ["Yes.", "Yes.", "Why?", ""]
