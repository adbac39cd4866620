import { ListAssessmentsCommand } from "@aws-sdk/client-auditmanager";
import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useAwsAll } from "~/api/hooks";
import { address } from "~/app/paths";
import { useCoverage } from "~/pages/assessment/assessment";
import { CoverageTab } from "~/pages/assessment/coverage-tab";
import { Summary } from "~/pages/assessment/summary-container";
import { Page } from "~/parts/page";

/** What an administrator sees of an assessment that is of others: that it is there, and how much was found. */
export function Outline({ assessmentId }: { readonly assessmentId: string }) {
  const listed = useAwsAll(ListAssessmentsCommand, {}, (page) => page.assessmentMetadata);
  const { coverage, error, refetch } = useCoverage(assessmentId, true);
  const name = listed.data?.find((each) => each.id === assessmentId)?.name ?? "Assessment";
  return (
    <Page
      title={name}
      crumbs={[
        { text: "Assessments", href: address("assessments") },
        { text: name, href: "" },
      ]}
    >
      <SpaceBetween size="l">
        <Alert type="info" header="You see how much was found, not what">
          Evidence is for the audit owners of the assessment, their delegates and its auditors. As an administrator you
          look after collecting: here is what was expected, what was answered, and what to do about refusals. An owner
          can name you as one of them.
        </Alert>
        <Summary assessmentId={assessmentId} coverage={coverage} error={error} onRetry={refetch} mayQuery={false} />
        <CoverageTab assessmentId={assessmentId} coverage={coverage} />
      </SpaceBetween>
    </Page>
  );
}
