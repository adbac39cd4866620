"""What the page on writing a framework shows is sound."""

import re
from pathlib import Path

import pytest

from probative.library.rule_checks import TEST_ACCOUNT, TEST_NOW, TEST_REGION
from probative.library.source_reading import SOURCE_TYPES
from probative.sources.aws.models import BotocoreModels
from tests.support.frameworks import load_text

PAGE = Path(__file__).parents[2] / "docs" / "writing-a-framework.md"
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split("\n", 1)[0])
def test_each_example_loads(example: str, tmp_path: Path) -> None:
    framework = load_text(example, tmp_path, BotocoreModels())
    assert framework.controls


def test_there_are_an_extension_and_a_framework_from_scratch() -> None:
    assert [example.partition(":")[0] for example in EXAMPLES] == ["extends", "id"]


def test_the_sum_shown_is_that_of_the_example(tmp_path: Path) -> None:
    framework = load_text(EXAMPLES[1], tmp_path)
    sources = [source for _, _, source in framework.sources()]
    shown = f"{framework.id} is sound: {len(framework.controls)} controls, {len(sources)} evidence sources"
    assert shown in PAGE.read_text(encoding="utf-8")


def test_each_type_of_source_has_its_place_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"`{type_}`" in page for type_ in SOURCE_TYPES)


def test_the_page_says_when_and_where_tests_take_place() -> None:
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert f"as of {TEST_NOW:%Y-%m-%dT%H:%M:%SZ} in account {TEST_ACCOUNT}, {TEST_REGION}" in page
