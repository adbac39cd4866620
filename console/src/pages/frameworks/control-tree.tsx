import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Link from "@cloudscape-design/components/link";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useMemo, useState } from "react";
import type { components } from "~/api/schema";
import { address } from "~/app/paths";
import { ALL, type Branch, type By, countsOf, expandable, treeOf, type Wanted } from "~/pages/frameworks/tree";
import { EmptyState } from "~/parts/empty-state";
import { LAYERS, layerText, MODES, modeText, SOURCE_TYPES, shareText, sourceTypeText } from "~/parts/library-words";
import { useRemembered } from "~/parts/remembered";
import "~/parts/library.css";

const COLUMNS: TableProps.ColumnDefinition<Branch>[] = [
  { id: "name", header: "Name", isRowHeader: true, minWidth: 300, width: 460, cell: (branch) => <Name of={branch} /> },
  {
    id: "layer",
    header: "Layer",
    minWidth: 110,
    cell: ({ controls }) => [...new Set(controls.map(({ layer }) => layerText(layer)))].join(", "),
  },
  {
    id: "share",
    header: "Automated",
    minWidth: 140,
    cell: ({ control, controls }) => {
      const counts = countsOf(controls);
      return control ? modeText(control.mode) : shareText(counts.automated, counts.controls);
    },
  },
  { id: "sources", header: "Evidence sources", minWidth: 110, cell: ({ controls }) => countsOf(controls).sources },
  {
    id: "types",
    header: "Data sources",
    minWidth: 200,
    cell: ({ controls }) => [...new Set(controls.flatMap((each) => each.sourceTypes))].map(sourceTypeText).join(", "),
  },
];

function Name({ of }: { readonly of: Branch }) {
  if (of.control) {
    return (
      <SpaceBetween direction="horizontal" size="xs">
        <Link href={address("controls", of.control.id)}>
          <span className="console-text">{[of.control.code, of.name].filter(Boolean).join(" ")}</span>
        </Link>
        {!of.control.isStandard && <Badge>Custom</Badge>}
      </SpaceBetween>
    );
  }
  return (
    <div>
      <Box variant="strong">
        <span className="console-text">{of.name}</span>
      </Box>{" "}
      <Box variant="span" color="text-body-secondary">
        ({of.controls.length})
      </Box>
      {of.purpose && (
        <Box variant="small" display="block">
          <span className="console-text">{of.purpose}</span>
        </Box>
      )}
    </div>
  );
}

/** The controls of a framework, browsed by domain and objective, or by layer. */
export function ControlTree({ framework }: { readonly framework: components["schemas"]["FrameworkShown"] }) {
  const [look, setLook] = useRemembered<{ by: By }>("framework-tree", { by: "domain" });
  const [wanted, setWanted] = useState<Wanted>(ALL);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const tree = useMemo(() => treeOf(framework, look.by, wanted), [framework, look.by, wanted]);
  const all = useMemo(() => expandable(tree), [tree]);
  const expanded = all.filter(({ id }) => open.has(id));
  // What is looked for is shown at once.
  const show = (by: By, next: Wanted) => {
    if (Object.values(next).some(Boolean)) setOpen(idsOf(treeOf(framework, by, next)));
  };
  const narrow = (next: Wanted) => {
    setWanted(next);
    show(look.by, next);
  };
  const browse = (by: By) => {
    setLook({ by });
    show(by, wanted);
  };
  const found = tree.reduce((sum, each) => sum + each.controls.length, 0);
  return (
    <Table<Branch>
      items={tree}
      columnDefinitions={COLUMNS}
      trackBy="id"
      wrapLines
      resizableColumns
      enableKeyboardNavigation
      expandableRows={{
        getItemChildren: (branch) => branch.children,
        isItemExpandable: (branch) => branch.children.length > 0,
        expandedItems: expanded,
        onExpandableItemToggle: ({ detail: { item, expanded: isOpened } }) => {
          const next = new Set(open);
          if (isOpened) next.add(item.id);
          else next.delete(item.id);
          setOpen(next);
        },
      }}
      ariaLabels={{
        tableLabel: "Control sets",
        expandButtonLabel: (branch) => `Show what is in ${branch.name}`,
        collapseButtonLabel: (branch) => `Hide what is in ${branch.name}`,
      }}
      header={
        <Header
          variant="h2"
          counter={`(${found} controls)`}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <SegmentedControl
                label="Browse by"
                selectedId={look.by}
                onChange={({ detail }) => browse(detail.selectedId as By)}
                options={[
                  { id: "domain", text: "By domain" },
                  { id: "layer", text: "By layer" },
                ]}
              />
              <Button onClick={() => setOpen(expanded.length < all.length ? idsOf(tree) : new Set())}>
                {expanded.length < all.length ? "Expand all" : "Collapse all"}
              </Button>
            </SpaceBetween>
          }
        >
          Control sets
        </Header>
      }
      filter={<Filter wanted={wanted} onChange={narrow} />}
      empty={
        <EmptyState title="No control fits" action={<Button onClick={() => setWanted(ALL)}>Clear the filter</Button>}>
          No control has what you look for.
        </EmptyState>
      }
    />
  );
}

function idsOf(tree: readonly Branch[]): ReadonlySet<string> {
  return new Set(expandable(tree).map(({ id }) => id));
}

interface FilterProps {
  readonly wanted: Wanted;
  readonly onChange: (wanted: Wanted) => void;
}

function Filter({ wanted, onChange }: FilterProps) {
  const choice = (name: "layer" | "mode" | "sourceType", any: string, words: Readonly<Record<string, string>>) => {
    const options = [{ value: "", label: any }, ...Object.entries(words).map(([value, label]) => ({ value, label }))];
    return (
      <Select
        ariaLabel={any}
        selectedOption={options.find(({ value }) => value === wanted[name]) ?? null}
        options={options}
        onChange={({ detail }) => onChange({ ...wanted, [name]: detail.selectedOption.value ?? "" })}
      />
    );
  };
  return (
    <div className="library-filter console-screen-only">
      <Input
        type="search"
        value={wanted.text}
        placeholder="Find controls by code, name or text"
        ariaLabel="Find controls"
        onChange={({ detail }) => onChange({ ...wanted, text: detail.value })}
      />
      {choice("layer", "Any layer", LAYERS)}
      {choice("mode", "Any automation", MODES)}
      {choice("sourceType", "Any data source", SOURCE_TYPES)}
    </div>
  );
}
