import type { Delegation } from "@aws-sdk/client-auditmanager";
import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import { useState } from "react";
import { address } from "~/app/paths";
import type { AssessmentSeen } from "~/pages/assessment/assessment";
import { nameOf } from "~/pages/assessment/people";
import { DelegateControlSets } from "~/pages/delegations/delegate";
import { EmptyState } from "~/parts/empty-state";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { DelegationStatus } from "~/parts/review-status";
import { Time } from "~/parts/time";

const COLUMNS: readonly Column<Delegation>[] = [
  {
    id: "set",
    header: "Control set",
    cell: ({ assessmentId = "", controlSetId = "" }) => (
      <Link href={address("delegations", assessmentId, controlSetId)}>
        <span className="console-text">{controlSetId}</span>
      </Link>
    ),
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
  const [isAsked, setAsked] = useState(false);
  const sets = seen.assessment?.framework?.controlSets ?? [];
  const open = sets.filter(({ status }) => status === "ACTIVE").map(({ id }) => id ?? "");
  const mayDelegate = seen.isActive && seen.may("BatchCreateDelegationByAssessment");
  return (
    <>
      <ResourceTable
        name="Delegations"
        remember="assessment-delegations"
        actions={
          mayDelegate && (
            <Button
              disabled={open.length === 0}
              {...(open.length === 0 ? { disabledReason: "No control set is active." } : {})}
              onClick={() => setAsked(true)}
            >
              Delegate
            </Button>
          )
        }
        columns={COLUMNS}
        rows={seen.assessment?.metadata?.delegations ?? []}
        rowId={({ id }) => id ?? ""}
        empty={
          <EmptyState title="No delegations">
            No control set is with anybody for review. Audit owners review those themselves.
          </EmptyState>
        }
      />
      {isAsked && (
        <DelegateControlSets
          assessmentId={seen.own?.id ?? ""}
          controlSetIds={open}
          onClose={() => setAsked(false)}
          onDone={seen.refetch}
        />
      )}
    </>
  );
}
