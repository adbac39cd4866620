import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useMemo, useState } from "react";
import { v1Hooks } from "~/api/v1";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import type { Account } from "~/parts/organization";
import { accountsIn, allOf, chosenAccounts, chosenNodes, type Node, nodeOf } from "~/parts/organization";
import { NODE_COLUMNS, NODE_LABELS, useTreeRows } from "~/parts/organization-table";

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
  const rows = useTreeRows(root);
  return (
    <Table<Node>
      variant="embedded"
      items={[root]}
      trackBy="id"
      selectionType="multi"
      selectedItems={[...chosenNodes(root, chosen)]}
      onSelectionChange={({ detail }) => onChange(chosenAccounts(root, chosen, detail.selectedItems))}
      isItemDisabled={(node) => accountsIn(node).length === 0}
      expandableRows={rows}
      columnDefinitions={NODE_COLUMNS}
      ariaLabels={{
        ...NODE_LABELS,
        selectionGroupLabel: "Choice of accounts",
        allItemsSelectionLabel: () => "Choose all accounts",
      }}
    />
  );
}
