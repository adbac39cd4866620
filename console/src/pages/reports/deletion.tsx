import { DeleteAssessmentReportCommand, ListAssessmentReportsCommand } from "@aws-sdk/client-auditmanager";
import { useAwsMutation } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import { Confirm } from "~/parts/confirm";

interface Props {
  readonly assessmentId: string;
  readonly reportId: string;
  readonly name: string;
  readonly onClose: (isDone: boolean) => void;
}

/** Asks before a report is deleted. */
export function ReportDeletion({ assessmentId, reportId, name, onClose }: Props) {
  const notify = useNotify();
  const remove = useAwsMutation(DeleteAssessmentReportCommand, [ListAssessmentReportsCommand]);
  const confirm = async () => {
    try {
      await remove.mutateAsync({ assessmentId, assessmentReportId: reportId });
    } catch {
      return; // it is shown in the dialog
    }
    notify({ type: "success", header: `The report ${name} was deleted` });
    onClose(true);
  };
  return (
    <Confirm
      header="Delete the report?"
      action="Delete"
      onConfirm={() => void confirm()}
      onCancel={() => onClose(false)}
      isBusy={remove.isPending}
      error={remove.error}
    >
      The report <span className="console-text">{name}</span> and its zip are deleted, and this cannot be undone. Copies
      that somebody downloaded stay valid. The evidence is not touched: another report can be generated from it.
    </Confirm>
  );
}
