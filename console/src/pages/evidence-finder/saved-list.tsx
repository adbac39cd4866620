import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMemo, useState } from "react";
import { v1Hooks } from "~/api/v1";
import { criteriaOf } from "~/pages/evidence-finder/query";
import { askedOf, QUERIES, questionText, type Saved } from "~/pages/evidence-finder/question";
import type { Suggestions } from "~/pages/evidence-finder/suggestions";
import { EmptyState } from "~/parts/empty-state";
import { evidenceLink } from "~/parts/evidence-link";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { Time } from "~/parts/time";

/** Which dialog is open. */
export type Dialog =
  | { readonly kind: "list" }
  | { readonly kind: "save" }
  | { readonly kind: "rename" | "delete"; readonly query: Saved };

interface ListProps {
  readonly nameOf: Suggestions["nameOf"];
  readonly onDialog: (dialog: Dialog) => void;
  readonly onClose: () => void;
}

/** One's own saved queries, to be opened, or chosen for what is done to them. */
export default function SavedList({ nameOf, onDialog, onClose }: ListProps) {
  const { data, error, refetch } = v1Hooks.useQuery("get", QUERIES);
  const [chosen, setChosen] = useState<readonly Saved[]>([]);
  const [query] = chosen;
  const columns = useMemo(
    (): readonly Column<Saved>[] => [
      {
        id: "name",
        header: "Name",
        isRowHeader: true,
        minWidth: 160,
        value: ({ name }) => name,
        cell: (saved) => (
          <Link href={evidenceLink(criteriaOf(askedOf(saved)))} onFollow={onClose}>
            <span className="console-text">{saved.name}</span>
          </Link>
        ),
      },
      {
        id: "question",
        header: "Search criteria",
        minWidth: 220,
        value: (saved) => questionText(askedOf(saved), nameOf),
        cell: (saved) => <span className="console-text">{questionText(askedOf(saved), nameOf)}</span>,
      },
      {
        id: "created",
        header: "Created",
        value: ({ createdAt }) => createdAt,
        cell: ({ createdAt }) => <Time at={createdAt} relative />,
      },
    ],
    [nameOf, onClose],
  );
  return (
    <Modal visible size="large" header="Saved queries" onDismiss={onClose}>
      <ResourceTable
        name="Queries"
        remember="saved-queries"
        variant="embedded"
        rows={data}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ name }) => name}
        error={error}
        onRetry={() => void refetch()}
        selection="single"
        selected={chosen}
        onSelect={setChosen}
        description="Yours alone. Open one by its name."
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!query} onClick={() => query && onDialog({ kind: "rename", query })}>
              Rename
            </Button>
            <Button disabled={!query} onClick={() => query && onDialog({ kind: "delete", query })}>
              Delete
            </Button>
          </SpaceBetween>
        }
        empty={
          <EmptyState
            title="No saved queries"
            action={<Button onClick={() => onDialog({ kind: "save" })}>Save query</Button>}
          >
            Save what you search for often: it is then one click away, with what is new.
          </EmptyState>
        }
      />
    </Modal>
  );
}
