import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import type { components } from "~/api/schema";
import type { Ask } from "~/app/page";
import { address } from "~/app/paths";
import { useMay } from "~/app/session-gate";
import { ALL_ASSESSMENTS } from "~/parts/all-assessments";
import { EmptyState } from "~/parts/empty-state";
import { Page } from "~/parts/page";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { Time } from "~/parts/time";

type Assessment = components["schemas"]["AssessmentListed"];

const COLUMNS: readonly Column<Assessment>[] = [
  {
    id: "name",
    header: "Name",
    cell: ({ id, name }) => (
      <Link href={address("assessments", id)}>
        <span className="console-text">{name}</span>
      </Link>
    ),
    value: ({ name }) => name,
    isRowHeader: true,
    minWidth: 220,
  },
  { id: "status", header: "Status", cell: ({ status }) => <Status of={status} />, value: ({ status }) => status },
  {
    id: "framework",
    header: "Framework",
    cell: ({ frameworkName }) => <span className="console-text">{frameworkName}</span>,
    value: ({ frameworkName }) => frameworkName,
    minWidth: 160,
  },
  {
    id: "accounts",
    header: "Accounts",
    cell: ({ accounts }) => shortened(accounts),
    value: ({ accounts }) => accounts.join(" "),
  },
  {
    id: "owners",
    header: "Audit owners",
    cell: (row) => <span className="console-text">{shortened(ownerNames(row))}</span>,
    value: (row) => ownerNames(row).join(" "),
  },
  {
    id: "created",
    header: "Created",
    cell: ({ createdAt }) => <Time at={createdAt} relative />,
    value: ({ createdAt }) => createdAt,
  },
  {
    id: "updated",
    header: "Last updated",
    cell: ({ updatedAt }) => <Time at={updatedAt} relative />,
    value: ({ updatedAt }) => updatedAt,
  },
  {
    id: "compliance",
    header: "Compliance type",
    cell: ({ complianceType }) => complianceType || "-",
    value: ({ complianceType }) => complianceType,
    isExtra: true,
  },
  {
    id: "regions",
    header: "Regions",
    cell: ({ regions }) => shortened(regions),
    value: ({ regions }) => regions.join(" "),
    isExtra: true,
  },
  { id: "id", header: "ID", cell: ({ id }) => id, value: ({ id }) => id, isExtra: true },
];

const SHOWN = 3;

/** Return the first few of many, and how many more there are. */
export function shortened(values: readonly string[]): string {
  const more = values.length - SHOWN;
  return more > 0 ? `${values.slice(0, SHOWN).join(", ")} and ${more} more` : values.join(", ") || "-";
}

/** Return the names of the audit owners: the last part of their ARNs. */
export function ownerNames({ owners }: Pick<Assessment, "owners">): string[] {
  return owners.map((arn) => arn.split("/").at(-1) ?? arn);
}

function Status({ of }: { readonly of: Assessment["status"] }) {
  return of === "INACTIVE" ? (
    <StatusIndicator type="stopped">Inactive</StatusIndicator>
  ) : (
    <StatusIndicator type="success">Active</StatusIndicator>
  );
}

export const ask: Ask = (queries) => queries.prefetchQuery(ALL_ASSESSMENTS);

export function Component() {
  const mayCreate = useMay("CreateAssessment");
  const create = mayCreate && (
    <Button variant="primary" href={address("assessments", "create")}>
      Create assessment
    </Button>
  );
  const { data, error, refetch } = useQuery(ALL_ASSESSMENTS);
  return (
    <Page title="Assessments" description="What is collected, weighed and reported.">
      <ResourceTable
        name="Assessments"
        remember="assessments"
        rows={data}
        columns={COLUMNS}
        rowId={({ id }) => id}
        rowName={({ name }) => name}
        error={error}
        onRetry={() => void refetch()}
        actions={create}
        empty={
          <EmptyState title="No assessments" action={create}>
            None that you may see is there. Audit owners see theirs, delegates and auditors those that name them.
          </EmptyState>
        }
      />
    </Page>
  );
}
