import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TextFilter from "@cloudscape-design/components/text-filter";
import { useMemo, useState } from "react";
import { usePages } from "~/api/hooks";
import type { AssessmentSeen } from "~/pages/assessment/assessment";
import { evidenceAddress, type Whereabouts } from "~/pages/assessment/place";
import { EVERYTHING, type Folder, type Item, type ItemFilter, queryOf } from "~/pages/evidence/folder";
import { isSelected, useSelecting } from "~/pages/evidence/selection";
import { EmptyState } from "~/parts/empty-state";
import { type FoundPage, foundBy } from "~/parts/found-evidence";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { Time } from "~/parts/time";
import { VerdictStatus, verdictText } from "~/parts/verdict";

const VERDICTS = ["NON_COMPLIANT", "COMPLIANT", "INCONCLUSIVE", "NOT_APPLICABLE"] as const;

interface Props {
  readonly place: Whereabouts;
  readonly seen: AssessmentSeen;
  readonly folder: Folder;
}

/** The evidence of a folder, page by page. */
export function ItemsTable({ place, seen, folder }: Props) {
  const [filter, setFilter] = useState(EVERYTHING);
  const [chosen, setChosen] = useState<readonly Item[]>([]);
  const selecting = useSelecting(place.assessmentId, place.folderId);
  const maySelect = seen.may("BatchAssociateAssessmentReportEvidence");
  const paged = usePages<FoundPage, Item>(
    ...foundBy(queryOf(place.assessmentId, folder, filter)),
    (page) => page.evidence,
  );
  const columns = useMemo(() => columnsOf(place, folder), [place, folder]);
  const ids = chosen.map((item) => item.id);
  const act = async (change: (ids: readonly string[]) => Promise<boolean>) => {
    if (await change(ids)) setChosen([]);
  };
  const isFiltered = filter !== EVERYTHING;
  return (
    <ResourceTable
      name="Evidence"
      remember="folder-evidence"
      columns={columns}
      rowId={({ id }) => id}
      rowName={(item) => `${item.eventName || item.sourceKind} ${item.resource}`}
      paged={paged}
      filter={<Filter folder={folder} filter={filter} onChange={setFilter} />}
      {...(maySelect ? { selection: "multi" as const, selected: chosen, onSelect: setChosen } : {})}
      actions={
        maySelect && (
          <SpaceBetween direction="horizontal" size="xs">
            <Button
              disabled={ids.length === 0}
              loading={selecting.isRemoving}
              onClick={() => void act(selecting.remove)}
            >
              Remove from assessment report
            </Button>
            <Button disabled={ids.length === 0} loading={selecting.isAdding} onClick={() => void act(selecting.add)}>
              Add to assessment report
            </Button>
          </SpaceBetween>
        )
      }
      empty={
        isFiltered ? (
          <EmptyState
            title="Nothing matches"
            action={<Button onClick={() => setFilter(EVERYTHING)}>Clear the filter</Button>}
          >
            No evidence of the folder is like what you asked for.
          </EmptyState>
        ) : (
          <EmptyState title="No evidence">The folder is empty.</EmptyState>
        )
      }
    />
  );
}

interface FilterProps {
  readonly folder: Folder;
  readonly filter: ItemFilter;
  readonly onChange: (filter: ItemFilter) => void;
}

function Filter({ folder, filter, onChange }: FilterProps) {
  const [text, setText] = useState(filter.text);
  const change = (part: Partial<ItemFilter>) => {
    const next = { ...filter, ...part };
    onChange(Object.values(next).some(Boolean) ? next : EVERYTHING);
  };
  const verdicts = [
    { value: "", label: "Any verdict" },
    ...VERDICTS.map((value) => ({ value, label: verdictText(value) })),
  ];
  const kinds = [
    { value: "", label: "Any data source" },
    ...folder.sources.map(({ sourceKind }) => ({ value: sourceKind, label: sourceKind })),
  ];
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <TextFilter
        filteringText={text}
        filteringPlaceholder="Find evidence, then Enter"
        filteringAriaLabel="Find evidence"
        onChange={({ detail }) => setText(detail.filteringText)}
        onDelayedChange={({ detail }) => change({ text: detail.filteringText })}
      />
      <Select
        ariaLabel="Filter by verdict"
        options={verdicts}
        selectedOption={verdicts.find((each) => each.value === filter.verdict) ?? null}
        onChange={({ detail }) => change({ verdict: detail.selectedOption.value as ItemFilter["verdict"] })}
      />
      <Select
        ariaLabel="Filter by data source"
        options={kinds}
        selectedOption={kinds.find((each) => each.value === filter.sourceKind) ?? null}
        onChange={({ detail }) => change({ sourceKind: detail.selectedOption.value as ItemFilter["sourceKind"] })}
      />
    </SpaceBetween>
  );
}

function columnsOf(place: Whereabouts, folder: Folder): readonly Column<Item>[] {
  return [
    {
      id: "time",
      header: "Time",
      isRowHeader: true,
      minWidth: 180,
      cell: ({ id, time }) => (
        <Link href={evidenceAddress(place, place.folderId, id)}>
          <Time at={time} />
        </Link>
      ),
    },
    { id: "verdict", header: "Verdict", minWidth: 170, cell: ({ verdict }) => <VerdictStatus of={verdict} /> },
    {
      id: "reason",
      header: "Reason",
      minWidth: 220,
      cell: ({ reason }) => <span className="console-text">{reason || "-"}</span>,
    },
    {
      id: "event",
      header: "Event name",
      minWidth: 180,
      cell: ({ eventName }) => <span className="console-text">{eventName || "-"}</span>,
    },
    {
      id: "resource",
      header: "Resource",
      minWidth: 200,
      cell: ({ resource }) => <span className="console-text">{resource || "-"}</span>,
    },
    { id: "source", header: "Data source", minWidth: 140, cell: ({ sourceKind }) => sourceKind },
    { id: "type", header: "Evidence by type", minWidth: 150, cell: ({ evidenceByType }) => evidenceByType },
    { id: "account", header: "Account", minWidth: 130, cell: ({ account }) => account },
    { id: "region", header: "Region", minWidth: 120, cell: ({ region }) => region },
    {
      id: "selected",
      header: "Assessment report selection",
      minWidth: 140,
      cell: ({ id }) => (isSelected(folder.selection, id) ? "Yes" : "No"),
    },
    {
      id: "principal",
      header: "Who",
      isExtra: true,
      cell: ({ principal }) => <span className="console-text">{principal || "-"}</span>,
    },
    { id: "collected", header: "Collected at", isExtra: true, cell: ({ collectedAt }) => <Time at={collectedAt} /> },
  ];
}
