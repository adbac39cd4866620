"""What rare made-up CloudTrail events carry: changes of configuration, with larger bodies."""

import json
from collections.abc import Callable
from typing import Final

from benchmarks.cloudtrail_bodies import Body, Scene
from benchmarks.cloudtrail_words import ROLES, USERS, WORDS, Call
from benchmarks.cloudtrail_world import Json

_HIDDEN: Final = "HIDDEN_DUE_TO_SECURITY_REASONS"
_FILTERS: Final = ("SEXUAL", "VIOLENCE", "HATE", "INSULTS", "MISCONDUCT", "PROMPT_ATTACK")
_STRENGTHS: Final = ("LOW", "MEDIUM", "HIGH")
_ARN_KINDS: Final = ("guardrail", "model", "role", "key", "bucket", "resource")
_ANSWERED_WITH_ARN: Final = 0.4

Exchange = tuple[Json, Json | None]
"""Parameters and answer."""


def rare_body(scene: Scene, call: Call) -> Body:
    """Return the body of a call that changes how something is set up."""
    chance, _, account, region = scene
    name = f"{chance.choice(WORDS)}-{chance.choice(WORDS)}-{chance.hexadecimal(6)}"
    arn = f"arn:aws:{call.service}:{region}:{account}:{chance.choice(_ARN_KINDS)}/{name}"
    parameters, answer = _builder(call)(scene, call, name, arn)
    is_named = chance.random() < _ANSWERED_WITH_ARN
    return Body(parameters, answer, {"resources": [{"accountId": account, "ARN": arn}]} if is_named else {})


def _builder(call: Call) -> Callable[[Scene, Call, str, str], Exchange]:
    table = (
        (call.service == "bedrock" and "Guardrail" in call.name, _guardrail),
        ("InvocationLogging" in call.name, _invocation_logging),
        ("Policy" in call.name, _policy),
        (call.service == "sagemaker", _training),
        (call.service == "cloudtrail" and call.name == "PutEventSelectors", _event_selectors),
    )
    return next((builder for applies, builder in table if applies), _anything)


def _guardrail(scene: Scene, call: Call, name: str, arn: str) -> Exchange:
    del call, arn
    chance, pools, account, region = scene
    filters = [
        {"type": kind, "inputStrength": chance.choice(_STRENGTHS), "outputStrength": chance.choice(_STRENGTHS)}
        for kind in _FILTERS
    ]
    entities = [{"type": "EMAIL", "action": "ANONYMIZE"}, {"type": "US_SOCIAL_SECURITY_NUMBER", "action": "BLOCK"}]
    parameters: Json = {
        "name": name,
        "description": _HIDDEN,
        "contentPolicyConfig": {"filtersConfig": filters},
        "sensitiveInformationPolicyConfig": {"piiEntitiesConfig": entities},
        "blockedInputMessaging": _HIDDEN,
        "blockedOutputsMessaging": _HIDDEN,
        "kmsKeyId": chance.choice(pools.keys),
        "clientRequestToken": chance.uuid(),
    }
    answer: Json = {
        "guardrailId": name,
        "guardrailArn": f"arn:aws:bedrock:{region}:{account}:guardrail/{name}",
        "version": "DRAFT",
        "createdAt": f"2025-03-0{chance.randrange(1, 9)}T12:00:00.000Z",
    }
    return parameters, answer


def _invocation_logging(scene: Scene, call: Call, name: str, arn: str) -> Exchange:
    del call, arn
    chance, pools, account, _ = scene
    watch = {
        "logGroupName": f"/aws/bedrock/{name}",
        "roleArn": f"arn:aws:iam::{account}:role/{chance.choice(ROLES)}",
        "largeDataDeliveryS3Config": {"bucketName": chance.choice(pools.buckets), "keyPrefix": "large"},
    }
    config = {
        "cloudWatchConfig": watch,
        "s3Config": {"bucketName": chance.choice(pools.buckets), "keyPrefix": "bedrock"},
        "textDataDeliveryEnabled": chance.choice([True, False]),
        "imageDataDeliveryEnabled": True,
        "embeddingDataDeliveryEnabled": True,
    }
    return {"loggingConfig": config}, None


