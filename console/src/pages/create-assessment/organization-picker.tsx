import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import { useMemo, useState } from "react";
import { v1Hooks } from "~/api/v1";
import type { Account } from "~/pages/create-assessment/draft";
import {
  accountsIn,
  allOf,
  chosenAccounts,
  chosenNodes,
  type Node,
  nodeOf,
} from "~/pages/create-assessment/organization";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";

interface Props {
  readonly accounts: readonly Account[];
  readonly onChoose: (accounts: readonly Account[]) => void;
  readonly onCancel: () => void;
}

/** Picks accounts from the tree of the organization. */
export function OrganizationPicker({ accounts, onChoose, onCancel }: Props) {
  const { data, error, isPending, refetch } = v1Hooks.useQuery("get", "/v1/organization");
  const root = useMemo(() => (data?.root ? nodeOf(data.root) : undefined), [data]);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(accounts.map(({ id }) => id)));
  const inTree = root ? accountsIn(root).filter(({ id }) => chosen.has(id)) : [];
  const choose = () => {
    const known = new Set(root ? allOf(root).map(({ id }) => id) : []);
    // Accounts that were typed and are none of the organization stay.
    onChoose([...accounts.filter(({ id }) => !known.has(id)), ...inTree]);
  };
  return (
    <Modal
      visible
      size="large"
      header="Choose accounts of the organization"
      onDismiss={onCancel}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" onClick={onCancel}>
              Cancel
            </Button>
            <Button variant="primary" formAction="none" disabled={!root} onClick={choose}>
              {inTree.length === 1 ? "Use 1 account" : `Use ${inTree.length} accounts`}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <ErrorAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Loading what="Reading the organization" />}
      {data && !root && (
        <Alert
          type="warning"
          header="The organization cannot be read"
          action={
            <Button formAction="none" onClick={() => void refetch()}>
              Try again
            </Button>
          }
        >
          <span className="console-text">{data.reason}</span> What to do: {data.remedy} Accounts can be typed meanwhile.
        </Alert>
      )}
      {root && <Tree root={root} chosen={chosen} onChange={setChosen} />}
    </Modal>
  );
}

interface TreeProps {
  readonly root: Node;
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

function Tree({ root, chosen, onChange }: TreeProps) {
  const [open, setOpen] = useState<readonly Node[]>(() => allOf(root).filter((node) => node.children.length > 0));
  return (
    <Table<Node>
      variant="embedded"
      items={[root]}
      trackBy="id"
      selectionType="multi"
      selectedItems={[...chosenNodes(root, chosen)]}
      onSelectionChange={({ detail }) => onChange(chosenAccounts(root, chosen, detail.selectedItems))}
      isItemDisabled={(node) => accountsIn(node).length === 0}
      expandableRows={{
        getItemChildren: (node) => [...node.children],
        isItemExpandable: (node) => node.children.length > 0,
        expandedItems: open,
        onExpandableItemToggle: ({ detail }) =>
          setOpen(detail.expanded ? [...open, detail.item] : open.filter((node) => node.id !== detail.item.id)),
      }}
      columnDefinitions={[
        {
          id: "name",
          header: "Name",
          isRowHeader: true,
          minWidth: 200,
          cell: (node) => <span className="console-text">{node.name}</span>,
        },
        { id: "id", header: "ID", minWidth: 140, cell: (node) => node.id },
        { id: "status", header: "Status", minWidth: 120, cell: (node) => <Status of={node} /> },
      ]}
      ariaLabels={{
        tableLabel: "Organization",
        selectionGroupLabel: "Choice of accounts",
        allItemsSelectionLabel: () => "Choose all accounts",
        itemSelectionLabel: (_, node) => `Choose ${node.name}`,
        expandButtonLabel: (node) => `Open ${node.name}`,
        collapseButtonLabel: (node) => `Close ${node.name}`,
      }}
    />
  );
}

function Status({ of }: { readonly of: Node }) {
  if (!of.account) {
    const count = accountsIn(of).length;
    return <>{count === 1 ? "1 account" : `${count} accounts`}</>;
  }
  return of.account.status === "ACTIVE" ? (
    <StatusIndicator>Active</StatusIndicator>
  ) : (
    <StatusIndicator type="stopped">{of.account.status.toLowerCase().replaceAll("_", " ")}</StatusIndicator>
  );
}
