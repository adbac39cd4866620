import { type AssessmentControl, UpdateAssessmentControlCommand } from "@aws-sdk/client-auditmanager";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { fieldError } from "~/api/explain";
import { useAwsMutation } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import { type AssessmentSeen, useRefresh } from "~/pages/assessment/assessment";
import type { Place } from "~/pages/assessment/place";
import { type Move, movesFrom } from "~/pages/assessment-control/moves";
import { Confirm } from "~/parts/confirm";
import { controlStatusText } from "~/parts/review-status";
import { lengthOf, TextField } from "~/parts/text-field";

const COMMENT_MOST = 500;

interface Props {
  readonly place: Place;
  readonly seen: AssessmentSeen;
  readonly control: AssessmentControl;
}

/** Offers the statuses that a control can have next, to who may give them. */
export function StatusButton({ place, seen, control }: Props) {
  const [asked, setAsked] = useState<Move>();
  const moves = movesFrom(control.status);
  const mayMove = seen.isActive && seen.mayIn(place.controlSetId, "UpdateAssessmentControl");
  if (!mayMove || moves.length === 0) return null;
  return (
    <>
      <ButtonDropdown
        items={moves.map(({ to }) => ({ id: to, text: controlStatusText(to) }))}
        onItemClick={({ detail }) => setAsked(moves.find((move) => move.to === detail.id))}
      >
        Update control status
      </ButtonDropdown>
      {asked && <Asking place={place} control={control} move={asked} onEnd={() => setAsked(undefined)} />}
    </>
  );
}

interface AskingProps {
  readonly place: Place;
  readonly control: AssessmentControl;
  readonly move: Move;
  readonly onEnd: () => void;
}

function Asking({ place, control, move, onEnd }: AskingProps) {
  const [comment, setComment] = useState("");
  const notify = useNotify();
  const refresh = useRefresh();
  const update = useAwsMutation(UpdateAssessmentControlCommand);
  const text = controlStatusText(move.to);
  const confirm = async () => {
    if (lengthOf(comment, COMMENT_MOST).isTooLong) return;
    const said = comment.trim();
    try {
      await update.mutateAsync({ ...place, controlStatus: move.to, ...(said ? { commentBody: said } : {}) });
    } catch {
      return; // it is shown in the dialog
    }
    await refresh();
    notify({ type: "success", header: `The control is now: ${text}` });
    onEnd();
  };
  return (
    <Confirm
      header={`Update control status to ${text}?`}
      action="Update control status"
      isBusy={update.isPending}
      error={update.error}
      onConfirm={() => void confirm()}
      onCancel={onEnd}
    >
      <SpaceBetween size="m">
        <div>
          <span className="console-text">{control.name}</span>: {move.consequence}
        </div>
        <TextField
          label="Comment"
          isOptional
          rows={3}
          limit={COMMENT_MOST}
          value={comment}
          onChange={setComment}
          error={fieldError(update.error, "commentBody")}
        />
      </SpaceBetween>
    </Confirm>
  );
}