def _policy(scene: Scene, call: Call, name: str, arn: str) -> Exchange:
    del call, arn
    statements = [_statement(scene, number) for number in range(scene.chance.randrange(1, 5))]
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    return {"policyName": name, "policyDocument": document}, None


def _statement(scene: Scene, number: int) -> Json:
    chance, pools, account, _ = scene
    return {
        "Sid": f"S{number}",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:role/{chance.choice(ROLES)}"},
        "Action": ["s3:GetObject", "s3:PutObject", "bedrock:InvokeModel"],
        "Resource": f"arn:aws:s3:::{chance.choice(pools.buckets)}/*",
        "Condition": {"StringEquals": {"aws:SourceAccount": account}},
    }


def _training(scene: Scene, call: Call, name: str, arn: str) -> Exchange:
    del call
    chance, pools, account, region = scene
    image = f"{account}.dkr.ecr.{region}.amazonaws.com/train:{chance.hexadecimal(12)}"
    resources = {
        "instanceType": f"ml.g5.{chance.choice([2, 4, 8, 12])}xlarge",
        "instanceCount": chance.randrange(1, 9),
        "volumeSizeInGB": 200,
        "volumeKmsKeyId": chance.choice(pools.keys),
    }
    data = {
        "s3DataType": "S3Prefix",
        "s3Uri": f"s3://{chance.choice(pools.buckets)}/{chance.choice(WORDS)}/",
        "s3DataDistributionType": "FullyReplicated",
    }
    parameters: Json = {
        "name": name,
        "roleArn": f"arn:aws:iam::{account}:role/SageMakerExecutionRole",
        "algorithmSpecification": {"trainingImage": image, "trainingInputMode": "File"},
        "resourceConfig": resources,
        "inputDataConfig": [{"channelName": "train", "dataSource": {"s3DataSource": data}}],
        "outputDataConfig": {
            "s3OutputPath": f"s3://{chance.choice(pools.buckets)}/out/",
            "kmsKeyId": chance.choice(pools.keys),
        },
        "stoppingCondition": {"maxRuntimeInSeconds": 86400},
        "enableNetworkIsolation": chance.choice([True, False]),
        "tags": [
            {"key": "owner", "value": chance.choice(["Équipe données", "ml-platform", "データ"])},
            {"key": "costCenter", "value": str(chance.randrange(1000, 9999))},
        ],
    }
    return parameters, {"arn": arn}


def _event_selectors(scene: Scene, call: Call, name: str, arn: str) -> Exchange:
    """A decoy: names that controls ask for, as values of a selector."""
    del call, name, arn
    fields = [
        {"field": "eventCategory", "equals": ["Data"]},
        {"field": "eventName", "equals": ["InvokeModel", "CreateGuardrail"]},
        {"field": "resources.type", "equals": ["AWS::Bedrock::Model"]},
    ]
    selectors = [{"name": "bedrock", "fieldSelectors": fields}]
    trail = f"arn:aws:cloudtrail:{scene.region}:{scene.account}:trail/org-trail"
    return {"trailName": "org-trail", "advancedEventSelectors": selectors}, {"trailARN": trail}


def _anything(scene: Scene, call: Call, name: str, arn: str) -> Exchange:
    chance, pools, *_ = scene
    key = chance.choice(pools.keys)
    tags = [
        {"key": "Name", "value": name},
        {"key": "env", "value": chance.choice(["prod", "dev", "test"])},
        {"key": "owner", "value": chance.choice(USERS)},
    ]
    parameters: Json = {
        "name": name,
        "resourceArn": arn,
        "kmsKeyId": key,
        "tagSet": {"items": tags},
        "dryRun": False,
    }
    return parameters, {"_return": True, "requestId": chance.uuid(), call.service: {"arn": arn, "status": "ACTIVE"}}
