import { type AssessmentMetadataItem, ListAssessmentsCommand } from "@aws-sdk/client-auditmanager";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useAwsAll } from "~/api/hooks";
import { EmptyState } from "~/parts/empty-state";
import { Page } from "~/parts/page";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { Time } from "~/parts/time";

const COLUMNS: readonly Column<AssessmentMetadataItem>[] = [
  {
    id: "name",
    header: "Name",
    cell: ({ name }) => <span className="console-text">{name}</span>,
    value: ({ name }) => name,
    isRowHeader: true,
    minWidth: 220,
  },
  { id: "status", header: "Status", cell: ({ status }) => <Status status={status} />, value: ({ status }) => status },
  {
    id: "compliance",
    header: "Compliance type",
    cell: ({ complianceType }) => complianceType || "-",
    value: ({ complianceType }) => complianceType,
  },
  {
    id: "owners",
    header: "Audit owners",
    cell: (row) => owners(row).join(", ") || "-",
    value: (row) => owners(row).join(" "),
  },
  {
    id: "created",
    header: "Created",
    cell: ({ creationTime }) => <Time at={creationTime} relative />,
    value: ({ creationTime }) => creationTime,
  },
  {
    id: "updated",
    header: "Last updated",
    cell: ({ lastUpdated }) => <Time at={lastUpdated} relative />,
    value: ({ lastUpdated }) => lastUpdated,
  },
  { id: "id", header: "ID", cell: ({ id }) => id, value: ({ id }) => id, isExtra: true },
];

/** Return the names of the audit owners: the last part of their ARNs. */
export function owners({ roles }: AssessmentMetadataItem): string[] {
  return (roles ?? [])
    .filter((role) => role.roleType === "PROCESS_OWNER")
    .map((role) => role.roleArn?.split("/").at(-1) ?? "");
}

function Status({ status }: { readonly status: string | undefined }) {
  return status === "INACTIVE" ? (
    <StatusIndicator type="stopped">Inactive</StatusIndicator>
  ) : (
    <StatusIndicator type="success">Active</StatusIndicator>
  );
}

export function Component() {
  const { data, error, refetch } = useAwsAll(ListAssessmentsCommand, {}, (page) => page.assessmentMetadata);
  return (
    <Page title="Assessments" description="What is collected, weighed and reported.">
      <ResourceTable
        name="Assessments"
        remember="assessments"
        rows={data}
        columns={COLUMNS}
        rowId={({ id }) => id ?? ""}
        rowName={({ name }) => name ?? ""}
        error={error}
        onRetry={() => void refetch()}
        empty={
          <EmptyState title="No assessments">
            None that you may see is there. Audit owners see theirs, delegates and auditors those that name them.
          </EmptyState>
        }
      />
    </Page>
  );
}
