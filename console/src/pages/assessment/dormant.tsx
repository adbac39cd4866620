import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { address } from "~/app/paths";
import type { AssessmentSeen } from "~/pages/assessment/assessment";

interface Props {
  readonly assessmentId: string;
  readonly seen: AssessmentSeen;
}

/** Tells that nothing is collected since the account was registered again, and how that goes on. */
export function Dormant({ assessmentId, seen }: Props) {
  if (!seen.own?.isDormant || !seen.isActive) return null;
  const mayWake = seen.may("UpdateAssessment");
  return (
    <Alert
      type="warning"
      header="No evidence is collected"
      action={mayWake && <Button href={address("assessments", assessmentId, "edit")}>Edit assessment</Button>}
    >
      The account was deregistered and registered again since. Collecting goes on from the moment that{" "}
      {mayWake ? "you edit and save the assessment" : "an audit owner edits and saves the assessment"}; what happened
      before is not collected.
    </Alert>
  );
}
