import { type AssessmentReportMetadata, ListAssessmentReportsCommand } from "@aws-sdk/client-auditmanager";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useState } from "react";
import { useAwsPages } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import { address } from "~/app/paths";
import { REPORT_COLUMNS } from "~/pages/reports/columns";
import { ReportDeletion } from "~/pages/reports/deletion";
import { download, LOOK_AGAIN_MS, useReportRights } from "~/pages/reports/reports";
import { EmptyState } from "~/parts/empty-state";
import { Page } from "~/parts/page";
import { type Column, ResourceTable } from "~/parts/resource-table";

const ROWS = 20;
const COLUMNS: readonly Column<AssessmentReportMetadata>[] = [
  ...REPORT_COLUMNS,
  { id: "author", header: "Author", cell: ({ author }) => <span className="console-text">{author}</span> },
  {
    id: "description",
    header: "Description",
    minWidth: 200,
    cell: ({ description }) => <span className="console-text">{description || "-"}</span>,
  },
  { id: "id", header: "ID", cell: ({ id }) => id, isExtra: true },
];

export function Component() {
  const notify = useNotify();
  const [isMaking, setMaking] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const [isAsked, setAsked] = useState(false);
  const paged = useAwsPages(ListAssessmentReportsCommand, { maxResults: ROWS }, (page) => page.assessmentReports, {
    refetchInterval: isMaking ? LOOK_AGAIN_MS : false,
  });
  const { items } = paged;
  useEffect(() => setMaking(items.some(({ status }) => status === "IN_PROGRESS")), [items]);
  const report = items.find(({ id }) => id === chosen);
  const rights = useReportRights(report?.assessmentId);
  const reason = report ? undefined : "Choose a report first.";
  const unfinished = report && report.status !== "COMPLETE" ? "It is not complete." : undefined;
  const underWay = report?.status === "IN_PROGRESS" ? "It is being made." : undefined;

  const fetch = async () => {
    try {
      await download(report?.assessmentId ?? "", report?.id ?? "");
    } catch (error) {
      notify.failed(error);
    }
  };

  return (
    <Page title="Download center" description="Assessment reports, to be downloaded, validated and handed on.">
      <ResourceTable
        name="Assessment reports"
        remember="reports"
        paged={paged}
        columns={COLUMNS}
        rowId={({ id }) => id ?? ""}
        rowName={({ name }) => name ?? ""}
        selection="single"
        selected={report ? [report] : []}
        onSelect={([row]) => setChosen(row?.id)}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            {(!report || rights.mayDelete) && (
              <Choice reason={reason ?? underWay} onClick={() => setAsked(true)}>
                Delete
              </Choice>
            )}
            {(!report || rights.mayFetch) && (
              <Choice reason={reason ?? unfinished} onClick={() => void fetch()} isMain>
                Download
              </Choice>
            )}
          </SpaceBetween>
        }
        empty={
          <EmptyState title="No reports" action={<Button href={address("assessments")}>Go to the assessments</Button>}>
            Open an assessment that you own, and generate a report there.
          </EmptyState>
        }
      />
      {isAsked && report && (
        <ReportDeletion
          assessmentId={report.assessmentId ?? ""}
          reportId={report.id ?? ""}
          name={report.name ?? ""}
          onClose={(isDone) => {
            setAsked(false);
            if (isDone) setChosen(undefined);
          }}
        />
      )}
    </Page>
  );
}

interface ChoiceProps {
  readonly reason: string | undefined;
  readonly onClick: () => void;
  readonly isMain?: boolean;
  readonly children: string;
}

/** A button for the row that is chosen; it says why it does nothing. */
function Choice({ reason, onClick, isMain = false, children }: ChoiceProps) {
  return (
    <Button
      variant={isMain ? "primary" : "normal"}
      disabled={reason !== undefined}
      {...(reason === undefined ? {} : { disabledReason: reason })}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}
