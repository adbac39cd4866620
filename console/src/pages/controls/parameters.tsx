import Box from "@cloudscape-design/components/box";
import type { Details } from "~/pages/controls/words";
import { EmptyState } from "~/parts/empty-state";
import { type Column, ResourceTable } from "~/parts/resource-table";

type Parameter = Details["parameters"][number];

const COLUMNS: readonly Column<Parameter>[] = [
  {
    id: "name",
    header: "Name",
    cell: ({ name }) => <Box variant="code">{`params.${name}`}</Box>,
    value: ({ name }) => name,
    isRowHeader: true,
    minWidth: 180,
  },
  {
    id: "meaning",
    header: "Meaning",
    cell: ({ meaning }) => <span className="console-text">{meaning}</span>,
    value: ({ meaning }) => meaning,
    minWidth: 260,
  },
  { id: "type", header: "Type", cell: ({ type }) => type, value: ({ type }) => type },
  {
    id: "default",
    header: "Value",
    cell: (parameter) => <span className="console-text">{JSON.stringify(parameter.default)}</span>,
    value: (parameter) => JSON.stringify(parameter.default),
    minWidth: 180,
  },
];

/** What an adopter sets, and rules read. */
export function Parameters({ of }: { readonly of: Details["parameters"] }) {
  return (
    <ResourceTable
      name="Parameters"
      remember="control-parameters"
      description="Rules read them. To use other values, extend the framework in a file, or make a custom copy of the control."
      columns={COLUMNS}
      rows={of}
      rowId={({ name }) => name}
      empty={<EmptyState title="No parameters">Its rules read none.</EmptyState>}
    />
  );
}
