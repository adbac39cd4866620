import type { Delegation } from "@aws-sdk/client-auditmanager";
import type { AssessmentSeen } from "~/pages/assessment/assessment";
import { nameOf } from "~/pages/assessment/people";
import { EmptyState } from "~/parts/empty-state";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { DelegationStatus } from "~/parts/review-status";
import { Time } from "~/parts/time";

const COLUMNS: readonly Column<Delegation>[] = [
  {
    id: "set",
    header: "Control set",
    cell: ({ controlSetId }) => <span className="console-text">{controlSetId}</span>,
    value: ({ controlSetId }) => controlSetId,
    isRowHeader: true,
    minWidth: 180,
  },
  {
    id: "to",
    header: "Delegated to",
    cell: ({ roleArn }) => <span title={roleArn}>{nameOf(roleArn)}</span>,
    value: ({ roleArn }) => roleArn,
  },
  {
    id: "status",
    header: "Status",
    cell: ({ status }) => <DelegationStatus of={status} />,
    value: ({ status }) => status,
  },
  {
    id: "comment",
    header: "Comment",
    cell: ({ comment }) => <span className="console-text">{comment || "-"}</span>,
    value: ({ comment }) => comment,
    minWidth: 240,
  },
  { id: "by", header: "Delegated by", cell: ({ createdBy }) => createdBy, value: ({ createdBy }) => createdBy },
  {
    id: "created",
    header: "Date",
    cell: ({ creationTime }) => <Time at={creationTime} />,
    value: ({ creationTime }) => creationTime,
    minWidth: 200,
  },
];

/** Which control sets are whose to review. */
export function DelegationsTab({ seen }: { readonly seen: AssessmentSeen }) {
  return (
    <ResourceTable
      name="Delegations"
      remember="assessment-delegations"
      columns={COLUMNS}
      rows={seen.assessment?.metadata?.delegations ?? []}
      rowId={({ id }) => id ?? ""}
      empty={
        <EmptyState title="No delegations">
          No control set is with anybody for review. Audit owners review those themselves.
        </EmptyState>
      }
    />
  );
}
