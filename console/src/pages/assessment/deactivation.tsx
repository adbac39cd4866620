import { UpdateAssessmentStatusCommand } from "@aws-sdk/client-auditmanager";
import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useAwsMutation } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import { type AssessmentSeen, useRefresh } from "~/pages/assessment/assessment";
import { Confirm } from "~/parts/confirm";

interface Props {
  readonly assessmentId: string;
  readonly seen: AssessmentSeen;
  readonly onEnd: () => void;
}

/** Asks before an assessment is ended, and says what that does. */
export function Deactivation({ assessmentId, seen, onEnd }: Props) {
  const notify = useNotify();
  const refresh = useRefresh();
  const end = useAwsMutation(UpdateAssessmentStatusCommand);
  const { metadata, framework } = seen.assessment ?? {};
  const sets = framework?.controlSets ?? [];
  const openSets = sets.filter((set) => set.status !== "REVIEWED").length;
  const openControls = sets
    .flatMap((set) => set.controls ?? [])
    .filter((each) => each.status === "UNDER_REVIEW").length;
  const openDelegations = (metadata?.delegations ?? []).filter((each) => each.status !== "COMPLETE").length;
  const confirm = async () => {
    try {
      await end.mutateAsync({ assessmentId, status: "INACTIVE" });
    } catch {
      return; // it is shown in the dialog
    }
    await refresh();
    notify({ type: "success", header: "The assessment is inactive", content: "Nothing more is collected for it." });
    onEnd();
  };
  return (
    <Confirm
      header="Make the assessment inactive?"
      action="Make inactive"
      word="inactive"
      isBusy={end.isPending}
      error={end.error}
      onConfirm={() => void confirm()}
      onCancel={onEnd}
    >
      <SpaceBetween size="s">
        <Alert type="warning">This cannot be undone: an inactive assessment does not become active again.</Alert>
        <div>
          What happens to <span className="console-text">{metadata?.name}</span>:
          <ul>
            <li>No more evidence is collected, in none of its accounts.</li>
            <li>
              {counted(openSets, "control set")} and {counted(openControls, "control")} that are under review become
              reviewed, as they are now.
            </li>
            <li>
              Delegates lose their access
              {openDelegations > 0 && `: ${counted(openDelegations, "delegation")} that are open end`}.
            </li>
            <li>Nobody can edit it, comment on it or add manual evidence to it any more.</li>
          </ul>
          What stays: all evidence, comments and the changelog. Owners and auditors still read them, and reports can
          still be made.
        </div>
      </SpaceBetween>
    </Confirm>
  );
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
}
