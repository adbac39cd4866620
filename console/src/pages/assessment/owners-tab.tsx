import type { Role } from "@aws-sdk/client-auditmanager";
import type { AssessmentSeen } from "~/pages/assessment/assessment";
import { kindOf, nameOf } from "~/pages/assessment/people";
import { Copyable } from "~/parts/copyable";
import { EmptyState } from "~/parts/empty-state";
import { type Column, ResourceTable } from "~/parts/resource-table";

const COLUMNS: readonly Column<Role>[] = [
  {
    id: "name",
    header: "Audit owner",
    cell: ({ roleArn }) => <span className="console-text">{nameOf(roleArn)}</span>,
    value: ({ roleArn }) => nameOf(roleArn),
    isRowHeader: true,
    minWidth: 180,
  },
  { id: "kind", header: "Type", cell: ({ roleArn }) => kindOf(roleArn), value: ({ roleArn }) => kindOf(roleArn) },
  {
    id: "arn",
    header: "ARN",
    cell: ({ roleArn }) => <Copyable value={roleArn ?? ""} name="ARN" />,
    value: ({ roleArn }) => roleArn,
    minWidth: 320,
  },
];

/** Who owns the assessment. */
export function OwnersTab({ seen }: { readonly seen: AssessmentSeen }) {
  const roles = (seen.assessment?.metadata?.roles ?? []).filter((each) => each.roleType === "PROCESS_OWNER");
  return (
    <ResourceTable
      name="Audit owners"
      remember="assessment-owners"
      description="They do everything with the assessment; so does whoever created it."
      columns={COLUMNS}
      rows={roles}
      rowId={({ roleArn }) => roleArn ?? ""}
      empty={<EmptyState title="No audit owners">Whoever created the assessment is its only owner.</EmptyState>}
    />
  );
}
