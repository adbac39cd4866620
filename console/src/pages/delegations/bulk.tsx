import {
  type AssessmentControl,
  type ControlStatus,
  GetAssessmentCommand,
  GetChangeLogsCommand,
  UpdateAssessmentControlCommand,
} from "@aws-sdk/client-auditmanager";
import Alert from "@cloudscape-design/components/alert";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { aws } from "~/api/aws";
import { explain } from "~/api/explain";
import { awsKey } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import { doEach, type Missed } from "~/pages/delegations/each";
import { Confirm } from "~/parts/confirm";
import { lengthOf, TextField } from "~/parts/text-field";

export const COMMENT_LENGTH = 500;

/** What is done to controls: a status they are to have, or a comment. */
export type Deed = ControlStatus | "COMMENT";

export const DEEDS: Readonly<Record<Deed, { readonly text: string; readonly tells: string }>> = {
  REVIEWED: {
    text: "Mark as reviewed",
    tells: "This is final: a control that is reviewed stays so. Evidence goes on being collected for it.",
  },
  UNDER_REVIEW: {
    text: "Mark as under review",
    tells: "Evidence is collected for it, and somebody has to look at it.",
  },
  INACTIVE: {
    text: "Mark as inactive",
    tells: "Nothing is collected for it until it is under review again. What was collected stays.",
  },
  COMMENT: { text: "Add comment", tells: "Everybody who sees the control reads it. A comment cannot be taken back." },
};

interface Props {
  readonly assessmentId: string;
  readonly controlSetId: string;
  readonly controls: readonly AssessmentControl[];
  readonly deed: Deed;
  readonly onClose: () => void;
}

/** Does the same to one or many controls, one after the other, and tells those that could not be done. Mount it while
 *  it is asked. */
export function BulkControls({ assessmentId, controlSetId, controls, deed, onClose }: Props) {
  const notify = useNotify();
  const queries = useQueryClient();
  const [comment, setComment] = useState("");
  const [done, setDone] = useState<number>();
  const [missed, setMissed] = useState<readonly Missed<AssessmentControl>[]>([]);
  const [isTried, setTried] = useState(false);
  const left = missed.length > 0 ? missed.map(({ item }) => item) : controls;
  const { text, tells } = DEEDS[deed];
  const lacks = deed === "COMMENT" && comment.trim() === "";

  const act = async () => {
    setTried(true);
    if (lacks || lengthOf(comment, COMMENT_LENGTH).isTooLong) return;
    setDone(0);
    const change = {
      ...(deed === "COMMENT" ? {} : { controlStatus: deed }),
      ...(comment.trim() === "" ? {} : { commentBody: comment }),
    };
    const failed = await doEach(
      left,
      (control) =>
        aws.send(new UpdateAssessmentControlCommand({ assessmentId, controlSetId, controlId: control.id, ...change })),
      setDone,
    );
    setDone(undefined);
    setMissed(failed);
    await Promise.all(
      [GetAssessmentCommand, GetChangeLogsCommand].map((each) => queries.invalidateQueries({ queryKey: awsKey(each) })),
    );
    const count = left.length - failed.length;
    if (count > 0) notify({ type: "success", header: `${text}: ${count === 1 ? left[0]?.name : `${count} controls`}` });
    if (failed.length === 0) onClose();
  };

  return (
    <Confirm
      header={left.length === 1 ? text : `${text}: ${left.length} controls`}
      action={text}
      onConfirm={() => void act()}
      onCancel={onClose}
      isBusy={done !== undefined}
    >
      <p>{tells}</p>
      <ul>
        {left.map((control) => (
          <li key={control.id}>
            <span className="console-text">{control.name}</span>
          </li>
        ))}
      </ul>
      <TextField
        label="Comment"
        isOptional={deed !== "COMMENT"}
        rows={3}
        limit={COMMENT_LENGTH}
        value={comment}
        onChange={setComment}
        error={isTried && lacks ? "Write a comment." : undefined}
      />
      {done !== undefined && left.length > 1 && (
        <ProgressBar label="Progress" value={(100 * done) / left.length} additionalInfo={`${done} of ${left.length}`} />
      )}
      {missed.length > 0 && (
        <Alert type="error" header="These were not changed">
          <ul>
            {missed.map(({ item, error }) => (
              <li key={item.id}>
                <span className="console-text">{item.name}</span>: {explain(error).message}
              </li>
            ))}
          </ul>
        </Alert>
      )}
    </Confirm>
  );
}
