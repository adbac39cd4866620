import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Modal from "@cloudscape-design/components/modal";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { v1Hooks } from "~/api/v1";
import type { Key, NewKey } from "~/pages/settings/keys";
import { Confirm } from "~/parts/confirm";
import { ErrorAlert } from "~/parts/error-alert";

/** What is asked before it is done to a key. */
export type Deed = "rotate" | "disable" | "enable" | "delete";

interface Props {
  readonly accessKey: Key;
  readonly onCancel: () => void;
  readonly onDone: (told: string) => Promise<void>;
}

interface DialogProps extends Props {
  readonly deed: Deed;
  readonly onMade: (made: NewKey) => void;
}

/** Asks before a key is replaced, switched off or on, or deleted. */
export default function KeyDialog({ deed, onMade, ...asked }: DialogProps) {
  if (deed === "rotate") return <KeyRotation {...asked} onMade={onMade} />;
  if (deed === "delete") return <KeyDeletion {...asked} />;
  return <KeyDisabling {...asked} isDisabled={deed === "disable"} />;
}

const OVERLAPS = [
  { value: "0", label: "Not at all: it ends at once" },
  { value: "1", label: "1 hour" },
  { value: "24", label: "1 day" },
  { value: "168", label: "7 days" },
  { value: "720", label: "30 days" },
];

/** Makes a key in place of another, which works on for a while. */
function KeyRotation({ accessKey, onCancel, onMade }: Props & { readonly onMade: (made: NewKey) => void }) {
  const [overlap, setOverlap] = useState("24");
  const rotate = v1Hooks.useMutation("post", "/v1/access-keys/{key_id}/rotation", { onSuccess: onMade });
  const submit = () =>
    rotate.mutate({ params: { path: { key_id: accessKey.id } }, body: { overlapHours: Number(overlap) } });
  return (
    <Modal
      visible
      header={`Rotate ${accessKey.id}`}
      onDismiss={onCancel}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onCancel}>
              Cancel
            </Button>
            <Button variant="primary" loading={rotate.isPending} onClick={submit}>
              Rotate
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>A new key is made. Until the old one ends, both work, so that clients can change over one by one.</Box>
        <FormField label="The old key works on for">
          <Select
            selectedOption={OVERLAPS.find(({ value }) => value === overlap) ?? null}
            options={OVERLAPS}
            onChange={({ detail }) => setOverlap(detail.selectedOption.value ?? "24")}
          />
        </FormField>
        <ErrorAlert error={rotate.error} />
      </SpaceBetween>
    </Modal>
  );
}

/** Switches a key off, or on again. */
function KeyDisabling({ accessKey, onCancel, onDone, isDisabled }: Props & { readonly isDisabled: boolean }) {
  const change = v1Hooks.useMutation("put", "/v1/access-keys/{key_id}/state", {
    onSuccess: () => onDone(isDisabled ? "The access key was disabled" : "The access key was enabled"),
  });
  return (
    <Confirm
      header={`${isDisabled ? "Disable" : "Enable"} ${accessKey.id}?`}
      action={isDisabled ? "Disable" : "Enable"}
      isBusy={change.isPending}
      error={change.error}
      onCancel={onCancel}
      onConfirm={() => change.mutate({ params: { path: { key_id: accessKey.id } }, body: { isDisabled } })}
    >
      {isDisabled
        ? "Within seconds, requests that are signed with it are refused. It can be enabled again."
        : "Requests that are signed with it are taken again."}
    </Confirm>
  );
}

/** Deletes a key for good. */
function KeyDeletion({ accessKey, onCancel, onDone }: Props) {
  const remove = v1Hooks.useMutation("delete", "/v1/access-keys/{key_id}", {
    onSuccess: () => onDone("The access key was deleted"),
  });
  return (
    <Confirm
      header={`Delete ${accessKey.id}?`}
      action="Delete"
      isBusy={remove.isPending}
      error={remove.error}
      onCancel={onCancel}
      onConfirm={() => remove.mutate({ params: { path: { key_id: accessKey.id } } })}
    >
      Within seconds, whatever still works with it is refused, and it cannot be brought back. Disable it first to see
      whether anything still needs it.
    </Confirm>
  );
}
