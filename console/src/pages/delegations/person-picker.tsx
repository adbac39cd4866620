import Autosuggest, { type AutosuggestProps } from "@cloudscape-design/components/autosuggest";
import FormField from "@cloudscape-design/components/form-field";
import { useDeferredValue } from "react";
import { explain } from "~/api/explain";
import { v1Hooks } from "~/api/v1";

const SHOWN = 50;

interface Props {
  readonly label: string;
  readonly description?: string;
  /** An ARN, or as much of one as was typed. */
  readonly value: string;
  readonly onChange: (arn: string) => void;
  readonly error?: string | undefined;
}

/** Chooses a person or a role of this server, by name or ARN, or takes any ARN that is typed. */
export function PersonPicker({ label, description, value, onChange, error }: Props) {
  const text = useDeferredValue(value);
  const found = v1Hooks.useQuery(
    "get",
    "/v1/people",
    { params: { query: { text, maxResults: SHOWN } } },
    { placeholderData: (before) => before },
  );
  const options = (found.data ?? []).map(
    (person): AutosuggestProps.Option => ({
      value: person.arn,
      label: person.name,
      description: person.arn,
      tags: person.kind === "ROLE" && person.members.length > 0 ? [`Acted as by ${person.members.join(", ")}`] : [],
    }),
  );
  return (
    <FormField
      label={label}
      description={description}
      errorText={error}
      constraintText="Find people and roles by name, or type the ARN of an IAM user or role."
    >
      <Autosuggest
        value={value}
        options={options}
        filteringType="manual"
        onChange={({ detail }) => onChange(detail.value)}
        statusType={found.error ? "error" : found.isPending ? "loading" : "finished"}
        loadingText="Finding people"
        errorText={found.error ? explain(found.error).message : ""}
        recoveryText="Try again"
        onLoadItems={() => found.error && void found.refetch()}
        empty="Nobody here is called so. Any ARN can be typed."
        enteredTextLabel={(typed) => `Use: ${typed}`}
        ariaLabel={label}
        virtualScroll={false}
      />
    </FormField>
  );
}
