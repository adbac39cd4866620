import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { TableProps } from "@cloudscape-design/components/table";
import { useState } from "react";
import { accountsIn, allOf, type Node } from "~/parts/organization";

/** What every table of the organization shows of its nodes. */
export const NODE_COLUMNS: readonly TableProps.ColumnDefinition<Node>[] = [
  {
    id: "name",
    header: "Name",
    isRowHeader: true,
    minWidth: 200,
    cell: (node) => <span className="console-text">{node.name}</span>,
  },
  { id: "id", header: "ID", minWidth: 140, cell: (node) => node.id },
  { id: "status", header: "Status", minWidth: 120, cell: (node) => <Status of={node} /> },
];

/** What is said of its nodes to who hears them. */
export const NODE_LABELS = {
  tableLabel: "Organization",
  itemSelectionLabel: (_: unknown, node: Node) => `Choose ${node.name}`,
  expandButtonLabel: (node: Node) => `Open ${node.name}`,
  collapseButtonLabel: (node: Node) => `Close ${node.name}`,
};

/** Return the rows of a table that open and close as a tree; all are open at first. */
export function useTreeRows(root: Node): TableProps.ExpandableRows<Node> {
  const [open, setOpen] = useState<readonly Node[]>(() => allOf(root).filter((node) => node.children.length > 0));
  return {
    getItemChildren: (node) => [...node.children],
    isItemExpandable: (node) => node.children.length > 0,
    expandedItems: open,
    onExpandableItemToggle: ({ detail }) =>
      setOpen(detail.expanded ? [...open, detail.item] : open.filter((node) => node.id !== detail.item.id)),
  };
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
