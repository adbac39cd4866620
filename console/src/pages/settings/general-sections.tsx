import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import TokenGroup from "@cloudscape-design/components/token-group";
import { useState } from "react";
import { isArn } from "~/pages/assessment/edit";
import { kindOf, nameOf } from "~/pages/assessment/people";
import { PersonPicker } from "~/pages/delegations/person-picker";
import { DestinationField } from "~/pages/settings/destination-field";
import type { SettingsDraft, Wrong } from "~/pages/settings/general";
import { TextField } from "~/parts/text-field";

interface Props {
  readonly draft: SettingsDraft;
  readonly wrong: Wrong;
  readonly onChange: (change: Partial<SettingsDraft>) => void;
}

export function Reports({ draft, wrong, onChange }: Props) {
  return (
    <Container
      header={
        <Header variant="h2" description="Where the reports of a new assessment go, unless it says otherwise.">
          Default assessment report destination
        </Header>
      }
    >
      <DestinationField
        label="S3 address of reports"
        value={draft.reportDestination}
        onChange={(reportDestination) => onChange({ reportDestination })}
        error={wrong.reportDestination}
      />
    </Container>
  );
}

export function Owners({ draft, onChange }: Props) {
  const [arn, setArn] = useState("");
  const typed = arn.trim();
  const isKnown = draft.owners.includes(typed);
  const add = () => {
    onChange({ owners: [...draft.owners, typed] });
    setArn("");
  };
  return (
    <Container
      header={
        <Header variant="h2" description="They are proposed as audit owners where an assessment is created.">
          Default audit owners
        </Header>
      }
    >
      <SpaceBetween size="s">
        <PersonPicker label="User or role" value={arn} onChange={setArn} />
        <Button formAction="none" disabled={!isArn(typed) || isKnown} onClick={add}>
          {isKnown ? "Is a default audit owner already" : "Add audit owner"}
        </Button>
        <TokenGroup
          alignment="vertical"
          items={draft.owners.map((each) => ({
            label: nameOf(each),
            labelTag: kindOf(each),
            description: each,
            dismissLabel: `Take away ${nameOf(each)}`,
          }))}
          onDismiss={({ detail }) => onChange({ owners: draft.owners.filter((_, at) => at !== detail.itemIndex) })}
        />
      </SpaceBetween>
    </Container>
  );
}

export function Encryption({ draft, wrong, onChange }: Props) {
  return (
    <Container
      header={
        <Header variant="h2" description="By which key reports and evidence files are encrypted in Amazon S3.">
          Data encryption
        </Header>
      }
    >
      <SpaceBetween size="m">
        <FormField label="Encryption key">
          <RadioGroup
            value={draft.hasOwnKey ? "own" : "default"}
            items={[
              {
                value: "default",
                label: "As the bucket has it",
                description: "The bucket's default encryption decides.",
              },
              {
                value: "own",
                label: "A key of yours in AWS KMS",
                description: "Reports and evidence files that are put from now on are encrypted with it (SSE-KMS).",
              },
            ]}
            onChange={({ detail }) => onChange({ hasOwnKey: detail.value === "own" })}
          />
        </FormField>
        {draft.hasOwnKey && (
          <SpaceBetween size="m">
            <TextField
              label="ARN of the key"
              value={draft.kmsKey}
              onChange={(kmsKey) => onChange({ kmsKey })}
              placeholder="arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
              error={wrong.kmsKey}
            />
            <Alert type="info">
              The server's credentials need kms:GenerateDataKey and kms:Decrypt on it. What lies in S3 already stays as
              it is. Where reports lie in a local folder, and for records and evidence, the key does nothing: encrypt
              the disk, or the database. A key that cannot be used makes reports and uploads fail, with the reason.
            </Alert>
          </SpaceBetween>
        )}
      </SpaceBetween>
    </Container>
  );
}

export function Finder({ draft, onChange }: Props) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="What clients of the Audit Manager API are told of it: here all evidence can be found from the first moment on."
        >
          Evidence finder
        </Header>
      }
    >
      <SpaceBetween size="s">
        <Toggle checked={draft.isFinderOn} onChange={({ detail }) => onChange({ isFinderOn: detail.checked })}>
          {draft.isFinderOn ? "Enabled" : "Disabled"}
        </Toggle>
        <div>
          In AWS Audit Manager, disabling it could never be undone. Here it can: the API says that it is disabled,
          evidence stays where it is, and this console goes on finding it.
        </div>
      </SpaceBetween>
    </Container>
  );
}

export function Exports({ draft, wrong, onChange }: Props) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Kept for clients of the Audit Manager API that export to S3 by themselves; this console downloads exports."
        >
          Default export destination
        </Header>
      }
    >
      <DestinationField
        label="S3 address of exports"
        value={draft.exportDestination}
        onChange={(exportDestination) => onChange({ exportDestination })}
        error={wrong.exportDestination}
      />
    </Container>
  );
}

export function Deregistration({ draft, onChange }: Props) {
  return (
    <Container
      header={
        <Header variant="h2" description="What becomes of the data when the account is deregistered.">
          Deregistration policy
        </Header>
      }
    >
      <SpaceBetween size="m">
        <FormField label="When the account is deregistered">
          <RadioGroup
            value={draft.deletesAll ? "ALL" : "DEFAULT"}
            items={[
              { value: "DEFAULT", label: "Keep everything", description: "Registering again brings all of it back." },
              {
                value: "ALL",
                label: "Delete everything",
                description:
                  "Assessments, custom content, settings and evidence files go at once, evidence after the time of Retention.",
              },
            ]}
            onChange={({ detail }) => onChange({ deletesAll: detail.value === "ALL" })}
          />
        </FormField>
        {draft.deletesAll && (
          <Alert type="warning">
            Whoever deregisters the account then deletes all assessments, and only a backup brings them back. Reports
            stay where they were put.
          </Alert>
        )}
      </SpaceBetween>
    </Container>
  );
}
