import Alert from "@cloudscape-design/components/alert";
import Autosuggest from "@cloudscape-design/components/autosuggest";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { v1Hooks } from "~/api/v1";
import { DESCRIPTION_MOST, NAME_MOST, wrongIn } from "~/pages/create-assessment/draft";
import type { StepProps } from "~/pages/create-assessment/step";
import { ErrorAlert } from "~/parts/error-alert";
import { TextField } from "~/parts/text-field";

/** Name, description, and where reports go. */
export function DetailsStep({ draft, onChange, wrong }: StepProps) {
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Assessment details</Header>}>
        <SpaceBetween size="l">
          <TextField
            label="Assessment name"
            value={draft.name}
            limit={NAME_MOST}
            autoFocus
            onChange={(name) => onChange({ name })}
            error={wrong.name}
          />
          <TextField
            label="Assessment description"
            isOptional
            rows={3}
            value={draft.description}
            limit={DESCRIPTION_MOST}
            onChange={(description) => onChange({ description })}
            error={wrong.description}
          />
        </SpaceBetween>
      </Container>
      <Destination draft={draft} onChange={onChange} wrong={wrong} />
    </SpaceBetween>
  );
}

function Destination({ draft, onChange, wrong }: StepProps) {
  const known = v1Hooks.useQuery("get", "/v1/destinations");
  const check = v1Hooks.useMutation("post", "/v1/destination-checks");
  const destination = draft.destination.trim();
  const isSound = wrongIn("details", { ...draft, name: "any" }).destination === undefined;
  const checked = check.data?.destination === destination ? check.data : undefined;
  const options = (known.data ?? []).map((each) => ({
    value: each.destination,
    labelTag: each.isDefault ? "Default" : "",
    description: each.assessmentsCount === 1 ? "Used by 1 assessment" : `Used by ${each.assessmentsCount} assessments`,
  }));
  return (
    <Container
      header={
        <Header variant="h2" description="Assessment reports are kept in a bucket of yours.">
          Assessment reports destination
        </Header>
      }
    >
      <SpaceBetween size="m">
        <FormField
          label="S3 address"
          constraintText="s3://bucket/prefix. Pick a place that is in use, or type one."
          errorText={wrong.destination}
          secondaryControl={
            <Button
              formAction="none"
              iconName="refresh"
              disabled={!isSound}
              loading={check.isPending}
              onClick={() => check.mutate({ body: { destination } })}
            >
              Check access
            </Button>
          }
        >
          <Autosuggest
            value={draft.destination}
            options={options}
            onChange={({ detail }) => onChange({ destination: detail.value })}
            enteredTextLabel={(value) => `Use: ${value}`}
            empty="No place is in use yet: type one."
            placeholder="s3://my-audit-reports/genai"
            ariaLabel="S3 address for assessment reports"
          />
        </FormField>
        <div aria-live="polite">
          {checked?.isWritable && <StatusIndicator>Reports can be put there</StatusIndicator>}
          {checked && !checked.isWritable && (
            <Alert type="warning" header="Reports cannot be put there">
              <span className="console-text">{checked.reason}</span> What to do: {checked.remedy}.
            </Alert>
          )}
          <ErrorAlert error={check.error} />
        </div>
      </SpaceBetween>
    </Container>
  );
}
