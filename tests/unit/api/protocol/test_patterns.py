import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probative.api.protocol.patterns import compiled, to_python
from tests.support.wire_shapes import patterns


@pytest.mark.parametrize("pattern", patterns())
def test_every_pattern_of_the_model_compiles(pattern: str) -> None:
    compiled(pattern).fullmatch("")


@pytest.mark.parametrize(
    ("pattern", "text", "is_match"),
    [
        # A hyphen between a class and a character is a hyphen, not a range.
        (r"^[a-zA-Z0-9\s-_()\[\]]+$", "a-b_c [d] (e)", True),
        (r"^[a-zA-Z0-9\s-_()\[\]]+$", "a/b", False),
        (r"^[a-zA-Z0-9\s-_()\[\]]+$", "a:b", False),
        (r"^[a-zA-Z0-9-\s().]+$", "iam.amazonaws.com - (x)", True),
        (r"^[a-zA-Z0-9-\s().]+$", "a_b", False),
        # Classes are ASCII.
        (r"^[\w,\s-]+\.[A-Za-z]+$", "logo-1.png", True),
        (r"^[\w,\s-]+\.[A-Za-z]+$", "lögo.png", False),
        (r"[0-9]{3}", "٤٠٤", False),
        (r"^[\w\W\s\S]*$", "any\n\u2028thing \U0001f600", True),
        # The whole value, with no line end left over.
        (r"[0-9]{3}", "404", True),
        (r"[0-9]{3}", "4040", False),
        (r"[0-9]{3}", "404\n", False),
        (r"^[0-9]{12}$", "111122223333\n", False),
        (r"[^\/]*", "a/b", False),
        (r"^arn:.*:kms:.*|DEFAULT", "DEFAULT", True),
        (r"^arn:.*:kms:.*|DEFAULT", "NOT DEFAULT", False),
        # A point is no line end, whatever Unicode calls one; in brackets it is itself.
        (r".*\S.*", "a b", True),
        (r".*\S.*", " ", False),
        (r".*\S.*", "a\nb", False),
        (r"^arn:.*", "arn:a b", True),
        (r"^arn:.*", "arn:a\nb", False),
        (r"^arn:.*", "arn:a\u2028b", False),
        (r"^arn:.*", "arn:a\u0085b", False),
        (r"(?s).*", "a\nb\u2028c", True),
        (r"^[a-zA-Z_0-9-\s.,]+$", "a.b, c", True),
        (r"^[\u0020-\u007E]+$", "printable ~", True),
        (r"^[\u0020-\u007E]+$", "a\x7f", False),
        (r"^[^\\\_]*$", "a_b", False),
        (r"^[^\\\_]*$", "a\\b", False),
        (r"^[^\\]*$", "a_b", True),
        (r"^(?!aws:)[a-zA-Z+-=._:/]+$", "team/cost=1", True),
        (r"^(?!aws:)[a-zA-Z+-=._:/]+$", "aws:x", False),
        (r"^.*@.*$", "a@b@c", True),
    ],
)
def test_a_pattern_means_what_it_means_in_java(pattern: str, text: str, is_match: bool) -> None:  # noqa: FBT001
    assert (compiled(pattern).fullmatch(text) is not None) == is_match


@given(st.text(":arnd/x", max_size=12).map(lambda text: text.replace("d", ":domain/").replace("n", ":controlcatalog:")))
def test_searching_for_a_literal_only_once_changes_no_answer(text: str) -> None:
    pattern = r"^arn:.*:controlcatalog:.*:.*:domain/.*|UNCATEGORIZED"
    tried = f"arn:{text}"

    assert "(?>" in to_python(pattern)
    assert bool(compiled(pattern).fullmatch(tried)) == bool(re.fullmatch(pattern, tried, re.ASCII))


@pytest.mark.parametrize("pattern", patterns())
@pytest.mark.parametrize("unit", [":", "arn:", ":controlcatalog:", ":iam:", "a", "a.", "@", "/", " "])
def test_no_text_keeps_a_pattern_busy(pattern: str, unit: str) -> None:
    text = ("arn:" + ":controlcatalog:" * 60 + unit * 2048)[:2047] + "\n"

    began = time.perf_counter()
    compiled(pattern).fullmatch(text)

    assert time.perf_counter() - began < 0.5
