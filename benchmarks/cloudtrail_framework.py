"""The mapping as a framework of one's own: a YAML file, loaded as a user's is."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import yaml

from benchmarks.cloudtrail_mapping import Pair, events_of_controls
from probative.domain.frameworks import Framework
from probative.library.loading import load

_PLATFORM: Final = "aws"


def load_framework(folder: Path) -> Framework:
    """Return the framework of the mapping; its file is written to `folder` first where it is not there yet.

    What was checked is kept beside it, as the command line keeps it: loaded again, it takes milliseconds.
    """
    path = folder / "bench.yaml"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(_document(), sort_keys=False))
    return load(str(path), models=None, cache=folder / "checked")


def _document() -> dict[str, object]:
    controls = [_control(id_, pairs) for id_, pairs in events_of_controls().items()]
    objective = {"id": "ALL-1", "name": "All", "layer": "input_data", "controls": controls}
    sources = sorted({source for pairs in events_of_controls().values() for source, _ in pairs})
    platform = {
        "id": _PLATFORM,
        "name": "AWS",
        "services": ["bedrock"],
        "event_sources": sources,
        "namespaces": ["AWS/Bedrock"],
        "probes": [{"calls": ["bedrock:ListGuardrails"], "each": "guardrails"}],
        "events": ["bedrock.amazonaws.com:InvokeModel"],
    }
    return {
        "id": "bench",
        "name": "Bench",
        "version": "1.0.0",
        "description": "What the benchmark asks for.",
        "platforms": [platform],
        "control_sets": [{"id": "ALL", "name": "All", "purpose": "All of it.", "objectives": [objective]}],
    }


def _control(id_: str, pairs: Sequence[Pair]) -> dict[str, object]:
    events = [f"{source}:{name}" for source, name in pairs]
    activity = {"id": f"{id_.lower()}-activity", "type": "cloudtrail_event", "name": "Activity", "events": events}
    return {
        "id": id_,
        "name": f"Control {id_}",
        "platforms": [_PLATFORM],
        "description": "Made up.",
        "testing_information": "Made up.",
        "action_plan_title": "Made up",
        "action_plan_instructions": "Made up.",
        "evidence_sources": [activity],
    }
