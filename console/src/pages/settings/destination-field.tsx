import Alert from "@cloudscape-design/components/alert";
import Autosuggest from "@cloudscape-design/components/autosuggest";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { v1Hooks } from "~/api/v1";
import { isPlace } from "~/pages/settings/general";
import { ErrorAlert } from "~/parts/error-alert";

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
}

/** A place in S3, with a check whether the server can put files there. */
export function DestinationField({ label, value, onChange, error }: Props) {
  const known = v1Hooks.useQuery("get", "/v1/destinations");
  const check = v1Hooks.useMutation("post", "/v1/destination-checks");
  const destination = value.trim();
  const checked = check.data?.destination === destination ? check.data : undefined;
  return (
    <SpaceBetween size="s">
      <FormField
        label={
          <>
            {label} <i>- optional</i>
          </>
        }
        constraintText="s3://bucket/prefix"
        errorText={error}
        secondaryControl={
          <Button
            formAction="none"
            iconName="refresh"
            ariaLabel={`Check access to ${label.toLowerCase()}`}
            disabled={!isPlace(value)}
            loading={check.isPending}
            onClick={() => check.mutate({ body: { destination } })}
          >
            Check access
          </Button>
        }
      >
        <Autosuggest
          value={value}
          options={(known.data ?? []).map((each) => ({ value: each.destination }))}
          onChange={({ detail }) => onChange(detail.value)}
          enteredTextLabel={(typed) => `Use: ${typed}`}
          empty="No place is in use yet: type one."
          placeholder="s3://my-audit-reports/genai"
          ariaLabel={label}
        />
      </FormField>
      <div aria-live="polite">
        {checked?.isWritable && <StatusIndicator>Files can be put there</StatusIndicator>}
        {checked && !checked.isWritable && (
          <Alert type="warning" header="Files cannot be put there">
            <span className="console-text">{checked.reason}</span> What to do: {checked.remedy}.
          </Alert>
        )}
        <ErrorAlert error={check.error} />
      </div>
    </SpaceBetween>
  );
}
