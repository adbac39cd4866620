import {
  AssociateAssessmentReportEvidenceFolderCommand,
  DisassociateAssessmentReportEvidenceFolderCommand,
} from "@aws-sdk/client-auditmanager";
import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMemo, useState } from "react";
import { type Listing, useAwsMutation, usePages } from "~/api/hooks";
import type { components } from "~/api/schema";
import { v1 } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import { type AssessmentSeen, useRefresh } from "~/pages/assessment/assessment";
import { folderAddress, type Place } from "~/pages/assessment/place";
import { EmptyState } from "~/parts/empty-state";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { total, VerdictCounts } from "~/parts/verdict-counts";

type Folder = components["schemas"]["FolderShown"];
type Page = components["schemas"]["FoldersPage"];

export const FOLDERS = "/v1/assessments/{assessment_id}/evidence-folders";
const ROWS = 20;

function columnsOf(place: Place): readonly Column<Folder>[] {
  const number = (value: number) => value.toLocaleString("en");
  return [
    {
      id: "day",
      header: "Evidence folder",
      isRowHeader: true,
      minWidth: 140,
      cell: ({ id, day }) => <Link href={folderAddress(place, id)}>{day}</Link>,
    },
    { id: "total", header: "Total evidence", cell: ({ evidenceCount }) => number(evidenceCount) },
    {
      id: "verdicts",
      header: "What the evidence says",
      minWidth: 180,
      cell: ({ verdicts }) => <VerdictCounts of={verdicts} isCompact />,
    },
    {
      id: "sources",
      header: "Data sources",
      minWidth: 200,
      cell: ({ sources }) => (
        <SpaceBetween size="xxxs">
          {sources.map(({ sourceKind, verdicts }) => (
            <span key={sourceKind}>
              {sourceKind}: {number(total(verdicts))}
            </span>
          ))}
        </SpaceBetween>
      ),
    },
    {
      id: "selected",
      header: "Assessment report selection",
      minWidth: 160,
      cell: ({ selectedCount, evidenceCount }) => `${number(selectedCount)} of ${number(evidenceCount)}`,
    },
  ];
}

/** The evidence folders of a control, as they are asked for. */
export function foldersOf({ assessmentId, controlSetId, controlId }: Place): Listing<Page> {
  return [
    ["get", FOLDERS, { assessmentId, controlSetId, controlId }],
    async (nextToken, signal) => {
      const query = { controlSetId, controlId, maxResults: ROWS, ...(nextToken ? { nextToken } : {}) };
      const params = { path: { assessment_id: assessmentId }, query };
      const { data } = await v1.GET(FOLDERS, { params, signal });
      return data as Page;
    },
  ];
}

interface Props {
  readonly place: Place;
  readonly seen: AssessmentSeen;
}

/** The evidence folders of a control, one for each day, the latest first. */
export function FoldersTable({ place, seen }: Props) {
  const [chosen, setChosen] = useState<readonly Folder[]>([]);
  const notify = useNotify();
  const refresh = useRefresh();
  const add = useAwsMutation(AssociateAssessmentReportEvidenceFolderCommand);
  const remove = useAwsMutation(DisassociateAssessmentReportEvidenceFolderCommand);
  const maySelect = seen.may("AssociateAssessmentReportEvidenceFolder");
  const paged = usePages<Page, Folder>(...foldersOf(place), (page) => page.folders);
  const each = async (change: typeof add | typeof remove, told: string) => {
    try {
      for (const { id } of chosen) {
        await change.mutateAsync({ assessmentId: place.assessmentId, evidenceFolderId: id });
      }
      notify({ type: "success", header: told });
      setChosen([]);
    } catch (error) {
      notify.failed(error);
    } finally {
      await refresh();
    }
  };
  const columns = useMemo(() => columnsOf(place), [place]);
  const folders = chosen.length === 1 ? "1 evidence folder" : `${chosen.length} evidence folders`;
  return (
    <ResourceTable
      name="Evidence folders"
      remember="evidence-folders"
      description="One for each day (UTC) on which something was collected, or brought by people."
      columns={columns}
      rowId={({ id }) => id}
      rowName={({ day }) => day}
      paged={paged}
      {...(maySelect ? { selection: "multi" as const, selected: chosen, onSelect: setChosen } : {})}
      actions={
        maySelect && (
          <SpaceBetween direction="horizontal" size="xs">
            <Button
              disabled={chosen.length === 0}
              loading={remove.isPending}
              onClick={() => void each(remove, `Removed ${folders} from the assessment report`)}
            >
              Remove from assessment report
            </Button>
            <Button
              disabled={chosen.length === 0}
              loading={add.isPending}
              onClick={() => void each(add, `Added ${folders} to the assessment report`)}
            >
              Add to assessment report
            </Button>
          </SpaceBetween>
        )
      }
      empty={
        <EmptyState title="No evidence yet">
          {seen.isActive
            ? "Collected evidence comes by itself, within minutes to a day. The tab Evidence sources says what is asked; what only people have must be added by hand."
            : "Nothing was found for the control while the assessment was active."}
        </EmptyState>
      }
    />
  );
}
