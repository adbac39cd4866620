import { useCollection } from "@cloudscape-design/collection-hooks";
import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Cards from "@cloudscape-design/components/cards";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import type { StepProps } from "~/pages/create-assessment/step";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { useRemembered } from "~/parts/remembered";

type Card = components["schemas"]["FrameworkCardShown"];

const PAGE_SIZE = 12;
const DESCRIPTION_SHOWN = 260;

/** Return the share of controls that collect evidence themselves, in words. */
export function shareOf({ modes, controlsCount }: Pick<Card, "modes" | "controlsCount">): string {
  const some = controlsCount - modes.manual;
  return controlsCount === 0
    ? "No controls"
    : `${Math.round((100 * some) / controlsCount)}% (${some} of ${controlsCount})`;
}

function shortened(text: string): string {
  return text.length > DESCRIPTION_SHOWN ? `${text.slice(0, DESCRIPTION_SHOWN).trimEnd()}…` : text;
}

/** Which framework the accounts are weighed against. */
export function FrameworkStep({ draft, onChange, wrong }: StepProps) {
  const { data, error, isPending, refetch } = v1Hooks.useQuery("get", "/v1/framework-cards");
  const [look, setLook] = useRemembered("create-assessment.framework", { view: "cards" });
  const { items, actions, filterProps, paginationProps, filteredItemsCount } = useCollection(data ?? [], {
    filtering: {
      filteringFunction: (card, text) =>
        [card.name, card.description, card.complianceType, ...card.domains.map((domain) => domain.name)]
          .join("\n")
          .toLowerCase()
          .includes(text.toLowerCase()),
    },
    pagination: { pageSize: PAGE_SIZE },
  });
  if (error) return <ErrorAlert error={error} onRetry={() => void refetch()} />;
  const selected = (data ?? []).filter((card) => card.id === draft.frameworkId);
  const shared = {
    items,
    trackBy: "id" as const,
    loading: isPending,
    loadingText: "Loading frameworks",
    selectionType: "single" as const,
    selectedItems: selected,
    onSelectionChange: ({ detail }: { detail: { selectedItems: Card[] } }) =>
      onChange({ frameworkId: detail.selectedItems[0]?.id ?? "" }),
    ariaLabels: {
      selectionGroupLabel: "Choice of framework",
      itemSelectionLabel: (_: unknown, card: Card) => `Choose ${card.name}`,
      tableLabel: "Frameworks",
    },
    header: (
      <Header
        variant="h2"
        counter={data ? `(${data.length})` : ""}
        actions={
          <SegmentedControl
            label="View as"
            selectedId={look.view}
            onChange={({ detail }) => setLook({ view: detail.selectedId })}
            options={[
              { id: "cards", text: "Cards", iconName: "view-full" },
              { id: "table", text: "Table", iconName: "view-horizontal" },
            ]}
          />
        }
      >
        Frameworks
      </Header>
    ),
    filter: (
      <TextFilter
        {...filterProps}
        filteringPlaceholder="Find frameworks by name, text or domain"
        filteringAriaLabel="Find frameworks"
        countText={filteredItemsCount === 1 ? "1 match" : `${filteredItemsCount ?? 0} matches`}
      />
    ),
    pagination: <Pagination {...paginationProps} />,
    empty: (
      <EmptyState
        title="No framework fits"
        action={
          <Button formAction="none" onClick={() => actions.setFiltering("")}>
            Clear the filter
          </Button>
        }
      >
        No framework has what you typed.
      </EmptyState>
    ),
  };
  return (
    <FormField stretch errorText={wrong.frameworkId}>
      {look.view === "table" ? <AsTable {...shared} /> : <AsCards {...shared} />}
    </FormField>
  );
}

// Both are given the same; only how a framework is shown differs.
type Shared = Parameters<typeof Cards<Card>>[0] extends infer P ? Omit<P, "cardDefinition" | "ref" | "sticky"> : never;

function AsCards(shared: Omit<Shared, "variant">) {
  return (
    <Cards<Card>
      {...shared}
      entireCardClickable
      cardsPerRow={[{ cards: 1 }, { minWidth: 700, cards: 2 }]}
      cardDefinition={{
        header: (card) => (
          <Box variant="h3" tagOverride="span">
            <span className="console-text">{card.name}</span>
          </Box>
        ),
        sections: [
          { id: "kind", content: (card) => <Kind of={card} /> },
          { id: "text", content: (card) => <span className="console-text">{shortened(card.description)}</span> },
          { id: "controls", header: "Controls", width: 33, content: (card) => card.controlsCount },
          { id: "sets", header: "Control sets", width: 33, content: (card) => card.domains.length },
          { id: "share", header: "Automated", width: 34, content: shareOf },
          { id: "domains", header: "Domains", content: (card) => <Domains of={card} /> },
        ],
      }}
    />
  );
}

function AsTable(shared: Omit<Shared, "variant">) {
  return (
    <Table<Card>
      {...shared}
      wrapLines
      columnDefinitions={[
        {
          id: "name",
          header: "Name",
          isRowHeader: true,
          minWidth: 180,
          cell: (card) => <span className="console-text">{card.name}</span>,
        },
        { id: "kind", header: "Type", minWidth: 140, cell: (card) => <Kind of={card} /> },
        { id: "controls", header: "Controls", minWidth: 110, cell: (card) => card.controlsCount },
        { id: "sets", header: "Control sets", minWidth: 110, cell: (card) => card.domains.length },
        { id: "share", header: "Automated", minWidth: 110, cell: shareOf },
        { id: "version", header: "Version", minWidth: 110, cell: (card) => card.version || "-" },
      ]}
    />
  );
}

function Kind({ of }: { readonly of: Card }) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Badge color={of.isStandard ? "blue" : "grey"}>{of.isStandard ? "Standard" : "Custom"}</Badge>
      {of.complianceType && <Badge>{of.complianceType}</Badge>}
    </SpaceBetween>
  );
}

function Domains({ of }: { readonly of: Card }) {
  return (
    <Box variant="small">
      <span className="console-text">
        {of.domains.map((domain) => `${domain.name} (${domain.controlsCount})`).join(" · ") || "-"}
      </span>
    </Box>
  );
}

/** Names the chosen framework, where only its id is at hand. */
export function useFrameworkCard(id: string): Card | undefined {
  const { data } = v1Hooks.useQuery("get", "/v1/framework-cards");
  return data?.find((card) => card.id === id);
}
