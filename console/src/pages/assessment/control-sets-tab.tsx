import { useCollection } from "@cloudscape-design/collection-hooks";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { useMemo, useState } from "react";
import { address } from "~/app/paths";
import type { AssessmentSeen, Coverage } from "~/pages/assessment/assessment";
import { nameOf } from "~/pages/assessment/people";
import { controlAddress } from "~/pages/assessment/place";
import { filtered, gapsText, shareText, type TreeFilter, type TreeRow, treeOf } from "~/pages/assessment/summary";
import { EmptyState } from "~/parts/empty-state";
import {
  ControlSetStatus,
  ControlStatus,
  controlStatusText,
  StandingStatus,
  standingText,
} from "~/parts/review-status";
import { VerdictCounts } from "~/parts/verdict-counts";

interface Props {
  readonly assessmentId: string;
  readonly seen: AssessmentSeen;
  readonly coverage: Coverage | undefined;
}

const ALL: TreeFilter = { text: "", status: "", standing: "" };
const STATUSES = [
  { value: "", label: "All control statuses" },
  ...["UNDER_REVIEW", "REVIEWED", "INACTIVE"].map((value) => ({ value, label: controlStatusText(value) })),
];
const STANDINGS = [
  { value: "", label: "Any compliance" },
  ...(["NON_COMPLIANT", "COMPLIANT", "INCONCLUSIVE", "NOT_APPLICABLE", "NO_EVIDENCE"] as const).map((value) => ({
    value,
    label: standingText(value),
  })),
  { value: "AWAITING_PEOPLE", label: "Waiting for people" },
];

/** Controls grouped by control set. */
export function ControlSetsTab({ assessmentId, seen, coverage }: Props) {
  const [wanted, setWanted] = useState(ALL);
  const sets = seen.assessment?.framework?.controlSets ?? [];
  const rows = useMemo(() => treeOf(sets, coverage), [sets, coverage]);
  const shown = useMemo(() => filtered(rows, wanted), [rows, wanted]);
  const { items, collectionProps, actions } = useCollection(shown, {
    expandableRows: { getId: (row) => row.key, getParentId: (row) => row.parentKey },
    sorting: {},
  });
  const isFiltered = wanted !== ALL;
  const parents = shown.filter((row) => row.parentKey === null);
  // What was looked for is to be seen, without opening each set.
  const expanded = isFiltered ? parents : undefined;
  const controlsCount = shown.length - parents.length;
  return (
    <Table<TreeRow>
      {...collectionProps}
      {...(expanded && collectionProps.expandableRows
        ? { expandableRows: { ...collectionProps.expandableRows, expandedItems: expanded } }
        : {})}
      items={items}
      variant="container"
      trackBy="key"
      wrapLines
      resizableColumns
      stickyHeader
      enableKeyboardNavigation
      ariaLabels={{
        tableLabel: "Controls grouped by control set",
        expandButtonLabel: (row) => `Show the controls of ${row.set.id}`,
        collapseButtonLabel: (row) => `Hide the controls of ${row.set.id}`,
      }}
      columnDefinitions={columnsOf(assessmentId, seen, coverage)}
      header={
        <Header
          variant="h2"
          counter={`(${controlsCount})`}
          description="A control set leads to its review, a control to its evidence."
          actions={
            !isFiltered && (
              <SpaceBetween direction="horizontal" size="xs">
                <Button onClick={() => actions.setExpandedItems(parents)}>Open all</Button>
                <Button onClick={() => actions.setExpandedItems([])}>Close all</Button>
              </SpaceBetween>
            )
          }
        >
          Controls
        </Header>
      }
      filter={
        <Filter wanted={wanted} onChange={setWanted} count={controlsCount} hasStandings={coverage !== undefined} />
      }
      empty={
        isFiltered ? (
          <EmptyState title="Nothing matches" action={<Button onClick={() => setWanted(ALL)}>Clear the filter</Button>}>
            No control is like what you asked for.
          </EmptyState>
        ) : (
          <EmptyState title="No control sets">None of this assessment is yours to see.</EmptyState>
        )
      }
    />
  );
}

interface FilterProps {
  readonly wanted: TreeFilter;
  readonly onChange: (wanted: TreeFilter) => void;
  readonly count: number;
  readonly hasStandings: boolean;
}

