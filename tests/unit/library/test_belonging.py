"""A source belongs to the platforms that it names, or asks, or else to those of its control."""

import pytest

from probative.domain.evidence_sources import Json
from probative.domain.ids import PlatformId
from probative.library.belonging import Belonging

BELONGING = Belonging.of(
    [
        {
            "id": "b",
            "services": ["bedrock", "bedrock-agent"],
            "event_sources": ["bedrock.amazonaws.com"],
            "namespaces": ["AWS/Bedrock"],
            "config_rules": ["BEDROCK"],
            "security_hub": ["Bedrock"],
        },
        {
            "id": "s",
            "services": ["sagemaker"],
            "event_sources": ["sagemaker.amazonaws.com"],
            "config_rules": ["SAGEMAKER"],
        },
        {"id": "bare"},
    ]
)
CONTROL = (PlatformId("of-control"),)


@pytest.mark.parametrize(
    ("source", "platforms"),
    [
        ({"type": "api_call", "calls": ["bedrock:ListGuardrails"]}, ["b"]),
        ({"type": "api_call", "calls": ["iam:ListUsers", {"call": "sagemaker:ListModels"}]}, ["s"]),
        ({"type": "api_call", "calls": ["iam:ListUsers"]}, ["of-control"]),
        ({"type": "api_call", "calls": ["bedrock:ListGuardrails"], "platforms": ["s"]}, ["s"]),
        ({"type": "api_call", "calls": ["bedrock:ListGuardrails"], "platforms": []}, []),
        ({"type": "cloudtrail_event", "events": ["bedrock.amazonaws.com:X", "sagemaker.amazonaws.com:Y"]}, ["b", "s"]),
        ({"type": "cloudtrail_event", "events": ["iam.amazonaws.com:X"]}, ["of-control"]),
        ({"type": "cloudwatch_metric", "namespace": "AWS/Bedrock"}, ["b"]),
        ({"type": "cloudwatch_alarm", "namespace": "AWS/S3"}, ["of-control"]),
        ({"type": "config_rule", "rules": ["SAGEMAKER_A", "SAGEMAKER_B"]}, ["s"]),
        ({"type": "config_rule", "rules": ["SAGEMAKER_A", "S3_B"]}, ["of-control"]),
        ({"type": "security_hub", "controls": ["Bedrock.1"]}, ["b"]),
        ({"type": "security_hub", "controls": ["S3.1"]}, ["of-control"]),
        ({"type": "manual"}, ["of-control"]),
    ],
)
def test_the_platforms_of_a_source(source: dict[str, Json], platforms: list[str]) -> None:
    assert list(BELONGING.platforms_of(source, CONTROL)) == platforms
