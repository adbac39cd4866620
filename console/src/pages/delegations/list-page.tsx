import {
  BatchDeleteDelegationByAssessmentCommand,
  type DelegationMetadata,
  GetAssessmentCommand,
  GetChangeLogsCommand,
  GetDelegationsCommand,
  ListAssessmentsCommand,
} from "@aws-sdk/client-auditmanager";
import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import Tabs from "@cloudscape-design/components/tabs";
import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { aws } from "~/api/aws";
import { awsKey, useAwsAll } from "~/api/hooks";
import { v1 } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import { address } from "~/app/paths";
import { useSession } from "~/app/session-gate";
import { doEach, type Missed } from "~/pages/delegations/each";
import { arnsOf, divided, nameOf } from "~/pages/delegations/review";
import { Confirm } from "~/parts/confirm";
import { EmptyState } from "~/parts/empty-state";
import { Page } from "~/parts/page";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { DelegationStatus } from "~/parts/review-status";
import { Time } from "~/parts/time";

const CONTROL_SET: Column<DelegationMetadata> = {
  id: "controlSet",
  header: "Control set",
  cell: ({ assessmentId = "", controlSetName = "" }) => (
    <Link href={address("delegations", assessmentId, controlSetName)}>
      <span className="console-text">{controlSetName}</span>
    </Link>
  ),
  value: ({ controlSetName }) => controlSetName,
  isRowHeader: true,
  minWidth: 180,
};
const COLUMNS: readonly Column<DelegationMetadata>[] = [
  {
    id: "assessment",
    header: "Assessment",
    cell: ({ assessmentName }) => <span className="console-text">{assessmentName}</span>,
    value: ({ assessmentName }) => assessmentName,
    minWidth: 180,
  },
  {
    id: "status",
    header: "Status",
    cell: ({ status }) => <DelegationStatus of={status} />,
    value: (row) => row.status,
  },
  {
    id: "to",
    header: "Delegated to",
    cell: ({ roleArn }) => <span title={roleArn}>{nameOf(roleArn)}</span>,
    value: ({ roleArn }) => roleArn,
  },
  {
    id: "on",
    header: "Delegated",
    cell: ({ creationTime }) => <Time at={creationTime} relative />,
    value: ({ creationTime }) => creationTime,
  },
];
const SHARED = [CONTROL_SET, ...COLUMNS];
// A delegation that is complete gives no access any more: the control set is closed to whoever had it.
const MINE: readonly Column<DelegationMetadata>[] = [
  {
    ...CONTROL_SET,
    cell: (row) =>
      row.status === "COMPLETE" ? <span className="console-text">{row.controlSetName}</span> : CONTROL_SET.cell(row),
  },
  ...COLUMNS,
];

export function Component() {
  const session = useSession();
  const { data, error, refetch } = useAwsAll(GetDelegationsCommand, {}, (page) => page.delegations);
  const { mine, others } = divided(data ?? [], arnsOf(session));
  const failed = { error, onRetry: () => void refetch() };
  const own = (
    <ResourceTable
      name="My delegations"
      remember="delegations"
      rows={data && mine}
      columns={MINE}
      rowId={({ id }) => id ?? ""}
      rowName={({ controlSetName }) => controlSetName ?? ""}
      {...failed}
      empty={
        <EmptyState title="Nothing is delegated to you">
          When an audit owner hands you a control set, you are notified and find it here.
        </EmptyState>
      }
    />
  );
  if (session.standing === "auditor" || (others.length > 0 && mine.length === 0)) {
    return (
      <Page title="Delegations" description="Control sets that were handed to people for review.">
        <Given rows={data && others} {...failed} />
      </Page>
    );
  }
  return (
    <Page title="Delegations" description="Control sets that were handed to people for review.">
      {others.length === 0 ? (
        own
      ) : (
        <Tabs
          tabs={[
            { id: "mine", label: `My delegations (${mine.length})`, content: own },
            {
              id: "others",
              label: `Delegations to others (${others.length})`,
              content: <Given rows={others} {...failed} />,
            },
          ]}
        />
      )}
    </Page>
  );
}

interface GivenProps {
  readonly rows: readonly DelegationMetadata[] | undefined;
  readonly error: unknown;
  readonly onRetry: () => void;
}

