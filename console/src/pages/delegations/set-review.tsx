import {
  type AssessmentControlSet,
  GetAssessmentCommand,
  GetChangeLogsCommand,
  GetDelegationsCommand,
  ListAssessmentsCommand,
  ListNotificationsCommand,
  UpdateAssessmentControlSetStatusCommand,
} from "@aws-sdk/client-auditmanager";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useAwsMutation } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import { DELEGATION_COMMENT_LENGTH, MOVES, type Move } from "~/pages/delegations/review";
import { Confirm } from "~/parts/confirm";
import { lengthOf, TextField } from "~/parts/text-field";

interface Props {
  readonly assessmentId: string;
  readonly controlSet: AssessmentControlSet;
  readonly move: Move;
  readonly onClose: () => void;
}

/** Submits a control set, completes its review or sends it back, with a comment. Mount it while it is asked. */
export function SetReview({ assessmentId, controlSet, move, onClose }: Props) {
  const notify = useNotify();
  const queries = useQueryClient();
  const [comment, setComment] = useState("");
  const { status, text, done } = MOVES[move];
  const update = useAwsMutation(UpdateAssessmentControlSetStatusCommand, [
    GetAssessmentCommand,
    GetDelegationsCommand,
    GetChangeLogsCommand,
    ListAssessmentsCommand,
    ListNotificationsCommand,
  ]);

  const confirm = async () => {
    if (lengthOf(comment, DELEGATION_COMMENT_LENGTH).isTooLong) return;
    try {
      await update.mutateAsync({ assessmentId, controlSetId: controlSet.id, status, comment });
    } catch {
      return; // it is shown in the dialog
    }
    await queries.invalidateQueries({ queryKey: ["get", "/v1/assessments/{assessment_id}"] });
    notify({ type: "success", header: `The control set ${controlSet.id} ${done}` });
    onClose();
  };

  return (
    <Confirm
      header={`${text}: ${controlSet.id}`}
      action={text}
      onConfirm={() => void confirm()}
      onCancel={onClose}
      isBusy={update.isPending}
      error={update.error}
    >
      <p>{consequences(move)}</p>
      <Open controlSet={controlSet} move={move} />
      <TextField
        label="Comment"
        isOptional
        rows={3}
        limit={DELEGATION_COMMENT_LENGTH}
        description="Goes with the notification, and stays with the control set."
        value={comment}
        onChange={setComment}
      />
    </Confirm>
  );
}

function consequences(move: Move): string {
  switch (move) {
    case "submit":
      return "The audit owners are notified that the control set waits for them. They complete its review, or send it back.";
    case "complete":
      return "This is final: a reviewed control set cannot be opened again, and its delegates lose access to it. Evidence goes on being collected.";
    case "send back":
      return "The control set is active again, and its delegates are notified to go on with it.";
  }
}

function Open({ controlSet, move }: { readonly controlSet: AssessmentControlSet; readonly move: Move }) {
  const controls = controlSet.controls ?? [];
  const open = controls.filter((control) => control.status === "UNDER_REVIEW").length;
  if (move === "send back" || open === 0) return null;
  return (
    <p>
      <strong>
        {open} of {controls.length} controls {open === 1 ? "is" : "are"} not marked as reviewed.
      </strong>{" "}
      You can go on all the same: they stay as they are.
    </p>
  );
}
