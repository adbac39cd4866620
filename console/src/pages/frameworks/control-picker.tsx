import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import Pagination from "@cloudscape-design/components/pagination";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useDeferredValue, useState } from "react";
import type { Chosen } from "~/pages/frameworks/draft";
import { type ControlCard, useControlCards } from "~/parts/control-cards";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { sourceTypeText } from "~/parts/library-words";
import "~/parts/library.css";

const KINDS = [
  { value: "", label: "Standard and custom" },
  { value: "Standard", label: "Standard" },
  { value: "Custom", label: "Custom" },
];
const PAGE_SIZE = 10;

interface Props {
  /** Ids of controls that are in the framework already. */
  readonly taken: ReadonlySet<string>;
  readonly onAdd: (controls: readonly Chosen[]) => void;
  readonly onEnd: () => void;
}

/** Controls of the library, to be chosen. */
export default function ControlPicker({ taken, onAdd, onEnd }: Props) {
  const [text, setText] = useState("");
  const [kind, setKind] = useState("");
  const [selected, setSelected] = useState<readonly ControlCard[]>([]);
  const words = useDeferredValue(text).trim().split(/\s+/).filter(Boolean);
  const paged = useControlCards(
    {
      ...(words.length > 0 ? { text: words } : {}),
      ...(kind ? { type: [kind as "Standard" | "Custom"] } : {}),
    },
    PAGE_SIZE,
  );
  return (
    <Modal
      visible
      size="large"
      header="Add controls"
      onDismiss={onEnd}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button formAction="none" variant="link" onClick={onEnd}>
              Cancel
            </Button>
            <Button
              formAction="none"
              variant="primary"
              disabled={selected.length === 0}
              onClick={() => onAdd(selected.map(chosenOf))}
            >
              {selected.length === 0
                ? "Add controls"
                : `Add ${selected.length} ${selected.length === 1 ? "control" : "controls"}`}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="s">
        <div className="library-filter">
          <Input
            type="search"
            value={text}
            placeholder="Find controls by code, name or text"
            ariaLabel="Find controls"
            onChange={({ detail }) => setText(detail.value)}
          />
          <Select
            ariaLabel="Kind of control"
            options={KINDS}
            selectedOption={KINDS.find(({ value }) => value === kind) ?? null}
            onChange={({ detail }) => setKind(detail.selectedOption.value ?? "")}
          />
        </div>
        <ErrorAlert error={paged.error} onRetry={paged.refetch} />
        <Table<ControlCard>
          variant="embedded"
          items={paged.items}
          loading={paged.isPending}
          loadingText="Loading controls"
          trackBy="id"
          wrapLines
          enableKeyboardNavigation
          selectionType="multi"
          selectedItems={selected}
          isItemDisabled={({ id }) => taken.has(id)}
          onSelectionChange={({ detail }) => setSelected(detail.selectedItems)}
          ariaLabels={{
            tableLabel: "Controls",
            selectionGroupLabel: "Choice of controls",
            allItemsSelectionLabel: () => "Choose all controls of this page",
            itemSelectionLabel: (_, { name, id }) =>
              taken.has(id) ? `${name} is in the framework already` : `Choose ${name}`,
          }}
          columnDefinitions={[
            {
              id: "name",
              header: "Control",
              isRowHeader: true,
              minWidth: 220,
              cell: ({ code, name }) => <span className="console-text">{[code, name].filter(Boolean).join(" ")}</span>,
            },
            {
              id: "domain",
              header: "Domain",
              minWidth: 120,
              cell: ({ isStandard, domainName }) => (isStandard ? domainName : "Custom"),
            },
            {
              id: "sources",
              header: "Data sources",
              minWidth: 150,
              cell: ({ sourceTypes }) => sourceTypes.map(sourceTypeText).join(", "),
            },
          ]}
          pagination={
            <Pagination
              currentPageIndex={paged.pageIndex + 1}
              pagesCount={paged.pagesCount}
              openEnd={paged.isOpenEnd}
              disabled={paged.isPending}
              onChange={({ detail }) => paged.goTo(detail.currentPageIndex - 1)}
            />
          }
          empty={<EmptyState title="No control fits">Look for other words, or for another kind.</EmptyState>}
        />
      </SpaceBetween>
    </Modal>
  );
}

function chosenOf(card: ControlCard): Chosen {
  return {
    id: card.id,
    name: card.name,
    isStandard: card.isStandard,
    sources: card.sourceTypes.map(sourceTypeText).join(", "),
    isIn: true,
  };
}
