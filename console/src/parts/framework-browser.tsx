import { useCollection } from "@cloudscape-design/collection-hooks";
import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Cards from "@cloudscape-design/components/cards";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import Pagination from "@cloudscape-design/components/pagination";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import type { ReactNode } from "react";
import type { components } from "~/api/schema";
import { EmptyState } from "~/parts/empty-state";
import { shareText } from "~/parts/library-words";
import { useRemembered } from "~/parts/remembered";
import { Time } from "~/parts/time";

export type FrameworkCard = components["schemas"]["FrameworkCardShown"];

interface Props {
  readonly name: string;
  /** Undefined: they are on their way. */
  readonly cards: readonly FrameworkCard[] | undefined;
  readonly selected: readonly FrameworkCard[];
  readonly onSelect: (card: FrameworkCard | undefined) => void;
  /** Where the name of a card leads; absent: nowhere. */
  readonly href?: (card: FrameworkCard) => string;
  readonly actions?: ReactNode;
  readonly description?: ReactNode;
  /** What is shown where there are none at all. */
  readonly empty?: ReactNode;
  /** How it is looked at is remembered under this name. */
  readonly remember: string;
}

const PAGE_SIZE = 12;
const DESCRIPTION_SHOWN = 260;

/** Return the share of controls that collect evidence themselves, in words. */
export function shareOf({ modes, controlsCount }: Pick<FrameworkCard, "modes" | "controlsCount">): string {
  return shareText(controlsCount - modes.manual, controlsCount);
}

function shortened(text: string): string {
  return text.length > DESCRIPTION_SHOWN ? `${text.slice(0, DESCRIPTION_SHOWN).trimEnd()}…` : text;
}

/** Frameworks as cards or as a table, of which one can be chosen. */
export function FrameworkBrowser({ name, cards, selected, onSelect, href, ...props }: Props) {
  const [look, setLook] = useRemembered(props.remember, { view: "cards" });
  const { items, actions, filterProps, paginationProps, filteredItemsCount } = useCollection(cards ?? [], {
    filtering: {
      filteringFunction: (card, text) =>
        [card.name, card.description, card.complianceType, ...card.domains.map((domain) => domain.name)]
          .join("\n")
          .toLowerCase()
          .includes(text.toLowerCase()),
    },
    pagination: { pageSize: PAGE_SIZE },
  });
  const shared = {
    items,
    trackBy: "id" as const,
    loading: cards === undefined,
    loadingText: "Loading frameworks",
    selectionType: "single" as const,
    selectedItems: selected,
    onSelectionChange: ({ detail }: { detail: { selectedItems: FrameworkCard[] } }) =>
      onSelect(detail.selectedItems[0]),
    ariaLabels: {
      selectionGroupLabel: "Choice of framework",
      itemSelectionLabel: (_: unknown, card: FrameworkCard) => `Choose ${card.name}`,
      tableLabel: name,
    },
    header: (
      <Header
        variant="h2"
        counter={cards ? `(${cards.length})` : ""}
        description={props.description}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <SegmentedControl
              label="View as"
              selectedId={look.view}
              onChange={({ detail }) => setLook({ view: detail.selectedId })}
              options={[
                { id: "cards", text: "Cards", iconName: "view-full" },
                { id: "table", text: "Table", iconName: "view-horizontal" },
              ]}
            />
            {props.actions}
          </SpaceBetween>
        }
      >
        {name}
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
    empty:
      cards?.length === 0 && props.empty ? (
        props.empty
      ) : (
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
  return look.view === "table" ? <AsTable {...shared} href={href} /> : <AsCards {...shared} href={href} />;
}

// Both are given the same; only how a framework is shown differs.
type Shared = (Parameters<typeof Cards<FrameworkCard>>[0] extends infer P
  ? Omit<P, "cardDefinition" | "ref" | "sticky" | "variant">
  : never) & { readonly href: Props["href"] };

function AsCards({ href, ...shared }: Shared) {
  return (
    <Cards<FrameworkCard>
      {...shared}
      // A card that leads somewhere is not chosen by a click on its link.
      entireCardClickable={!href}
      cardsPerRow={[{ cards: 1 }, { minWidth: 700, cards: 2 }]}
      cardDefinition={{
        header: (card) => (
          <Box variant="h3" tagOverride="span">
            <Name of={card} href={href} />
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

function AsTable({ href, ...shared }: Shared) {
  return (
    <Table<FrameworkCard>
      {...shared}
      wrapLines
      columnDefinitions={[
        {
          id: "name",
          header: "Name",
          isRowHeader: true,
          cell: (card) => <Name of={card} href={href} />,
        },
        { id: "kind", header: "Type", cell: (card) => <Kind of={card} /> },
        { id: "controls", header: "Controls", cell: (card) => card.controlsCount },
        { id: "sets", header: "Control sets", cell: (card) => card.domains.length },
        { id: "share", header: "Automated", cell: shareOf },
        { id: "version", header: "Version", cell: (card) => card.version || "-" },
        {
          id: "updated",
          header: "Last updated",
          cell: (card) => (card.updatedAt ? <Time at={card.updatedAt} relative /> : "-"),
        },
      ]}
    />
  );
}

function Name({ of, href }: { readonly of: FrameworkCard; readonly href: Props["href"] }) {
  const name = <span className="console-text">{of.name}</span>;
  return href ? (
    <Link href={href(of)} fontSize="inherit">
      {name}
    </Link>
  ) : (
    name
  );
}

/** Whether a framework came with the product, and what it is for. */
export function Kind({ of }: { readonly of: Pick<FrameworkCard, "isStandard" | "complianceType"> }) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Badge color={of.isStandard ? "blue" : "grey"}>{of.isStandard ? "Standard" : "Custom"}</Badge>
      {of.complianceType && <Badge>{of.complianceType}</Badge>}
    </SpaceBetween>
  );
}

function Domains({ of }: { readonly of: FrameworkCard }) {
  return (
    <Box variant="small">
      <span className="console-text">
        {of.domains.map((domain) => `${domain.name} (${domain.controlsCount})`).join(" · ") || "-"}
      </span>
    </Box>
  );
}
