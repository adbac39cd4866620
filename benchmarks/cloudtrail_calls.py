"""The calls that made-up CloudTrail events are of: frequent ones by weight, and rare ones that an audit looks for."""

from typing import Final

from benchmarks.cloudtrail_words import Call

RARE_SHARE: Final = 0.021
"""How many of all events are of a rare call."""

_FREQUENT_TABLE: Final = """
kms Decrypt 1300 reads kms_key
kms GenerateDataKey 700 reads kms_key
kms DescribeKey 130 reads kms_key
kms Encrypt 90 reads kms_key
sts AssumeRole 1150 reads sts_assume
sts GetCallerIdentity 260 reads null
sts AssumeRoleWithWebIdentity 170 reads sts_web
sts AssumeRoleWithSAML 12 reads sts_assume
s3 GetObject 900 reads-data s3_obj
s3 PutObject 380 writes-data s3_obj
s3 HeadObject 180 reads-data s3_obj
s3 ListObjects 220 reads-data s3_list
s3 GetBucketAcl 150 reads s3_bucket
s3 GetBucketLocation 90 reads s3_bucket
s3 GetBucketVersioning 40 reads s3_bucket
s3 ListBuckets 60 reads null
ec2 DescribeInstances 420 reads ec2_desc
ec2 DescribeInstanceStatus 180 reads ec2_desc
ec2 DescribeNetworkInterfaces 210 reads ec2_desc
ec2 DescribeSecurityGroups 160 reads ec2_desc
ec2 DescribeVolumes 130 reads ec2_desc
ec2 DescribeTags 190 reads ec2_desc
ec2 DescribeSubnets 110 reads ec2_desc
ec2 DescribeSnapshots 50 reads ec2_desc
ec2 DescribeVpcs 70 reads ec2_desc
ec2 DescribeRegions 45 reads ec2_desc
ec2 DescribeSpotPriceHistory 25 reads ec2_desc
ec2 DescribeImages 40 reads ec2_desc
ssm UpdateInstanceInformation 360 writes ssm_upd
ssm GetParameter 140 reads ssm_get
logs CreateLogStream 240 writes logs_stream
logs DescribeLogGroups 80 reads logs_stream
logs DescribeLogStreams 70 reads logs_stream
dynamodb DescribeTable 70 reads generic
lambda ListFunctions20150331 40 reads null
lambda GetFunction20150331v2 45 reads generic
lambda GetAlias 9 reads generic
lambda DeleteAlias 2 writes generic
lambda CreateEventSourceMapping20150331 2 writes generic
elasticloadbalancing DescribeTargetHealth 170 reads generic
elasticloadbalancing DescribeLoadBalancers 90 reads generic
autoscaling DescribeAutoScalingGroups 110 reads generic
ecs DescribeTasks 90 reads generic
ecs DescribeServices 60 reads generic
ecr GetAuthorizationToken 60 reads null
ecr BatchGetImage 70 reads generic
cloudwatch DescribeAlarms 75 reads generic
monitoring GetMetricData 30 reads generic
config PutEvaluations 60 writes generic
config DescribeConfigRules 30 reads generic
iam GetRole 110 reads iam_get
iam ListRoles 30 reads null
iam GetPolicy 40 reads iam_get
iam GetPolicyVersion 40 reads iam_get
iam ListAttachedRolePolicies 60 reads iam_get
iam GetUser 30 reads iam_get
iam ListAccessKeys 20 reads iam_get
cloudtrail LookupEvents 25 reads ct_lookup
cloudtrail DescribeTrails 20 reads null
cloudtrail GetTrailStatus 16 reads generic
events PutRule 4 writes eb_rule
events ListRules 10 reads generic
sagemaker DescribeTrainingJob 120 reads sm_desc
sagemaker DescribeEndpoint 90 reads sm_desc
sagemaker ListTrainingJobs 40 reads generic
sagemaker DescribeDomain 25 reads sm_desc
sagemaker ListModelPackages 12 reads generic
sagemaker BatchPutMetrics 60 writes generic
sagemaker InvokeEndpoint 160 reads-data sm_invoke
bedrock InvokeModel 230 reads br_invoke
bedrock InvokeModelWithResponseStream 110 reads br_invoke
bedrock Converse 150 reads br_invoke
bedrock ConverseStream 80 reads br_invoke
bedrock ListFoundationModels 45 reads generic
bedrock GetFoundationModel 20 reads generic
bedrock GetGuardrail 18 reads br_guard
bedrock ApplyGuardrail 40 reads-data br_guard
bedrock Retrieve 40 reads-data br_kb
bedrock InvokeAgent 30 reads-data br_kb
signin ConsoleLogin 14 writes signin
secretsmanager GetSecretValue 160 reads generic
rds DescribeDBInstances 90 reads generic
glue GetTable 90 reads generic
athena GetQueryExecution 60 reads generic
sqs GetQueueAttributes 60 reads generic
"""
"""Service, name, weight, what it does to what, body."""

