import type { AssessmentReportMetadata } from "@aws-sdk/client-auditmanager";
import Link from "@cloudscape-design/components/link";
import { address } from "~/app/paths";
import { ReportStatus } from "~/pages/reports/report-status";
import type { Column } from "~/parts/resource-table";
import { Time } from "~/parts/time";

/** What every list of reports begins with. */
export const REPORT_COLUMNS: readonly Column<AssessmentReportMetadata>[] = [
  {
    id: "name",
    header: "Report name",
    isRowHeader: true,
    minWidth: 200,
    cell: ({ assessmentId = "", id = "", name }) => (
      <Link href={address("download-center", assessmentId, id)}>
        <span className="console-text">{name}</span>
      </Link>
    ),
  },
  { id: "status", header: "Status", minWidth: 130, cell: ({ status }) => <ReportStatus of={status} /> },
  {
    id: "assessment",
    header: "Assessment",
    minWidth: 200,
    cell: ({ assessmentId = "", assessmentName }) => (
      <Link href={address("assessments", assessmentId)}>
        <span className="console-text">{assessmentName}</span>
      </Link>
    ),
  },
  { id: "created", header: "Created", minWidth: 140, cell: ({ creationTime }) => <Time at={creationTime} relative /> },
];
