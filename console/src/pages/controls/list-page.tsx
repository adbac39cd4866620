import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import PropertyFilter, { type PropertyFilterProps } from "@cloudscape-design/components/property-filter";
import Tabs from "@cloudscape-design/components/tabs";
import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { v1Hooks } from "~/api/v1";
import { address } from "~/app/paths";
import { useMay } from "~/app/session-gate";
import { optionsFor, propertiesFor, queryOf } from "~/pages/controls/query";
import { type ControlCard, useControlCards } from "~/parts/control-cards";
import { EmptyState } from "~/parts/empty-state";
import { layerText, modeText, sourceTypeText } from "~/parts/library-words";
import { Page } from "~/parts/page";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { Time } from "~/parts/time";

const NAME: Column<ControlCard> = {
  id: "name",
  header: "Name",
  cell: ({ id, name }) => (
    <Link href={address("controls", id)}>
      <span className="console-text">{name}</span>
    </Link>
  ),
  isRowHeader: true,
  minWidth: 240,
};
const SHARED: readonly Column<ControlCard>[] = [
  {
    id: "sources",
    header: "Data sources",
    cell: ({ sourceTypes }) => sourceTypes.map(sourceTypeText).join(", ") || "-",
    minWidth: 170,
  },
  { id: "mode", header: "Automation", cell: ({ mode }) => modeText(mode) },
  { id: "count", header: "Evidence sources", cell: ({ sourcesCount }) => sourcesCount, isExtra: true },
  {
    id: "description",
    header: "Description",
    cell: ({ description }) => <span className="console-text">{description || "-"}</span>,
    isExtra: true,
    minWidth: 260,
  },
];
const STANDARD: readonly Column<ControlCard>[] = [
  NAME,
  { id: "code", header: "Code", cell: ({ code }) => code, minWidth: 90 },
  { id: "domain", header: "Domain", cell: ({ domainName }) => domainName },
  {
    id: "objective",
    header: "Objective",
    cell: ({ objectiveName }) => <span className="console-text">{objectiveName}</span>,
    minWidth: 170,
  },
  { id: "layer", header: "Layer", cell: ({ layer }) => layerText(layer), minWidth: 90 },
  ...SHARED,
  { id: "framework", header: "Framework", cell: ({ frameworkName }) => frameworkName, isExtra: true },
];
const CUSTOM: readonly Column<ControlCard>[] = [
  NAME,
  ...SHARED,
  { id: "updated", header: "Last updated", cell: ({ updatedAt }) => <Time at={updatedAt} relative /> },
];

export function Component() {
  const [search, setSearch] = useSearchParams();
  const mayCreate = useMay("CreateControl");
  return (
    <Page
      title="Control library"
      description="What is demanded, and where evidence of it comes from."
      actions={
        mayCreate && (
          <Button variant="primary" href={address("controls", "create")}>
            Create custom control
          </Button>
        )
      }
    >
      <Tabs
        ariaLabel="Kinds of control"
        activeTabId={search.get("tab") === "custom" ? "custom" : "standard"}
        onChange={({ detail }) => setSearch({ tab: detail.activeTabId }, { replace: true, preventScrollReset: true })}
        tabs={[
          { id: "standard", label: "Standard controls", content: <Controls isStandard mayCreate={mayCreate} /> },
          { id: "custom", label: "Custom controls", content: <Controls isStandard={false} mayCreate={mayCreate} /> },
        ]}
      />
    </Page>
  );
}

const NO_FILTER: PropertyFilterProps.Query = { tokens: [], operation: "and" };

interface Props {
  readonly isStandard: boolean;
  readonly mayCreate: boolean;
}

function Controls({ isStandard, mayCreate }: Props) {
  const [filter, setFilter] = useState(NO_FILTER);
  const paged = useControlCards(queryOf(filter.tokens, isStandard));
  const name = isStandard ? "Standard controls" : "Custom controls";
  return (
    <ResourceTable
      name={name}
      remember={isStandard ? "controls-standard" : "controls-custom"}
      columns={isStandard ? STANDARD : CUSTOM}
      paged={paged}
      rowId={({ id }) => id}
      filter={<Filter isStandard={isStandard} filter={filter} onChange={setFilter} />}
      empty={
        filter.tokens.length > 0 ? (
          <EmptyState
            title="No control fits"
            action={<Button onClick={() => setFilter(NO_FILTER)}>Clear the filter</Button>}
          >
            No control has all that you look for.
          </EmptyState>
        ) : (
          <Nothing isStandard={isStandard} mayCreate={mayCreate} />
        )
      }
    />
  );
}

function Nothing({ isStandard, mayCreate }: Props) {
  if (isStandard) return <EmptyState title="No standard controls">The server has no standard framework.</EmptyState>;
  return (
    <EmptyState
      title="No custom controls"
      action={mayCreate && <Button href={address("controls", "create")}>Create custom control</Button>}
    >
      {mayCreate
        ? "Create one, or make a copy of a standard control and change it."
        : "An administrator can make some."}
    </EmptyState>
  );
}

interface FilterProps {
  readonly isStandard: boolean;
  readonly filter: PropertyFilterProps.Query;
  readonly onChange: (filter: PropertyFilterProps.Query) => void;
}

function Filter({ isStandard, filter, onChange }: FilterProps) {
  const { data, isPending } = v1Hooks.useQuery("get", "/v1/control-domains", {}, { enabled: isStandard });
  const options = useMemo(() => optionsFor(data ?? []), [data]);
  return (
    <div className="console-screen-only">
      <PropertyFilter
        query={filter}
        onChange={({ detail }) => onChange(detail)}
        filteringProperties={propertiesFor(isStandard, options)}
        filteringOptions={options}
        filteringStatusType={isStandard && isPending ? "loading" : "finished"}
        filteringLoadingText="Loading domains"
        hideOperations
        freeTextFiltering={{ operators: [":"] }}
        filteringPlaceholder={isStandard ? "Find controls by text, domain, data source or layer" : "Find controls"}
        filteringAriaLabel="Find controls"
      />
    </div>
  );
}
