import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";
import { ErrorAlert } from "~/parts/error-alert";

interface Props {
  readonly header: string;
  /** What will happen, and what cannot be undone. */
  readonly children: ReactNode;
  /** What the button says: the verb, such as `Delete`. */
  readonly action: string;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
  readonly isBusy?: boolean;
  readonly error?: unknown;
  /** A word to type first, for what cannot be undone. */
  readonly word?: string;
}

/** Asks before something is done. Mount it while it is asked. */
export function Confirm({ header, children, action, onConfirm, onCancel, isBusy = false, error, word }: Props) {
  const [typed, setTyped] = useState("");
  return (
    <Modal
      visible
      header={header}
      onDismiss={onCancel}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onCancel}>
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={isBusy}
              disabled={word !== undefined && typed.trim() !== word}
              onClick={onConfirm}
            >
              {action}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <div>{children}</div>
        {word !== undefined && (
          <FormField label={`To confirm, type ${word}`}>
            <Input value={typed} autoComplete={false} onChange={({ detail }) => setTyped(detail.value)} />
          </FormField>
        )}
        <ErrorAlert error={error} />
      </SpaceBetween>
    </Modal>
  );
}