function Given({ rows, error, onRetry }: GivenProps) {
  const [selected, setSelected] = useState<readonly DelegationMetadata[]>([]);
  const [isAsked, setAsked] = useState(false);
  const isReader = useSession().standing === "auditor";
  const { mayAll, isKnown } = useMayCancel(selected);
  const reason =
    selected.length === 0
      ? "Choose delegations first."
      : isKnown && !mayAll
        ? "Only audit owners of an active assessment cancel its delegations."
        : undefined;
  return (
    <>
      <ResourceTable
        name="Delegations to others"
        remember="delegations-given"
        rows={rows}
        columns={SHARED}
        rowId={({ id }) => id ?? ""}
        rowName={({ controlSetName, roleArn }) => `${controlSetName}, delegated to ${nameOf(roleArn)}`}
        error={error}
        onRetry={onRetry}
        {...(isReader
          ? {}
          : {
              selection: "multi" as const,
              selected,
              onSelect: setSelected,
              actions: (
                <Button
                  disabled={reason !== undefined || !isKnown}
                  {...(reason ? { disabledReason: reason } : {})}
                  onClick={() => setAsked(true)}
                >
                  Cancel delegations
                </Button>
              ),
            })}
        empty={
          <EmptyState title="No delegations">
            Audit owners delegate from an assessment: open it, choose a control set, and choose Delegate.
          </EmptyState>
        }
      />
      {isAsked && (
        <Cancelling
          delegations={selected}
          onClose={(left) => {
            setAsked(false);
            setSelected(left);
          }}
        />
      )}
    </>
  );
}

/** Say whether the delegations that are chosen may all be cancelled by who is signed in. */
function useMayCancel(delegations: readonly DelegationMetadata[]): { mayAll: boolean; isKnown: boolean } {
  const ids = [...new Set(delegations.map(({ assessmentId }) => assessmentId ?? ""))];
  const asked = useQueries({
    queries: ids.map((assessment_id) => ({
      queryKey: ["get", "/v1/assessments/{assessment_id}", { params: { path: { assessment_id } } }],
      queryFn: async () => {
        const { data } = await v1.GET("/v1/assessments/{assessment_id}", { params: { path: { assessment_id } } });
        return data;
      },
    })),
  });
  const mayAll = asked.every(
    ({ data }) => data?.status === "ACTIVE" && data.rights.includes("BatchDeleteDelegationByAssessment"),
  );
  return { mayAll, isKnown: asked.every((each) => !each.isPending) };
}

interface CancellingProps {
  readonly delegations: readonly DelegationMetadata[];
  /** Called with those that are still there. */
  readonly onClose: (left: readonly DelegationMetadata[]) => void;
}

function Cancelling({ delegations, onClose }: CancellingProps) {
  const notify = useNotify();
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [missed, setMissed] = useState<readonly Missed<readonly DelegationMetadata[]>[]>([]);
  const left = missed.length > 0 ? missed.flatMap(({ item }) => item) : delegations;

  const cancel = async () => {
    setBusy(true);
    const ids = [...new Set(left.map(({ assessmentId }) => assessmentId))];
    const byAssessment = ids.map((id) => left.filter(({ assessmentId }) => assessmentId === id));
    const failed = await doEach(byAssessment, cancelOf, () => undefined);
    for (const command of [
      GetDelegationsCommand,
      GetAssessmentCommand,
      ListAssessmentsCommand,
      GetChangeLogsCommand,
    ] as const) {
      void queries.invalidateQueries({ queryKey: awsKey(command) });
    }
    setBusy(false);
    setMissed(failed);
    const done = left.length - failed.flatMap(({ item }) => item).length;
    if (done > 0) {
      notify({
        type: "success",
        header: done === 1 ? "The delegation was cancelled" : `${done} delegations were cancelled`,
      });
    }
    if (failed.length === 0) onClose([]);
  };

  return (
    <Confirm
      header={left.length === 1 ? "Cancel the delegation?" : `Cancel ${left.length} delegations?`}
      action="Cancel delegations"
      onConfirm={() => void cancel()}
      onCancel={() => onClose(left)}
      isBusy={isBusy}
      error={missed[0]?.error}
    >
      <p>The delegates lose access at once. Their comments, the evidence they added and what they marked stay.</p>
      <ul>
        {left.map(({ id, controlSetName, roleArn }) => (
          <li key={id}>
            <span className="console-text">{controlSetName}</span>, delegated to {nameOf(roleArn)}
          </li>
        ))}
      </ul>
    </Confirm>
  );
}

async function cancelOf(delegations: readonly DelegationMetadata[]): Promise<void> {
  const assessmentId = delegations[0]?.assessmentId;
  const delegationIds = delegations.map(({ id }) => id ?? "");
  const { errors = [] } = await aws.send(new BatchDeleteDelegationByAssessmentCommand({ assessmentId, delegationIds }));
  // One that is not there any more is what was wanted.
  const failed = errors.filter((each) => each.errorCode !== "404");
  if (failed.length > 0) throw new Error(failed.map((each) => each.errorMessage).join(" "));
}