function Filter({ wanted, onChange, count, hasStandings }: FilterProps) {
  // What asks for nothing is the same as not to have asked.
  const change = (part: Partial<TreeFilter>) => {
    const next = { ...wanted, ...part };
    onChange(Object.values(next).some(Boolean) ? next : ALL);
  };
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <TextFilter
        filteringText={wanted.text}
        filteringPlaceholder="Find controls"
        filteringAriaLabel="Find controls"
        countText={count === 1 ? "1 match" : `${count} matches`}
        onChange={({ detail }) => change({ text: detail.filteringText })}
      />
      <Select
        ariaLabel="Filter by control status"
        options={STATUSES}
        selectedOption={STATUSES.find((each) => each.value === wanted.status) ?? null}
        onChange={({ detail }) => change({ status: detail.selectedOption.value ?? "" })}
      />
      {hasStandings && (
        <Select
          ariaLabel="Filter by compliance"
          options={STANDINGS}
          selectedOption={STANDINGS.find((each) => each.value === wanted.standing) ?? null}
          onChange={({ detail }) => change({ standing: detail.selectedOption.value ?? "" })}
        />
      )}
    </SpaceBetween>
  );
}

function columnsOf(
  assessmentId: string,
  seen: AssessmentSeen,
  coverage: Coverage | undefined,
): TableProps.ColumnDefinition<TreeRow>[] {
  const delegates = (row: TreeRow) =>
    row.control ? "" : (row.set.delegations ?? []).map((each) => nameOf(each.roleArn)).join(", ") || "-";
  const plain: TableProps.ColumnDefinition<TreeRow>[] = [
    {
      id: "name",
      header: "Controls grouped by control set",
      isRowHeader: true,
      minWidth: 230,
      cell: (row) => <Name assessmentId={assessmentId} row={row} />,
      sortingComparator: (one, other) => nameIn(one).localeCompare(nameIn(other), "en", { numeric: true }),
    },
    {
      id: "status",
      header: "Control status",
      minWidth: 140,
      cell: (row) =>
        row.control ? <ControlStatus of={row.control.status} /> : <ControlSetStatus of={row.set.status} />,
    },
    { id: "delegated", header: "Delegated to", minWidth: 120, cell: delegates },
    {
      id: "evidence",
      header: "Total evidence",
      minWidth: 132,
      cell: (row) => evidenceCount(row).toLocaleString("en"),
      sortingComparator: (one, other) => evidenceCount(one) - evidenceCount(other),
    },
  ];
  if (!coverage || !seen.may("GetCoverage")) return plain;
  return [
    ...plain,
    {
      id: "compliance",
      header: "Compliance",
      minWidth: 168,
      cell: ({ found, summary }) => {
        if (found) return <StandingStatus of={found.standing} />;
        return summary ? `${summary.nonCompliantControls} of ${summary.controlsCount} non-compliant` : "-";
      },
    },
    {
      id: "verdicts",
      header: "What the evidence says",
      minWidth: 175,
      cell: ({ found, summary }) => {
        const verdicts = found?.verdicts ?? summary?.verdicts;
        return verdicts ? <VerdictCounts of={verdicts} isCompact /> : "-";
      },
    },
    {
      id: "coverage",
      header: "Coverage",
      minWidth: 140,
      cell: ({ found, summary }) => <Share of={found?.coverage ?? summary?.coverage} />,
    },
    {
      id: "people",
      header: "Waiting for people",
      minWidth: 140,
      cell: ({ found, summary }) => {
        const count = found?.awaitingPeople.length ?? 0;
        if (!found)
          return summary?.awaitingPeople ? `${summary.awaitingPeople} of ${summary.controlsCount} controls` : "-";
        return count === 0 ? "-" : `${count} to bring by hand`;
      },
    },
  ];
}

function Share({ of }: { readonly of: Coverage["coverage"] | undefined }) {
  if (!of) return "-";
  const gaps = gapsText(of);
  return (
    <div>
      {shareText(of.share)}
      {gaps && (
        <Box variant="small" color="text-body-secondary" display="block">
          {gaps}
        </Box>
      )}
    </div>
  );
}

function Name({
  assessmentId,
  row: { control, set, found },
}: {
  readonly assessmentId: string;
  readonly row: TreeRow;
}) {
  if (!control) {
    return (
      <Box variant="strong">
        <Link href={address("delegations", assessmentId, set.id ?? "")}>
          <span className="console-text">{set.id}</span>
        </Link>{" "}
        ({set.controls?.length ?? 0})
      </Box>
    );
  }
  const href = controlAddress({ assessmentId, controlSetId: set.id ?? "", controlId: control.id ?? "" });
  return (
    <div>
      <Link href={href}>
        <span className="console-text">{control.name}</span>
      </Link>
      {found && found.code !== found.id && (
        <Box variant="small" color="text-body-secondary" display="block">
          {found.code}
        </Box>
      )}
    </div>
  );
}

function nameIn({ control, set }: TreeRow): string {
  return control?.name ?? set.id ?? "";
}

function evidenceCount({ control, set }: TreeRow): number {
  return control ? (control.evidenceCount ?? 0) : (set.systemEvidenceCount ?? 0) + (set.manualEvidenceCount ?? 0);
}