_RARE_NAMES: Final = {
    "bedrock": (
        "CreateGuardrail UpdateGuardrail DeleteGuardrail CreateGuardrailVersion "
        "PutModelInvocationLoggingConfiguration DeleteModelInvocationLoggingConfiguration "
        "GetModelInvocationLoggingConfiguration CreateModelCustomizationJob StopModelCustomizationJob "
        "DeleteCustomModel CreateProvisionedModelThroughput DeleteProvisionedModelThroughput "
        "CreateEvaluationJob CreateAgent UpdateAgent DeleteAgent CreateKnowledgeBase DeleteKnowledgeBase "
        "CreateDataSource StartIngestionJob CreateModelInvocationJob PutUseCaseForModelAccess "
        "CreateFoundationModelAgreement AssociateAgentKnowledgeBase CreatePrompt CreateFlow"
    ),
    "sagemaker": (
        "CreateTrainingJob StopTrainingJob CreateModel DeleteModel CreateEndpoint UpdateEndpoint "
        "DeleteEndpoint CreateEndpointConfig CreateModelPackage UpdateModelPackage CreateModelCard "
        "UpdateModelCard CreateModelQualityJobDefinition CreateDataQualityJobDefinition "
        "CreateModelBiasJobDefinition CreateModelExplainabilityJobDefinition CreateMonitoringSchedule "
        "DeleteMonitoringSchedule CreateNotebookInstance CreateDomain UpdateDomain CreateUserProfile "
        "CreateProcessingJob CreateTransformJob CreateFeatureGroup CreateAutoMLJobV2 CreateLabelingJob "
        "CreateFlowDefinition"
    ),
    "iam": (
        "CreateUser DeleteUser CreateAccessKey DeleteAccessKey UpdateAccessKey CreateRole DeleteRole "
        "AttachRolePolicy DetachRolePolicy PutRolePolicy DeleteRolePolicy CreatePolicy DeletePolicy "
        "CreatePolicyVersion SetDefaultPolicyVersion AttachUserPolicy DetachUserPolicy PutUserPolicy "
        "CreateLoginProfile UpdateLoginProfile DeleteLoginProfile EnableMFADevice DeactivateMFADevice "
        "UpdateAccountPasswordPolicy DeleteAccountPasswordPolicy AddUserToGroup RemoveUserFromGroup "
        "UpdateAssumeRolePolicy CreateSAMLProvider UpdateSAMLProvider CreateServiceLinkedRole "
        "GenerateCredentialReport GetAccountSummary PassRole"
    ),
    "s3": (
        "CreateBucket DeleteBucket PutBucketPolicy DeleteBucketPolicy PutBucketEncryption "
        "DeleteBucketEncryption PutBucketVersioning PutBucketAcl PutBucketPublicAccessBlock "
        "DeleteBucketPublicAccessBlock PutBucketLogging PutBucketLifecycle PutBucketReplication "
        "PutObjectLockConfiguration PutAccountPublicAccessBlock PutBucketCors PutBucketWebsite "
        "PutBucketNotification"
    ),
    "kms": (
        "CreateKey ScheduleKeyDeletion CancelKeyDeletion DisableKey EnableKey EnableKeyRotation "
        "DisableKeyRotation PutKeyPolicy CreateGrant RevokeGrant RetireGrant CreateAlias DeleteAlias "
        "UpdateAlias ImportKeyMaterial"
    ),
    "ec2": (
        "AuthorizeSecurityGroupIngress RevokeSecurityGroupIngress AuthorizeSecurityGroupEgress "
        "RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup RunInstances TerminateInstances "
        "StopInstances ModifyInstanceAttribute CreateVpc DeleteVpc CreateSubnet CreateRoute DeleteRoute "
        "ReplaceRoute CreateInternetGateway AttachInternetGateway CreateNetworkAcl CreateNetworkAclEntry "
        "DeleteNetworkAclEntry CreateFlowLogs DeleteFlowLogs ModifySnapshotAttribute CreateSnapshot "
        "DeleteSnapshot EnableEbsEncryptionByDefault DisableEbsEncryptionByDefault CreateVpcEndpoint "
        "CreateVpcPeeringConnection ModifyImageAttribute CreateVolume DeleteVolume"
    ),
    "cloudtrail": (
        "CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging PutEventSelectors PutInsightSelectors "
        "CreateEventDataStore DeleteEventDataStore"
    ),
    "config": (
        "PutConfigRule DeleteConfigRule PutConfigurationRecorder StopConfigurationRecorder "
        "StartConfigurationRecorder PutDeliveryChannel DeleteDeliveryChannel PutConformancePack "
        "StartConfigRulesEvaluation"
    ),
    "cloudwatch": "PutMetricAlarm DeleteAlarms DisableAlarmActions EnableAlarmActions PutDashboard DeleteDashboards",
    "logs": (
        "CreateLogGroup DeleteLogGroup PutRetentionPolicy DeleteRetentionPolicy PutMetricFilter "
        "DeleteMetricFilter PutResourcePolicy AssociateKmsKey PutDataProtectionPolicy"
    ),
    "guardduty": (
        "CreateDetector DeleteDetector UpdateDetector CreateFilter ArchiveFindings UpdateFindingsFeedback "
        "CreateThreatIntelSet"
    ),
    "securityhub": (
        "EnableSecurityHub DisableSecurityHub BatchUpdateFindings BatchEnableStandards BatchDisableStandards "
        "UpdateStandardsControl CreateInsight"
    ),
    "lambda": (
        "CreateFunction20150331 UpdateFunctionCode20150331v2 UpdateFunctionConfiguration20150331v2 "
        "DeleteFunction20150331 AddPermission20150331v2 RemovePermission20150331v2 PublishVersion20150331"
    ),
    "rds": (
        "CreateDBInstance DeleteDBInstance ModifyDBInstance CreateDBSnapshot DeleteDBSnapshot "
        "ModifyDBSnapshotAttribute CreateDBCluster DeleteDBCluster ModifyDBCluster "
        "RestoreDBInstanceFromDBSnapshot"
    ),
    "dynamodb": (
        "CreateTable DeleteTable UpdateTable UpdateContinuousBackups CreateBackup DeleteBackup "
        "RestoreTableToPointInTime"
    ),
    "secretsmanager": (
        "CreateSecret DeleteSecret PutSecretValue RotateSecret UpdateSecret PutResourcePolicy CancelRotateSecret"
    ),
    "organizations": (
        "CreateAccount CreatePolicy AttachPolicy DetachPolicy UpdatePolicy LeaveOrganization EnableAWSServiceAccess"
    ),
    "backup": (
        "CreateBackupPlan DeleteBackupPlan CreateBackupVault StartBackupJob PutBackupVaultLockConfiguration "
        "StartRestoreJob"
    ),
    "acm": "RequestCertificate DeleteCertificate ImportCertificate RenewCertificate",
    "waf": "CreateWebACL UpdateWebACL DeleteWebACL",
    "ssm": (
        "PutParameter DeleteParameter StartSession TerminateSession SendCommand CreateAssociation UpdateServiceSetting"
    ),
    "elasticloadbalancing": (
        "CreateLoadBalancer DeleteLoadBalancer CreateListener ModifyListener ModifyLoadBalancerAttributes"
    ),
    "eks": "CreateCluster DeleteCluster UpdateClusterConfig CreateAccessEntry AssociateAccessPolicy",
    "ecr": (
        "CreateRepository DeleteRepository PutImageScanningConfiguration PutLifecyclePolicy "
        "SetRepositoryPolicy StartImageScan"
    ),
    "sso": "CreateAccountAssignment DeleteAccountAssignment CreatePermissionSet PutInlinePolicyToPermissionSet",
    "glue": "CreateJob DeleteJob CreateCrawler PutDataCatalogEncryptionSettings PutResourcePolicy",
}


