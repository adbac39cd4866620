import { type ControlComment, UpdateAssessmentControlCommand } from "@aws-sdk/client-auditmanager";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type SyntheticEvent, useState } from "react";
import { fieldError } from "~/api/explain";
import { useAwsMutation } from "~/api/hooks";
import { type AssessmentSeen, useRefresh } from "~/pages/assessment/assessment";
import type { Place } from "~/pages/assessment/place";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { lengthOf, TextField } from "~/parts/text-field";
import { Time } from "~/parts/time";

const MOST = 500;

interface Props {
  readonly place: Place;
  readonly seen: AssessmentSeen;
  readonly comments: readonly ControlComment[];
}

/** What people said of a control, the latest first. */
export function Comments({ place, seen, comments }: Props) {
  const mayComment = seen.isActive && seen.mayIn(place.controlSetId, "UpdateAssessmentControl");
  const latestFirst = [...comments].reverse();
  return (
    <Container
      header={
        <Header variant="h2" counter={`(${comments.length})`}>
          Comments
        </Header>
      }
    >
      <SpaceBetween size="l">
        {mayComment && <NewComment place={place} />}
        {comments.length === 0 && (
          <EmptyState title="No comments">
            {mayComment ? "Say what you found, or what is still to be done." : "Nobody has said anything."}
          </EmptyState>
        )}
        <ul className="console-plain-list" aria-label="Comments">
          {latestFirst.map((comment) => (
            <li key={`${comment.postedDate?.getTime()} ${comment.authorName} ${comment.commentBody}`}>
              <Box variant="awsui-key-label">
                {comment.authorName}, <Time at={comment.postedDate} />
              </Box>
              <span className="console-text">{comment.commentBody}</span>
            </li>
          ))}
        </ul>
      </SpaceBetween>
    </Container>
  );
}

function NewComment({ place }: { readonly place: Place }) {
  const [text, setText] = useState("");
  const refresh = useRefresh();
  const update = useAwsMutation(UpdateAssessmentControlCommand);
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!text.trim() || lengthOf(text, MOST).isTooLong) return;
    try {
      await update.mutateAsync({ ...place, commentBody: text.trim() });
    } catch {
      return; // it is shown above the field, and what was typed stays
    }
    setText("");
    await refresh();
  };
  return (
    <form onSubmit={submit}>
      <Form
        actions={
          <Button loading={update.isPending} disabled={!text.trim()}>
            Add comment
          </Button>
        }
      >
        <SpaceBetween size="s">
          <ErrorAlert error={update.error} />
          <TextField
            label="New comment"
            rows={3}
            limit={MOST}
            value={text}
            onChange={setText}
            description="Everybody who sees the control reads it. It stays for good."
            error={fieldError(update.error, "commentBody")}
          />
        </SpaceBetween>
      </Form>
    </form>
  );
}
