import { DeleteAssessmentCommand, ListAssessmentsCommand } from "@aws-sdk/client-auditmanager";
import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useNavigate } from "react-router";
import { useAwsMutation } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import type { AssessmentSeen } from "~/pages/assessment/assessment";
import { wordFor } from "~/pages/assessment/confirmation";
import { Confirm } from "~/parts/confirm";

interface Props {
  readonly assessmentId: string;
  readonly seen: AssessmentSeen;
  readonly onEnd: () => void;
}

/** Asks before an assessment is forgotten. */
export function Deletion({ assessmentId, seen, onEnd }: Props) {
  const notify = useNotify();
  const navigate = useNavigate();
  const remove = useAwsMutation(DeleteAssessmentCommand, [ListAssessmentsCommand]);
  const name = seen.assessment?.metadata?.name ?? "";
  const confirm = async () => {
    try {
      await remove.mutateAsync({ assessmentId });
    } catch {
      return; // it is shown in the dialog
    }
    notify({ type: "success", header: "The assessment was deleted" });
    navigate("/assessments");
  };
  return (
    <Confirm
      header="Delete the assessment?"
      action="Delete"
      word={wordFor(name)}
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => void confirm()}
      onCancel={onEnd}
    >
      <SpaceBetween size="s">
        <Alert type="warning">This cannot be undone.</Alert>
        <div>
          What is gone with <span className="console-text">{name}</span>:
          <ul>
            <li>all of its evidence, and what was selected for reports,</li>
            <li>control statuses, comments, delegations and the changelog,</li>
            <li>its list of reports.</li>
          </ul>
          Report archives that were made stay where they were put
          {seen.assessment?.metadata?.assessmentReportsDestination?.destination &&
            `: ${seen.assessment.metadata.assessmentReportsDestination.destination}`}
          . To end collecting and keep everything, make it inactive instead.
        </div>
      </SpaceBetween>
    </Confirm>
  );
}
