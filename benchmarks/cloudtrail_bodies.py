"""What frequent made-up CloudTrail events carry: parameters, answer, and members beyond those that all have."""

import json
from collections.abc import Callable
from typing import Final, NamedTuple

from benchmarks.cloudtrail_calls import RARE
from benchmarks.cloudtrail_words import MODELS, ROLES, WORDS, Call
from benchmarks.cloudtrail_world import Chance, Json, Pools


class Scene(NamedTuple):
    """Where an event happens, and the numbers it is drawn by."""

    chance: Chance
    pools: Pools
    account: str
    region: str


class Body(NamedTuple):
    """Parameters, answer, and further members, in the order of the record."""

    parameters: Json | None = None
    answer: Json | None = None
    further: Json = {}  # noqa: RUF012  never changed


def _nothing(scene: Scene, call: Call) -> Body:
    del scene, call
    return Body()


def _kms_key(scene: Scene, call: Call) -> Body:
    del call
    chance, pools, account, region = scene
    key = chance.choice(pools.keys)
    place = f"{region}:{account}"
    object_ = f"{chance.choice(pools.buckets)}/{chance.choice(WORDS)}/{chance.hexadecimal(12)}"
    context = chance.choice(
        [
            {"aws:s3:arn": f"arn:aws:s3:::{object_}"},
            {"aws:ebs:id": f"vol-0{chance.hexadecimal(16)}"},
            {"SecretARN": f"arn:aws:secretsmanager:{place}:secret:{chance.choice(pools.tables)}-AbCdEf"},
            {"aws:lambda:FunctionArn": f"arn:aws:lambda:{place}:function:{chance.choice(pools.tables)}"},
        ]
    )
    return Body(
        {"encryptionContext": context, "encryptionAlgorithm": "SYMMETRIC_DEFAULT", "keyId": key},
        None,
        {"resources": [{"accountId": account, "type": "AWS::KMS::Key", "ARN": key}]},
    )


def _assume_role(scene: Scene, call: Call) -> Body:
    del call
    chance, pools, account, _ = scene
    role = chance.choice(ROLES)
    session = f"{chance.choice(WORDS)}-{chance.hexadecimal(10)}"
    role_arn = f"arn:aws:iam::{account}:role/{role}"
    return Body(
        {"roleArn": role_arn, "roleSessionName": session, "durationSeconds": 3600},
        {
            "credentials": {
                "accessKeyId": f"ASIA{chance.base32(16)}",
                "sessionToken": f"IQoJb3JpZ2luX2VjE{chance.base32(90)}",
                "expiration": f"Mar 9, 2025, 6:{chance.randrange(60):02d}:{chance.randrange(60):02d} PM",
            },
            "assumedRoleUser": {
                "assumedRoleId": f"{pools.role_ids[role]}:{session}",
                "arn": f"arn:aws:sts::{account}:assumed-role/{role}/{session}",
            },
        },
        {"resources": [{"accountId": account, "type": "AWS::IAM::Role", "ARN": role_arn}]},
    )


def _s3(scene: Scene, call: Call) -> Body:
    chance, pools, account, region = scene
    bucket = chance.choice(pools.buckets)
    key = (
        f"{chance.choice(WORDS)}/dt=2025-03-{chance.randrange(1, 29):02d}/"
        f"part-{chance.randrange(400):05d}-{chance.hexadecimal(12)}.snappy.parquet"
    )
    choices: dict[str, Json] = {
        "s3_obj": {"key": key},
        "s3_list": {"list-type": "2", "prefix": f"{chance.choice(WORDS)}/", "encoding-type": "url"},
        "s3_bucket": {"acl": ""},
    }
    further: Json = {
        "additionalEventData": {
            "SignatureVersion": "SigV4",
            "CipherSuite": "ECDHE-RSA-AES128-GCM-SHA256",
            "bytesTransferredIn": chance.choice([0, 0, chance.randrange(1 << 20)]),
            "SSEApplied": "SSE_KMS",
            "AuthenticationMethod": "AuthHeader",
            "x-amz-id-2": f"{chance.base32(75)}=",
            "bytesTransferredOut": chance.choice([0, chance.randrange(1 << 22)]),
        },
        "resources": [
            {"type": "AWS::S3::Object", "ARN": f"arn:aws:s3:::{bucket}/{key if call.body == 's3_obj' else ''}"},
            {"accountId": account, "type": "AWS::S3::Bucket", "ARN": f"arn:aws:s3:::{bucket}"},
        ],
    }
    parameters = {"bucketName": bucket, "Host": f"{bucket}.s3.{region}.amazonaws.com"} | choices[call.body]
    return Body(parameters, _encrypted(scene) if call.name == "PutObject" else None, further)


