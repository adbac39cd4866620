import re
from pathlib import Path

from probative.library.loading import load
from probative.sources.aws.models import BotocoreModels

TOUR = Path(__file__).parents[2] / "docs" / "tour.md"


def test_the_framework_of_the_tour_loads_and_sets_what_it_says(tmp_path: Path) -> None:
    (snippet,) = re.findall(r"```yaml\n(.*?)```", TOUR.read_text(), re.DOTALL)
    (tmp_path / "mine.yaml").write_text(snippet)

    framework = load(str(tmp_path / "mine.yaml"), models=BotocoreModels(), cache=None)

    control = next(control for control in framework.controls if control.id == "RESP-2.3")
    assert control.parameter_values["approved_model_ids"] == ["anthropic.claude-3-haiku-20240307-v1:0"]
    assert len(framework.controls) == 110


def test_the_controls_that_the_tour_names_are_there() -> None:
    framework = load("genai-best-practices", models=None, cache=None)
    named = set(re.findall(r"\b[A-Z]{4}-\d\.\d\b", TOUR.read_text()))

    assert named
    assert named <= {control.id for control in framework.controls}
