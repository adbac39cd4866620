"""A file of one's own can change a shipped framework: parameters, choice of controls, more control sets."""

from dataclasses import replace
from pathlib import Path

import pytest

from probative.domain.errors import NotFoundError
from probative.domain.frameworks import Control, Framework
from probative.sources.aws.models import BotocoreModels
from tests.support.frameworks import SOUND, findings_in, load_text

HEAD = "extends: genai-best-practices\nid: ours\nname: Ours\n"
OWN_SET = SOUND[SOUND.index("control_sets:") :].replace("platforms: [bedrock]", "platforms: [amazon_bedrock]")


def control_of(framework: Framework, control_id: str) -> Control:
    return next(control for control in framework.controls if control.id == control_id)


def test_a_parameter_is_set_and_all_else_stays(tmp_path: Path, standard: Framework) -> None:
    ours = load_text(f"{HEAD}parameters:\n  SAFE-1.2: {{accepted_strengths: [HIGH]}}\n", tmp_path)
    assert control_of(ours, "SAFE-1.2").parameter_values["accepted_strengths"] == ["HIGH"]
    for mine, theirs in zip(ours.controls, standard.controls, strict=True):
        same = replace(mine, uuid=theirs.uuid, parameters=theirs.parameters)
        assert same == theirs
    assert (ours.id, ours.name, ours.version) == ("ours", "Ours", standard.version)
    assert ours.digest != standard.digest


def test_setting_a_default_changes_nothing_but_the_digest(tmp_path: Path, standard: Framework) -> None:
    values = control_of(standard, "SAFE-1.2").parameter_values["accepted_strengths"]
    plain = load_text(HEAD, tmp_path)
    set_ = load_text(f"{HEAD}parameters:\n  SAFE-1.2: {{accepted_strengths: {values}}}\n", tmp_path)
    assert set_.digest != plain.digest
    assert replace(set_, digest=plain.digest) == plain


def test_controls_can_be_chosen(tmp_path: Path) -> None:
    ours = load_text(f"{HEAD}include: [SAFE-1.2, SAFE-1.1, SECU-1.1]\nexclude: [SAFE-1.1]\n", tmp_path)
    assert [control.id for control in ours.controls] == ["SAFE-1.2", "SECU-1.1"]
    assert [control_set.id for control_set in ours.control_sets] == ["SAFE", "SECU"]


def test_control_sets_can_be_added_and_belong_to_the_platforms_below(tmp_path: Path, models: BotocoreModels) -> None:
    ours = load_text(f"{HEAD}include: [SAFE-1.2]\n{OWN_SET}", tmp_path, models)
    assert [control.id for control in ours.controls] == ["SAFE-1.2", "GUARD-1.1"]
    api, event, _ = control_of(ours, "GUARD-1.1").sources
    assert [getattr(source, "platforms", None) for source in (api, event)] == [("amazon_bedrock",)] * 2


def test_a_folder_can_extend_as_well(tmp_path: Path) -> None:
    (tmp_path / "framework.yaml").write_text(f"{HEAD}include: [SAFE-1.2]\ncontrol_sets: [own.yaml]\n")
    body = "\n".join(line[4:] for line in OWN_SET.splitlines()[1:])
    (tmp_path / "own.yaml").write_text(body)
    from probative.library.loading import load  # noqa: PLC0415  beside its use

    assert len(load(str(tmp_path), models=None, cache=None).controls) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "parameters:\n  SAFE-9.9: {x: 1}\n",
            "mine.yaml:5 parameters.SAFE-9.9: genai-best-practices has no control SAFE-9.9",
        ),
        (
            "parameters:\n  SAFE-1.2:\n    x: 1\n",
            "mine.yaml:6 parameters.SAFE-1.2.x: SAFE-1.2 has no parameter x; it has: a",
        ),
        (
            "parameters:\n  SAFE-1.2:\n    accepted_strengths: HIGH\n",
            "mine.yaml:6 parameters.SAFE-1.2.accepted_strengths: 'HIGH' is no list(string)",
        ),
        ("include:\n  - SAFE-1.2\n  - SAFE-0\n", "mine.yaml:6 include[1]: genai-best-practices has no control SAFE-0"),
        ("exclude: [SAFE-0]\n", "mine.yaml:4 exclude[0]: genai-best-practices has no control SAFE-0"),
        ("include: []\n", "mine.yaml:4 include: is empty: expected at least 1"),
        ("parameter: {}\n", "mine.yaml:4 parameter: is not known here; known: extends, id, name"),
        (OWN_SET.replace("id: GUARD-1.1\n", "id: SAFE-1.2\n"), "id: SAFE-1.2 stands twice, first at control_sets[5]"),
        (OWN_SET.replace("- bedrock:ListGuardrails", "- bedrock:ListRails"), "ListRails is no operation of bedrock"),
        (OWN_SET.replace("[amazon_bedrock]", "[bedrock]"), "platforms[0]: bedrock is no platform of the framework"),
    ],
    ids=lambda value: value[:24].replace("\n", " "),
)
def test_what_does_not_fit_is_told_with_its_line(tmp_path: Path, models: BotocoreModels, text: str, told: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + text)
    findings = findings_in(path, models)
    assert len(findings) == 1
    assert told in findings[0]
    assert findings[0].startswith("mine.yaml:")


def test_only_shipped_frameworks_can_be_extended(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no framework has the id other; known: genai-best-practices"):
        load_text("extends: other\nid: ours\nname: Ours\n", tmp_path)
