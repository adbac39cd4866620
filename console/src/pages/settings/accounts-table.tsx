import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { Paged } from "~/api/hooks";
import { address } from "~/app/paths";
import { useMay } from "~/app/session-gate";
import {
  type Account,
  type CollectionState,
  errorsOf,
  lastRunOf,
  nextDueOf,
  refusingOf,
  stateOf,
} from "~/pages/settings/accounts";
import { EmptyState } from "~/parts/empty-state";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { Time } from "~/parts/time";

const STATES: Readonly<Record<CollectionState, readonly [StatusIndicatorProps.Type, string]>> = {
  COLLECTING: ["success", "Collecting"],
  FAILING: ["error", "Broke off, is tried again"],
  WAITING: ["pending", "Waiting for its first run"],
  PAUSED: ["stopped", "Paused"],
};

/** How collecting goes, in a word. */
export function CollectionStatus({ of }: { readonly of: CollectionState }) {
  const [type, told] = STATES[of];
  return <StatusIndicator type={type}>{told}</StatusIndicator>;
}

/** When something is due; what has been due for a while is done as soon as a collector comes to it. */
export function Due({ at }: { readonly at: string | null }) {
  return at && Date.parse(at) <= Date.now() ? <>Now</> : <Time at={at} relative />;
}

const COLUMNS: readonly Column<Account>[] = [
  { id: "id", header: "Account", isRowHeader: true, minWidth: 140, cell: ({ id }) => id },
  { id: "state", header: "Collecting", minWidth: 210, cell: (account) => <CollectionStatus of={stateOf(account)} /> },
  { id: "regions", header: "Regions", minWidth: 140, cell: ({ regions }) => regions.join(", ") || "-" },
  { id: "assessments", header: "Assessments", minWidth: 130, cell: ({ collection }) => collection.length },
  { id: "last", header: "Last run", cell: (account) => <Time at={lastRunOf(account)} relative /> },
  { id: "next", header: "Next due", cell: (account) => <Due at={nextDueOf(account)} /> },
  {
    id: "refusing",
    header: "Refused now",
    cell: (account) => {
      const count = refusingOf(account);
      if (count === null) return "-";
      return count === 0 ? "0" : <StatusIndicator type="warning">{count}</StatusIndicator>;
    },
  },
  {
    id: "error",
    header: "Last error",
    minWidth: 200,
    isExtra: true,
    cell: (account) => <span className="console-text">{errorsOf(account).join("; ") || "-"}</span>,
  },
];

interface Props {
  readonly paged: Paged<Account>;
  readonly chosen: Account | undefined;
  readonly onChoose: (account: Account | undefined) => void;
}

/** The accounts in the scope of active assessments, with how collecting goes in each. */
export function AccountsTable({ paged, chosen, onChoose }: Props) {
  const mayCreate = useMay("CreateAssessment");
  const create = mayCreate && <Button href={address("assessments", "create")}>Create assessment</Button>;
  return (
    <ResourceTable
      name="Accounts in scope"
      remember="accounts"
      paged={paged}
      columns={COLUMNS}
      rowId={({ id }) => id}
      rowName={({ id }) => id}
      description="Choose one to see how collecting goes, and to test the role in it."
      selection="single"
      selected={chosen ? [chosen] : []}
      onSelect={([account]) => onChoose(account)}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button
            iconName="refresh"
            ariaLabel="Read the accounts again"
            loading={paged.isFetching}
            onClick={paged.refetch}
          />
          {create}
        </SpaceBetween>
      }
      empty={
        <EmptyState title="No account is in scope" action={create}>
          Accounts come here with the assessments that name them, once one is active.
        </EmptyState>
      }
    />
  );
}
