import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSession } from "~/app/session-gate";
import { csvOf, type NewKey, shellOf } from "~/pages/settings/keys";
import { TextView } from "~/pages/settings/text-view";
import { Copyable } from "~/parts/copyable";
import { saveFile } from "~/parts/save-file";

interface Props {
  readonly made: NewKey;
  readonly whose: string;
  readonly onDone: () => void;
}

/** Shows a new key with its secret, the only time. It closes once somebody says that they have kept it. */
export default function NewKeyDialog({ made, whose, onDone }: Props) {
  const { region } = useSession();
  const [isKept, setKept] = useState(false);
  return (
    <Modal
      visible
      size="large"
      header={`${whose} new access key`}
      // Neither Escape nor a click beside it loses the secret.
      onDismiss={() => isKept && onDone()}
      footer={
        <Box float="right">
          <Button variant="primary" disabled={!isKept} onClick={onDone}>
            Done
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Alert type="warning">
          This is the only time that the secret access key is shown. Keep it where secrets are kept.
        </Alert>
        <FormField label="Access key ID" stretch>
          <Copyable value={made.id} name="access key ID" />
        </FormField>
        <FormField label="Secret access key" stretch>
          <Copyable value={made.secret} name="secret access key" />
        </FormField>
        <Button iconName="download" onClick={() => saveFile(`${made.id}.csv`, csvOf(made), "text/csv")}>
          Download .csv file
        </Button>
        <ExpandableSection headerText="Use it in a shell">
          <TextView name="Commands for a shell" text={shellOf(made, location.origin, region)} />
        </ExpandableSection>
        <Checkbox checked={isKept} onChange={({ detail }) => setKept(detail.checked)}>
          I have kept the secret access key
        </Checkbox>
      </SpaceBetween>
    </Modal>
  );
}
