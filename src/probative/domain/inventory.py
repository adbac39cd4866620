"""The AI inventory: which resources evidence names are AI resources, and of which kind. A table, not a class for each.

A resource is known by its kind, its id, and where it is: sources that name it by ARN and sources that name it by id
alone mean the same one.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from probative.domain.evidence import Evidence, Verdict
from probative.domain.evidence_searches import resource_type_of
from probative.domain.ids import AccountId, AssessmentId, ControlId, FactId, Region, SourceId
from probative.domain.slots import SourceKind


class ResourceKind(StrEnum):
    """What an AI resource is."""

    FOUNDATION_MODEL = "FOUNDATION_MODEL"
    CUSTOM_MODEL = "CUSTOM_MODEL"
    MODEL = "MODEL"
    """A model of SageMaker, or a version of one in its registry."""
    MODEL_CARD = "MODEL_CARD"
    GUARDRAIL = "GUARDRAIL"
    AUTOMATED_REASONING_POLICY = "AUTOMATED_REASONING_POLICY"
    AGENT = "AGENT"
    AGENT_TOOL = "AGENT_TOOL"
    """What agents work with: gateways, memories, interpreters, browsers."""
    KNOWLEDGE_BASE = "KNOWLEDGE_BASE"
    FLOW = "FLOW"
    PROMPT = "PROMPT"
    PROMPT_ROUTER = "PROMPT_ROUTER"
    INFERENCE_PROFILE = "INFERENCE_PROFILE"
    ENDPOINT = "ENDPOINT"
    """Where a model is served: endpoints, their configurations, provisioned throughput."""
    PIPELINE = "PIPELINE"
    TRAINING = "TRAINING"
    """A job that trains, tunes or imports a model."""
    EVALUATION = "EVALUATION"
    """What evaluates or watches models: jobs, evaluators, monitors."""
    FEATURE_GROUP = "FEATURE_GROUP"
    NOTEBOOK = "NOTEBOOK"


KIND_BY_TYPE: Final[Mapping[str, ResourceKind]] = {
    "bedrock:foundation-model": ResourceKind.FOUNDATION_MODEL,
    "bedrock:custom-model": ResourceKind.CUSTOM_MODEL,
    "bedrock:imported-model": ResourceKind.CUSTOM_MODEL,
    "sagemaker:model": ResourceKind.MODEL,
    "sagemaker:model-package": ResourceKind.MODEL,
    "sagemaker:model-package-group": ResourceKind.MODEL,
    "sagemaker:model-card": ResourceKind.MODEL_CARD,
    "bedrock:guardrail": ResourceKind.GUARDRAIL,
    "bedrock:automated-reasoning-policy": ResourceKind.AUTOMATED_REASONING_POLICY,
    "bedrock:agent": ResourceKind.AGENT,
    "bedrock:agent-alias": ResourceKind.AGENT,
    "bedrock-agentcore:runtime": ResourceKind.AGENT,
    "bedrock-agentcore:gateway": ResourceKind.AGENT_TOOL,
    "bedrock-agentcore:memory": ResourceKind.AGENT_TOOL,
    "bedrock-agentcore:code-interpreter": ResourceKind.AGENT_TOOL,
    "bedrock-agentcore:code-interpreter-custom": ResourceKind.AGENT_TOOL,
    "bedrock-agentcore:browser": ResourceKind.AGENT_TOOL,
    "bedrock-agentcore:browser-custom": ResourceKind.AGENT_TOOL,
    "bedrock-agentcore:evaluator": ResourceKind.EVALUATION,
    "bedrock-agentcore:online-evaluation-config": ResourceKind.EVALUATION,
    "bedrock:knowledge-base": ResourceKind.KNOWLEDGE_BASE,
    "bedrock:flow": ResourceKind.FLOW,
    "bedrock:prompt": ResourceKind.PROMPT,
    "bedrock:prompt-router": ResourceKind.PROMPT_ROUTER,
    "bedrock:default-prompt-router": ResourceKind.PROMPT_ROUTER,
    "bedrock:inference-profile": ResourceKind.INFERENCE_PROFILE,
    "bedrock:application-inference-profile": ResourceKind.INFERENCE_PROFILE,
    "bedrock:provisioned-model": ResourceKind.ENDPOINT,
    "sagemaker:endpoint": ResourceKind.ENDPOINT,
    "sagemaker:endpoint-config": ResourceKind.ENDPOINT,
    "sagemaker:pipeline": ResourceKind.PIPELINE,
    "bedrock:model-customization-job": ResourceKind.TRAINING,
    "bedrock:model-import-job": ResourceKind.TRAINING,
    "sagemaker:training-job": ResourceKind.TRAINING,
    "bedrock:evaluation-job": ResourceKind.EVALUATION,
    "sagemaker:monitoring-schedule": ResourceKind.EVALUATION,
    "sagemaker:feature-group": ResourceKind.FEATURE_GROUP,
    "sagemaker:notebook-instance": ResourceKind.NOTEBOOK,
}
"""The kind of resources that are named by ARN, by their type."""

KIND_BY_CALL: Final[Mapping[str, ResourceKind]] = {
    "bedrock.amazonaws.com:ListAgents": ResourceKind.AGENT,
    "bedrock.amazonaws.com:ListKnowledgeBases": ResourceKind.KNOWLEDGE_BASE,
    "bedrock.amazonaws.com:GetFoundationModelAvailability": ResourceKind.FOUNDATION_MODEL,
    "bedrock-agentcore.amazonaws.com:ListGateways": ResourceKind.AGENT_TOOL,
}
"""The kind of resources that are named by id alone, by the call that told of them: `<event source>:<event name>`."""

HEAD_OF_ARN: Final = r"^arn:[^:]*:[^:]*:[^:]*:[^:]*:[^:/]+[:/]"
PART_OF_RESOURCE: Final = r"/(?:alias|execution|version)/.*$"
"""What stands behind the id of a resource, where an ARN is of a part of it."""


class ResourceKey(NamedTuple):
    """A resource of the inventory, in the order that the inventory has."""

    kind: ResourceKind
    id: str
    account: AccountId
    region: Region


class Sighting(NamedTuple):
    """A resource that evidence names: how, since when and until when; `fact_id` is what was said of it last."""

    key: ResourceKey
    names: tuple[str, ...]
    """As evidence names it: ARNs, ids."""
    first_seen_at: datetime
    last_seen_at: datetime
    fact_id: FactId


class SightingCount(NamedTuple):
    """How many resources of a kind evidence names in a place."""

    kind: ResourceKind
    account: AccountId
    region: Region
    resources_count: int


class ControlLook(NamedTuple):
    """What a source of a control said last of a resource, and how much evidence it has of it."""

    key: ResourceKey
    assessment_id: AssessmentId
    control_id: ControlId
    source_id: SourceId
    verdict: Verdict
    at: datetime
    evidence_count: int


def id_of(resource: str) -> str:
    """Return the id of the resource that an ARN or a name is of."""
    return re.sub(PART_OF_RESOURCE, "", re.sub(HEAD_OF_ARN, "", resource))


def key_of(item: Evidence) -> ResourceKey | None:
    """Return the resource that an item is of; None: none of the inventory."""
    if item.kind is not SourceKind.API_CALL or not item.resource:
        return None
    if type_ := resource_type_of(item.resource):
        kind = KIND_BY_TYPE.get(type_)
    else:
        kind = KIND_BY_CALL.get(f"{item.event_source}:{item.event_name}")
    return None if kind is None else ResourceKey(kind, id_of(item.resource), item.account, item.region)
