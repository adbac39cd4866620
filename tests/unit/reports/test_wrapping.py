"""Text fits its place, and nothing of it is lost."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from probative.reports.pdf.fonts import BODY, CELL, CODE, MONO, REGULAR, TITLE, Style, shown, width_of
from probative.reports.pdf.wrapping import wrap, wrap_code

STYLES = st.sampled_from([BODY, CELL, CODE, TITLE])


@given(st.text(max_size=400), STYLES, st.floats(min_value=60, max_value=480))
@example("x" * 300, CODE, 60)
@example("arn:aws:bedrock:us-east-1:111122223333:guardrail/" + "a" * 90, CELL, 100)
def test_no_line_is_wider_than_its_place_and_no_character_is_lost(text: str, style: Style, width: float) -> None:
    lines = wrap(text, style, width)

    assert lines
    assert all(width_of(line, style) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == shown(text, style).replace(" ", "")


def test_words_stay_whole_where_a_line_can_hold_them() -> None:
    assert wrap("one two three", BODY, width_of("one two", BODY) + 0.1) == ("one two", "three")


def test_a_name_that_is_too_long_breaks_where_its_parts_end() -> None:
    lines = wrap("arn:aws:bedrock:us-east-1:111122223333:guardrail/abc", CELL, 90)

    assert lines == ("arn:aws:bedrock:", "us-east-1:111122223333:", "guardrail/abc")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain — “quoted”", "plain — “quoted”"),
        ("中文", "[U+4E2D 6587]"),
        ("a\u202eb", "a[U+202E]b"),
        ("bell\x07", "bell[U+0007]"),
        ("e\u0301", "é"),
        ("🤖", "[U+1F916]"),
        ("\ud800", "[U+D800]"),
        ("tab\tand\r\nline", "tab and line"),
        ("non\u2011breaking", "non-breaking"),
        ("soft\u00adhyphen", "soft[U+00AD]hyphen"),
    ],
)
def test_what_cannot_be_shown_is_told_by_its_code_point(text: str, expected: str) -> None:
    assert shown(text, BODY) == expected


def test_the_face_of_rules_shows_less_and_says_so() -> None:
    assert shown("Ł ∑", Style(REGULAR, 8, 9)).startswith("Ł")
    assert shown("Ł", Style(MONO, 8, 9)) == "[U+0141]"


def test_a_rule_keeps_its_lines_and_its_indentation() -> None:
    assert wrap_code("a &&\n  b\n", CODE, 200) == ("a &&", "  b")
    assert wrap_code("", CODE, 200) == ("",)


def test_a_rule_that_is_too_long_goes_on_below() -> None:
    lines = wrap_code('  resource.contentPolicy.filters.exists(f, f.type == "PROMPT_ATTACK")', CODE, 160)

    assert len(lines) > 1
    assert all(line.startswith("  ") for line in lines)
    assert all(width_of(line, CODE) <= 160.1 for line in lines)
