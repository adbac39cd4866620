import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { usePages } from "~/api/hooks";
import type { components } from "~/api/schema";
import { v1, v1Hooks } from "~/api/v1";
import { address } from "~/app/paths";
import { Filters } from "~/pages/inventory/filters";
import {
  filterOf,
  type InventoryFilter,
  KINDS,
  type Resource,
  resourceId,
  searchFor,
  standing,
} from "~/pages/inventory/inventory";
import { KindCounts } from "~/pages/inventory/kind-counts";
import { ResourcePanel } from "~/pages/inventory/resource-panel";
import { EmptyState } from "~/parts/empty-state";
import { Page } from "~/parts/page";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { SplitSlot } from "~/parts/split-slot";
import { Time } from "~/parts/time";
import { VerdictCounts } from "~/parts/verdict-counts";

type InventoryPage = components["schemas"]["InventoryPage"];

const ROWS = 20;

export function Component() {
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const filter = useMemo(() => filterOf(new URLSearchParams(text)), [text]);
  const [chosen, setChosen] = useState<Resource>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list has other resources
  useEffect(() => setChosen(undefined), [text]);
  const narrow = (change: Partial<InventoryFilter>) =>
    setSearch(searchFor({ ...filter, ...change }), { replace: true, preventScrollReset: true });
  const counts = v1Hooks.useQuery("get", "/v1/inventory/counts", {});
  const paged = usePages<InventoryPage, Resource>(
    ["get", "/v1/inventory", text],
    async (nextToken, signal) => {
      const { kind, account, region, text: said } = filter;
      const wanted = { kind: [...kind], account: [...account], region: [...region], text: said ? [said] : [] };
      const query = { ...wanted, maxResults: ROWS, ...(nextToken ? { nextToken } : {}) };
      const { data } = await v1.GET("/v1/inventory", { params: { query }, signal });
      return data as InventoryPage;
    },
    (page) => page.resources,
  );
  const columns = useMemo(() => columnsOf(setChosen), []);
  const isNarrowed = searchFor(filter) !== "";
  return (
    <Page
      title="AI inventory"
      description="Models, guardrails, agents and other AI resources that evidence names, each with the controls that look at it."
    >
      <SpaceBetween size="l">
        <KindCounts asked={counts} filter={filter} onChoose={(kind) => narrow({ kind })} />
        <ResourceTable
          name="AI resources"
          remember="inventory"
          columns={columns}
          rowId={resourceId}
          rowName={({ name }) => name}
          paged={paged}
          selection="single"
          selected={chosen ? [chosen] : []}
          onSelect={([row]) => setChosen(row)}
          filter={<Filters filter={filter} counts={counts.data?.counts ?? []} onNarrow={narrow} />}
          empty={
            isNarrowed ? (
              <EmptyState title="Nothing matches" action={<Button onClick={() => setSearch("")}>Clear filters</Button>}>
                No AI resource that you may look at is like this.
              </EmptyState>
            ) : (
              <EmptyState
                title="No AI resources"
                action={<Button href={address("assessments")}>Go to the assessments</Button>}
              >
                They show here once an assessment that you own, audit or review has evidence that names them: create one
                from the generative AI framework, with the accounts that use AI in scope.
              </EmptyState>
            )
          }
        />
      </SpaceBetween>
      {chosen && (
        <SplitSlot header={chosen.name} onClose={() => setChosen(undefined)}>
          <ResourcePanel of={chosen} />
        </SplitSlot>
      )}
    </Page>
  );
}

function columnsOf(onChoose: (resource: Resource) => void): readonly Column<Resource>[] {
  return [
    {
      id: "name",
      header: "Name",
      isRowHeader: true,
      minWidth: 200,
      cell: (row) => (
        <Link onFollow={() => onChoose(row)} ariaLabel={`Details of ${row.name}`}>
          <span className="console-text">{row.name}</span>
        </Link>
      ),
    },
    { id: "kind", header: "Kind", minWidth: 150, cell: ({ kind }) => KINDS[kind][0] },
    { id: "account", header: "Account", minWidth: 140, cell: ({ account }) => account || "-" },
    { id: "region", header: "Region", minWidth: 120, cell: ({ region }) => region || "-" },
    {
      id: "controls",
      header: "Controls, by latest verdict",
      minWidth: 220,
      cell: ({ controls }) => <VerdictCounts of={standing(controls)} isCompact />,
    },
    { id: "seen", header: "Last seen", minWidth: 140, cell: ({ lastSeenAt }) => <Time at={lastSeenAt} relative /> },
    {
      id: "id",
      header: "ID",
      minWidth: 200,
      cell: ({ id }) => <span className="console-text">{id}</span>,
      isExtra: true,
    },
    {
      id: "first",
      header: "First seen",
      minWidth: 140,
      cell: ({ firstSeenAt }) => <Time at={firstSeenAt} relative />,
      isExtra: true,
    },
  ];
}
