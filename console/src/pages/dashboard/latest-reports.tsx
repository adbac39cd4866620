import { ListAssessmentReportsCommand } from "@aws-sdk/client-auditmanager";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import Table from "@cloudscape-design/components/table";
import { useAws } from "~/api/hooks";
import { address } from "~/app/paths";
import { useMay } from "~/app/session-gate";
import { REPORT_COLUMNS } from "~/pages/reports/columns";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";

const LATEST = 5;
/** So many are looked through for those of one assessment. */
const LOOKED_THROUGH = 1000;

interface Props {
  readonly assessmentId: string | null;
}

/** The newest reports, of all assessments or of one. */
export function LatestReports({ assessmentId }: Props) {
  const may = useMay("ListAssessmentReports");
  const maxResults = assessmentId === null ? LATEST : LOOKED_THROUGH;
  const asked = useAws(ListAssessmentReportsCommand, { maxResults }, { enabled: may });
  if (!may) return null;
  if (asked.error) return <ErrorAlert error={asked.error} onRetry={() => void asked.refetch()} />;
  const reports = (asked.data?.assessmentReports ?? [])
    .filter((report) => assessmentId === null || report.assessmentId === assessmentId)
    .slice(0, LATEST);
  return (
    <Table
      variant="container"
      items={reports}
      trackBy="id"
      columnDefinitions={REPORT_COLUMNS}
      wrapLines
      loading={asked.isPending}
      loadingText="Loading reports"
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: "Latest reports" }}
      header={
        <Header variant="h2" actions={<Link href={address("download-center")}>Go to the download center</Link>}>
          Latest reports
        </Header>
      }
      empty={
        <EmptyState title="No reports">
          The audit owner of an assessment chooses evidence and generates a report there.
        </EmptyState>
      }
    />
  );
}