def _parse_call(line: str) -> Call:
    service, name, weight, effect, body = line.split()
    reads = effect.startswith("reads")
    return Call(service, name, int(weight), is_read_only=reads, is_data=effect.endswith("data"), body=body)


def _rare_call(service: str, name: str) -> Call:
    reads = name.startswith(("Get", "List", "Describe"))
    return Call(service, name, 1, is_read_only=reads, is_data=False, body="rare")


FREQUENT: Final = tuple(_parse_call(line) for line in _FREQUENT_TABLE.strip().splitlines())
RARE: Final = tuple(_rare_call(service, name) for service, names in _RARE_NAMES.items() for name in names.split())
"""Every one of these is mapped by some control."""
MAPPED_FREQUENT: Final = (
    ("bedrock.amazonaws.com", "InvokeModel"),
    ("signin.amazonaws.com", "ConsoleLogin"),
    ("iam.amazonaws.com", "ListAccessKeys"),
    ("cloudtrail.amazonaws.com", "DescribeTrails"),
    ("config.amazonaws.com", "DescribeConfigRules"),
    ("bedrock.amazonaws.com", "GetGuardrail"),
    ("sagemaker.amazonaws.com", "ListModelPackages"),
    ("cloudtrail.amazonaws.com", "GetTrailStatus"),
    ("s3.amazonaws.com", "GetBucketVersioning"),
    ("iam.amazonaws.com", "ListRoles"),
)
"""Frequent calls that controls map as well: with them, about one event in twenty matches."""
