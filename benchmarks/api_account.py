"""The account that the API benchmark looks at: 30 kinds of resource, listed and then described one by one."""

from typing import Final, NamedTuple

from probative.domain.evidence_sources import ApiCallSource, CallStep, Frequency, Subject
from probative.domain.ids import SourceId

RESOURCES: Final = 10_000


class Kind(NamedTuple):
    """One kind of resource: how it is listed, how described, and what hands over its name."""

    service: str
    list_operation: str
    listed: str
    get_operation: str
    argument: str
    name: str


KINDS: Final = tuple(
    Kind(*line.split())
    for line in """
    sagemaker ListEndpoints Endpoints DescribeEndpoint EndpointName EndpointName
    sagemaker ListModels Models DescribeModel ModelName ModelName
    sagemaker ListTrainingJobs TrainingJobSummaries DescribeTrainingJob TrainingJobName TrainingJobName
    sagemaker ListModelCards ModelCardSummaries DescribeModelCard ModelCardName ModelCardName
    sagemaker ListCompilationJobs CompilationJobSummaries DescribeCompilationJob CompilationJobName CompilationJobName
    sagemaker ListProcessingJobs ProcessingJobSummaries DescribeProcessingJob ProcessingJobName ProcessingJobName
    bedrock ListGuardrails guardrails GetGuardrail guardrailIdentifier id
    bedrock ListCustomModels modelSummaries GetCustomModel modelIdentifier modelArn
    bedrock ListEvaluationJobs jobSummaries GetEvaluationJob jobIdentifier jobArn
    bedrock-agent ListAgents agentSummaries GetAgent agentId agentId
    bedrock-agent ListKnowledgeBases knowledgeBaseSummaries GetKnowledgeBase knowledgeBaseId knowledgeBaseId
    bedrock-agent ListPrompts promptSummaries GetPrompt promptIdentifier id
    glue ListCustomEntityTypes CustomEntityTypes GetCustomEntityType Name Name
    glue ListDataQualityResults Results GetDataQualityResult ResultId ResultId
    glue ListDataQualityRuleRecommendationRuns Runs GetDataQualityRuleRecommendationRun RunId RunId
    backup ListBackupJobs BackupJobs DescribeBackupJob BackupJobId BackupJobId
    backup ListBackupVaults BackupVaultList DescribeBackupVault BackupVaultName BackupVaultName
    backup ListBackupPlans BackupPlansList GetBackupPlan BackupPlanId BackupPlanId
    events ListArchives Archives DescribeArchive ArchiveName ArchiveName
    events ListApiDestinations ApiDestinations DescribeApiDestination Name Name
    events ListConnections Connections DescribeConnection Name Name
    kms ListKeys Keys DescribeKey KeyId KeyId
    fis ListExperiments experiments GetExperiment id id
    fis ListExperimentTemplates experimentTemplates GetExperimentTemplate id id
    resiliencehub ListApps appSummaries DescribeApp appArn appArn
    athena ListDataCatalogs DataCatalogsSummary GetDataCatalog Name CatalogName
    athena ListWorkGroups WorkGroups GetWorkGroup WorkGroup Name
    stepfunctions ListStateMachines stateMachines DescribeStateMachine stateMachineArn stateMachineArn
    accessanalyzer ListAnalyzers analyzers GetAnalyzer analyzerName name
    dynamodb ListExports ExportSummaries DescribeExport ExportArn ExportArn
    """.strip().splitlines()
)

RATES: Final = {
    service: 10.0 + 2.0 * number for number, service in enumerate(dict.fromkeys(kind.service for kind in KINDS))
}
"""Calls a second that the answer server allows each service; as many may come at once."""


def resource_counts() -> dict[Kind, int]:
    """Return how many resources of each kind there are: every service has work for about the same time."""
    total = sum(RATES.values())
    counts = {}
    for kind in KINDS:
        siblings = sum(other.service == kind.service for other in KINDS)
        counts[kind] = round(RESOURCES * RATES[kind.service] / total / siblings)
    counts[KINDS[0]] += RESOURCES - sum(counts.values())
    return counts


def sources() -> list[ApiCallSource]:
    """Return the sources that look at every resource."""
    return [
        ApiCallSource(
            id=SourceId(f"{kind.service}-{kind.get_operation}".lower()),
            name=kind.get_operation,
            chain=(
                CallStep(service=kind.service, operation=kind.list_operation),
                CallStep(
                    service=kind.service,
                    operation=kind.get_operation,
                    for_each=kind.listed,
                    hand_over={kind.argument: kind.name},
                ),
            ),
            each=None,
            resource_id=None,
            subject=Subject.RESOURCE,
            frequency=Frequency.DAILY,
        )
        for kind in KINDS
    ]
