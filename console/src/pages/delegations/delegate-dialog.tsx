import {
  BatchCreateDelegationByAssessmentCommand,
  GetAssessmentCommand,
  GetDelegationsCommand,
  ListAssessmentsCommand,
} from "@aws-sdk/client-auditmanager";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Modal from "@cloudscape-design/components/modal";
import Multiselect from "@cloudscape-design/components/multiselect";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useAwsMutation } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import { PersonPicker } from "~/pages/delegations/person-picker";
import { arnFault, DELEGATION_COMMENT_LENGTH, nameOf } from "~/pages/delegations/review";
import { ErrorAlert } from "~/parts/error-alert";
import { lengthOf, TextField } from "~/parts/text-field";

export interface DelegateProps {
  readonly assessmentId: string;
  /** Control sets that can be delegated: ACTIVE ones of an active assessment. */
  readonly controlSetIds: readonly string[];
  /** Those that are chosen at first; all if absent and there is but one. */
  readonly chosen?: readonly string[];
  readonly onClose: () => void;
  readonly onDone?: () => void;
}

/** The dialog itself; pages take the one of `delegate.tsx`, which brings this when it is asked for. */
export function DelegateControlSets({ assessmentId, controlSetIds, chosen, onClose, onDone }: DelegateProps) {
  const notify = useNotify();
  const [sets, setSets] = useState<readonly string[]>(chosen ?? (controlSetIds.length === 1 ? controlSetIds : []));
  const [arn, setArn] = useState("");
  const [comment, setComment] = useState("");
  const [isTried, setTried] = useState(false);
  const [refused, setRefused] = useState<readonly { readonly set: string; readonly reason: string }[]>([]);
  const create = useAwsMutation(BatchCreateDelegationByAssessmentCommand, [
    GetAssessmentCommand,
    GetDelegationsCommand,
    ListAssessmentsCommand,
  ]);
  const wrongArn = arnFault(arn);

  const submit = async () => {
    setTried(true);
    if (wrongArn || sets.length === 0 || lengthOf(comment, DELEGATION_COMMENT_LENGTH).isTooLong) return;
    const createDelegationRequests = sets.map((controlSetId) => ({
      controlSetId,
      roleArn: arn.trim(),
      roleType: "RESOURCE_OWNER" as const,
      ...(comment ? { comment } : {}),
    }));
    let missed: { set: string; reason: string }[];
    try {
      const { errors = [] } = await create.mutateAsync({ assessmentId, createDelegationRequests });
      missed = errors.map((each) => ({
        set: each.createDelegationRequest?.controlSetId ?? "",
        reason: each.errorMessage ?? each.errorCode ?? "",
      }));
    } catch {
      return; // it is shown in the dialog
    }
    setRefused(missed);
    const done = sets.filter((set) => !missed.some((each) => each.set === set));
    if (done.length > 0) {
      notify({
        type: "success",
        header: `${done.length === 1 ? "A control set was" : `${done.length} control sets were`} delegated to ${nameOf(arn.trim())}`,
        content: "They were notified, and find it under Delegations.",
      });
      onDone?.();
    }
    if (missed.length === 0) onClose();
    else setSets(missed.map((each) => each.set));
  };

  const footer = (
    <Box float="right">
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
        <Button variant="primary" loading={create.isPending} onClick={() => void submit()}>
          Delegate
        </Button>
      </SpaceBetween>
    </Box>
  );
  return (
    <Modal visible header="Delegate for review" onDismiss={onClose} closeAriaLabel="Close" footer={footer}>
      <SpaceBetween size="m">
        <Box>
          A delegate sees the control set and its evidence, reviews its controls, adds comments and evidence, and
          submits it back to you. They see nothing else of the assessment.
        </Box>
        <FormField
          label="Control sets"
          errorText={isTried && sets.length === 0 ? "Choose at least one control set." : undefined}
          constraintText="Only control sets that are active can be delegated."
        >
          <Multiselect
            selectedOptions={sets.map((id) => ({ value: id, label: id }))}
            options={controlSetIds.map((id) => ({ value: id, label: id }))}
            onChange={({ detail }) => setSets(detail.selectedOptions.map((each) => each.value ?? ""))}
            placeholder="Choose control sets"
            deselectAriaLabel={({ label }) => `Remove ${label}`}
            empty="No control set of this assessment can be delegated now."
            filteringType="auto"
          />
        </FormField>
        <PersonPicker label="Delegate" value={arn} onChange={setArn} error={isTried ? wrongArn : undefined} />
        <TextField
          label="Comment"
          isOptional
          description="What you want of them, and until when."
          rows={3}
          limit={DELEGATION_COMMENT_LENGTH}
          value={comment}
          onChange={setComment}
        />
        <ErrorAlert error={create.error} />
        {refused.length > 0 && (
          <Alert type="error" header="These were not delegated">
            <ul>
              {refused.map(({ set, reason }) => (
                <li key={set}>
                  <span className="console-text">{set}</span>: {reason}
                </li>
              ))}
            </ul>
          </Alert>
        )}
      </SpaceBetween>
    </Modal>
  );
}
