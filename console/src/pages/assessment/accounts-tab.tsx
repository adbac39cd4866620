import type { AWSAccount } from "@aws-sdk/client-auditmanager";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import type { AssessmentSeen } from "~/pages/assessment/assessment";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { Time } from "~/parts/time";

type Collection = components["schemas"]["CollectionShown"];
type Row = AWSAccount & { readonly collection?: Collection | undefined };

const STATES: Readonly<Record<Collection["state"], readonly [StatusIndicatorProps.Type, string]>> = {
  WAITING: ["pending", "Waiting for its first run"],
  COLLECTING: ["success", "Collecting"],
  FAILING: ["error", "Failing, is tried again"],
  PAUSED: ["stopped", "Paused"],
};

const PLAIN: readonly Column<Row>[] = [
  { id: "id", header: "Account ID", cell: ({ id }) => id, value: ({ id }) => id, isRowHeader: true, minWidth: 140 },
  {
    id: "name",
    header: "Account name",
    cell: ({ name }) => <span className="console-text">{name || "-"}</span>,
    value: ({ name }) => name,
    minWidth: 160,
  },
  {
    id: "email",
    header: "Email",
    cell: ({ emailAddress }) => emailAddress || "-",
    value: ({ emailAddress }) => emailAddress,
  },
];

const COLLECTION: readonly Column<Row>[] = [
  {
    id: "state",
    header: "Evidence collection",
    cell: ({ collection }) => <State of={collection} />,
    value: ({ collection }) => collection?.state,
    minWidth: 180,
  },
  {
    id: "last",
    header: "Last run",
    cell: ({ collection }) => <Time at={collection?.detail?.live.lastRunAt} relative />,
    value: ({ collection }) => collection?.detail?.live.lastRunAt,
  },
  {
    id: "next",
    header: "Next run",
    cell: ({ collection }) => <Time at={collection?.detail?.nextDueAt} relative />,
    value: ({ collection }) => collection?.detail?.nextDueAt,
  },
  {
    id: "refusing",
    header: "Sources refusing now",
    cell: ({ collection }) => collection?.detail?.refusing.toLocaleString("en") ?? "-",
    value: ({ collection }) => collection?.detail?.refusing,
  },
  {
    id: "error",
    header: "Last error",
    cell: ({ collection }) => (
      <span className="console-text">
        {collection?.detail?.live.lastError || collection?.detail?.logs.lastError || "-"}
      </span>
    ),
    minWidth: 160,
  },
];

function State({ of }: { readonly of: Collection | undefined }) {
  if (!of) return "-";
  const [type, text] = STATES[of.state];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}

interface Props {
  readonly assessmentId: string;
  readonly seen: AssessmentSeen;
}

/** The accounts in scope, and how collecting from each goes. */
export function AccountsTab({ assessmentId, seen }: Props) {
  const mayLook = seen.may("GetCoverage");
  const asked = v1Hooks.useQuery(
    "get",
    "/v1/assessments/{assessment_id}/collection",
    { params: { path: { assessment_id: assessmentId } } },
    { enabled: mayLook },
  );
  const accounts = seen.assessment?.metadata?.scope?.awsAccounts ?? [];
  const rows = accounts.map(
    (account): Row => ({
      ...account,
      collection: asked.data?.find((each) => each.account === account.id),
    }),
  );
  return (
    <>
      <ErrorAlert error={asked.error} onRetry={() => void asked.refetch()} />
      <ResourceTable
        name="AWS accounts"
        remember="assessment-accounts"
        description={seen.own && `Evidence is collected in ${seen.own.regions.join(", ")}.`}
        columns={mayLook ? [...PLAIN, ...COLLECTION] : PLAIN}
        rows={rows}
        rowId={({ id }) => id ?? ""}
        empty={
          <EmptyState title="No accounts in scope">
            Nothing is collected until there is one. Edit the assessment to add accounts.
          </EmptyState>
        }
      />
    </>
  );
}
