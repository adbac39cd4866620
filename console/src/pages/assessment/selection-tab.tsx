import { DisassociateAssessmentReportEvidenceFolderCommand } from "@aws-sdk/client-auditmanager";
import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import { useState } from "react";
import { useAwsMutation, usePages } from "~/api/hooks";
import type { components } from "~/api/schema";
import { v1 } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import { type AssessmentSeen, SELECTION, useRefresh } from "~/pages/assessment/assessment";
import { controlAddress, folderAddress, type Place } from "~/pages/assessment/place";
import { EmptyState } from "~/parts/empty-state";
import { type Column, ResourceTable } from "~/parts/resource-table";

type Folder = components["schemas"]["SelectedFolder"];
type Page = components["schemas"]["SelectionPage"];

const ROWS = 20;

function columnsOf(assessmentId: string): readonly Column<Folder>[] {
  const within = ({ controlSetId, controlId }: Folder): Place => ({ assessmentId, controlSetId, controlId });
  return [
    {
      id: "day",
      header: "Evidence folder",
      isRowHeader: true,
      minWidth: 140,
      cell: (row) => <Link href={folderAddress(within(row), row.folderId)}>{row.day}</Link>,
    },
    {
      id: "count",
      header: "Selected evidence",
      minWidth: 160,
      cell: ({ selectedCount, evidenceCount }) =>
        `${selectedCount.toLocaleString("en")} of ${evidenceCount.toLocaleString("en")}`,
    },
    {
      id: "control",
      header: "Control",
      minWidth: 220,
      cell: (row) => (
        <Link href={controlAddress(within(row))}>
          <span className="console-text">{row.controlName}</span>
        </Link>
      ),
    },
    {
      id: "set",
      header: "Control set",
      minWidth: 160,
      cell: ({ controlSetId }) => <span className="console-text">{controlSetId}</span>,
    },
    {
      id: "later",
      header: "What comes in later",
      minWidth: 150,
      cell: ({ isWhole }) => (isWhole ? "Selected, too" : "Not selected"),
    },
  ];
}

interface Props {
  readonly assessmentId: string;
  readonly seen: AssessmentSeen;
}

/** Which evidence folders have something that is to be in the next report. */
export function SelectionTab({ assessmentId, seen }: Props) {
  const [chosen, setChosen] = useState<readonly Folder[]>([]);
  const notify = useNotify();
  const refresh = useRefresh();
  const remove = useAwsMutation(DisassociateAssessmentReportEvidenceFolderCommand);
  const mayRemove = seen.may("DisassociateAssessmentReportEvidenceFolder");
  const paged = usePages<Page, Folder>(
    ["get", SELECTION, assessmentId],
    async (nextToken, signal) => {
      const query = { maxResults: ROWS, ...(nextToken ? { nextToken } : {}) };
      const { data } = await v1.GET(SELECTION, { params: { path: { assessment_id: assessmentId }, query }, signal });
      return data as Page;
    },
    (page) => page.folders,
  );
  const removeAll = async () => {
    try {
      for (const { folderId } of chosen) await remove.mutateAsync({ assessmentId, evidenceFolderId: folderId });
      notify({ type: "success", header: `Removed ${chosen.length} evidence folders from the assessment report` });
      setChosen([]);
    } catch (error) {
      notify.failed(error);
    } finally {
      await refresh();
    }
  };
  return (
    <ResourceTable
      name="Assessment report selection"
      remember="assessment-selection"
      description="What the next assessment report has. As long as nothing is selected, it has all evidence."
      columns={columnsOf(assessmentId)}
      rowId={({ folderId }) => folderId}
      rowName={({ day, controlName }) => `${controlName}, ${day}`}
      paged={paged}
      {...(mayRemove ? { selection: "multi" as const, selected: chosen, onSelect: setChosen } : {})}
      actions={
        mayRemove && (
          <Button disabled={chosen.length === 0} loading={remove.isPending} onClick={() => void removeAll()}>
            Remove from assessment report
          </Button>
        )
      }
      empty={
        <EmptyState title="Nothing is selected">
          A report made now has all evidence. To choose, open an evidence folder of a control and add what matters.
        </EmptyState>
      }
    />
  );
}