def _encrypted(scene: Scene) -> Json:
    return {
        "x-amz-server-side-encryption": "aws:kms",
        "x-amz-server-side-encryption-aws-kms-key-id": scene.chance.choice(scene.pools.keys),
    }


def _describe_ec2(scene: Scene, call: Call) -> Body:
    del call
    chance, pools, *_ = scene
    count = chance.choice([0, 0, 1, 2, 6])
    instances = [{"instanceId": chance.choice(pools.instances)} for _ in range(count)]
    owned = {"name": "tag:kubernetes.io/cluster/prod", "valueSet": {"items": [{"value": "owned"}]}}
    filters: Json = chance.choice(
        [
            {},
            {"items": [owned]},
            {"items": [{"name": "vpc-id", "valueSet": {"items": [{"value": f"vpc-0{chance.hexadecimal(16)}"}]}}]},
        ]
    )
    return Body({"maxResults": 1000, "instancesSet": {"items": instances}, "filterSet": filters})


def _update_instance(scene: Scene, call: Call) -> Body:
    del call
    chance, pools, _, region = scene
    return Body(
        {
            "instanceId": chance.choice(pools.instances),
            "agentVersion": "3.3.987.0",
            "agentStatus": "Active",
            "platformType": "Linux",
            "platformName": "Amazon Linux",
            "platformVersion": "2023",
            "iPAddress": chance.choice(pools.addresses),
            "computerName": "ip-10-{}-{}-{}.ec2.internal".format(*(chance.randrange(256) for _ in range(3))),
            "agentName": "amazon-ssm-agent",
            "availabilityZone": f"{region}a",
            "sSMConnectionChannel": "ssmmessages",
        }
    )


def _get_parameter(scene: Scene, call: Call) -> Body:
    del call
    name = "".join(f"/{scene.chance.choice(WORDS)}" for _ in range(3))
    return Body({"name": name, "withDecryption": True})


def _log_stream(scene: Scene, call: Call) -> Body:
    del call
    chance, pools, *_ = scene
    group = f"/aws/lambda/{chance.choice(pools.tables)}"
    stream = f"2025/03/{chance.randrange(1, 29):02d}/[$LATEST]{chance.hexadecimal(32)}"
    return Body({"logGroupName": group, "logStreamName": stream}, None, {"apiVersion": "20140328"})


def _get_role(scene: Scene, call: Call) -> Body:
    del call
    policies = ["ReadOnlyAccess", "AdministratorAccess", "AmazonS3FullAccess", "AmazonBedrockFullAccess"]
    role = scene.chance.choice(ROLES)
    return Body({"roleName": role, "policyArn": f"arn:aws:iam::aws:policy/{scene.chance.choice(policies)}"})


def _look_up(scene: Scene, call: Call) -> Body:
    """A decoy: names that controls ask for, as values of parameters."""
    del call
    decoy = scene.chance.choice(RARE)
    return Body(
        {
            "lookupAttributes": [{"attributeKey": "EventName", "attributeValue": decoy.name}],
            "eventName": decoy.name,
            "eventSource": decoy.source,
            "maxResults": 50,
            "startTime": "Mar 1, 2025, 12:00:00 AM",
        }
    )


def _put_rule(scene: Scene, call: Call) -> Body:
    """A decoy: an event pattern, which is JSON kept as text."""
    del call
    decoy = scene.chance.choice(RARE)
    detail = {"eventSource": decoy.source, "eventName": decoy.name}
    pattern = {"source": [f"aws.{decoy.service}"], "detail": detail}
    return Body(
        {
            "name": f"detect-{decoy.name.lower()}",
            "eventPattern": json.dumps(pattern, separators=(",", ":")),
            "state": "ENABLED",
            "description": f'règle de détection \u2014 "{decoy.name}"',
        },
        {"ruleArn": f"arn:aws:events:{scene.region}:{scene.account}:rule/detect"},
    )


def _sagemaker(scene: Scene, call: Call) -> Body:
    chance, _, account, region = scene
    name = f"{chance.choice(WORDS)}-{chance.choice(WORDS)}-{chance.hexadecimal(8)}"
    kinds = {"Endpoint": "endpointName", "Training": "trainingJobName", "": "domainId"}
    member = next(member for sign, member in kinds.items() if sign in call.name)
    endpoint = {
        "accountId": account,
        "type": "AWS::SageMaker::Endpoint",
        "ARN": f"arn:aws:sagemaker:{region}:{account}:endpoint/{name}",
    }
    return Body({member: name}, None, {"resources": [endpoint]} if call.body == "sm_invoke" else {})


def _invoke_model(scene: Scene, call: Call) -> Body:
    del call
    chance, _, account, region = scene
    model = chance.choice(MODELS)
    share = chance.random()
    profile = f"arn:aws:bedrock:{region}:{account}:inference-profile/eu.{model}"
    spelled = model if share < 0.6 else f"us.{model}" if share < 0.8 else profile
    further: Json = {"additionalEventData": {"inferenceRegion": region}} if share > 0.5 else {}
    return Body({"modelId": spelled}, None, further)


def _guardrail(scene: Scene, call: Call) -> Body:
    del call
    return Body({"guardrailIdentifier": scene.chance.base32(12).lower(), "guardrailVersion": "DRAFT"})


def _knowledge_base(scene: Scene, call: Call) -> Body:
    del call
    chance, _, account, region = scene
    id_ = chance.base32(10)
    arn = f"arn:aws:bedrock:{region}:{account}:knowledge-base/{id_}"
    return Body(
        {"knowledgeBaseId": id_, "retrievalQuery": "HIDDEN_DUE_TO_SECURITY_REASONS"},
        None,
        {"resources": [{"accountId": account, "type": "AWS::Bedrock::KnowledgeBase", "ARN": arn}]},
    )


def _sign_in(scene: Scene, call: Call) -> Body:
    del call
    chance = scene.chance
    answer: Json = {"ConsoleLogin": chance.choice(["Success", "Success", "Failure"])}
    place = {"LoginTo": "https://console.aws.amazon.com/console/home?state=hashArgs%23", "MobileVersion": "No"}
    return Body(None, answer, {"additionalEventData": place | {"MFAUsed": chance.choice(["Yes", "No"])}})


def _anything(scene: Scene, call: Call) -> Body:
    name = scene.chance.choice(scene.pools.tables)
    return Body({f"{call.service}Name": name, "maxResults": scene.chance.choice([50, 100, 1000])})


FREQUENT_BODIES: Final[dict[str, Callable[[Scene, Call], Body]]] = {
    "null": _nothing,
    "kms_key": _kms_key,
    "sts_assume": _assume_role,
    "sts_web": _assume_role,
    "s3_obj": _s3,
    "s3_list": _s3,
    "s3_bucket": _s3,
    "ec2_desc": _describe_ec2,
    "ssm_upd": _update_instance,
    "ssm_get": _get_parameter,
    "logs_stream": _log_stream,
    "iam_get": _get_role,
    "ct_lookup": _look_up,
    "eb_rule": _put_rule,
    "sm_desc": _sagemaker,
    "sm_invoke": _sagemaker,
    "br_invoke": _invoke_model,
    "br_guard": _guardrail,
    "br_kb": _knowledge_base,
    "signin": _sign_in,
    "generic": _anything,
}
