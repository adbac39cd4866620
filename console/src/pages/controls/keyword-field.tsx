import Autosuggest from "@cloudscape-design/components/autosuggest";
import FormField from "@cloudscape-design/components/form-field";
import Select, { type SelectProps } from "@cloudscape-design/components/select";
import { useState } from "react";
import { explain } from "~/api/explain";
import { v1Hooks } from "~/api/v1";
import { useSettled } from "~/pages/controls/rule-check";
import { layerText, type SourceType } from "~/parts/library-words";

interface Props {
  readonly type: SourceType;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
}

const SHOWN = 50;

const LABELS: Readonly<Partial<Record<SourceType, readonly [label: string, constraint: string, example: string]>>> = {
  AWS_API_Call: ["API call", "Service and action, such as bedrock_ListGuardrails.", "bedrock guardrail"],
  AWS_Cloudtrail: ["CloudTrail event", "Service and event, such as cloudtrail_StopLogging.", "cloudtrail stop"],
  AWS_Config: ["AWS Config rule", "A managed rule, or Custom_ and the name of your own.", "cloud trail enabled"],
  AWS_Security_Hub: ["Security Hub control", "Such as CloudTrail.1.", "cloudtrail"],
};

/** What an evidence source asks, to be found by some words. */
export function KeywordField(props: Props) {
  if (props.type === "MANUAL") return null;
  if (props.type === "Core_Control") return <CoreControlField {...props} />;
  if (props.type === "Common_Control") return <CommonControlField {...props} />;
  return <Keywords {...props} />;
}

function Keywords({ type, value, onChange, error }: Props) {
  const text = useSettled(value);
  const found = v1Hooks.useQuery(
    "get",
    "/v1/keywords",
    { params: { query: { sourceType: type, text, maxResults: SHOWN } } },
    { placeholderData: (before) => before },
  );
  const [label, constraint, example] = LABELS[type] ?? ["Keyword", "", ""];
  const { keywords = [], total = 0 } = found.data ?? {};
  const rest = total - keywords.length;
  return (
    <FormField label={label} constraintText={constraint} errorText={error}>
      <Autosuggest
        value={value}
        onChange={({ detail }) => onChange(detail.value)}
        options={keywords.map((keyword) => ({ value: keyword }))}
        filteringType="manual"
        placeholder={example ? `Type some words: ${example}` : ""}
        enteredTextLabel={(typed) => `Use: ${typed}`}
        statusType={found.error ? "error" : found.isFetching ? "loading" : "finished"}
        loadingText="Looking for keywords"
        errorText={found.error ? explain(found.error).message : ""}
        recoveryText="Try again"
        onLoadItems={({ detail }) => {
          if (detail.samePage) void found.refetch();
        }}
        finishedText={rest > 0 ? `${rest.toLocaleString("en")} more fit: type more words` : ""}
        empty="No keyword has these words."
      />
    </FormField>
  );
}

function CoreControlField({ value, onChange, error }: Props) {
  const [typed, setTyped] = useState("");
  const text = useSettled(typed).trim().split(/\s+/).filter(Boolean);
  const found = v1Hooks.useQuery(
    "get",
    "/v1/control-cards",
    { params: { query: { type: ["Standard"], maxResults: SHOWN, ...(text.length > 0 ? { text } : {}) } } },
    { placeholderData: (before) => before },
  );
  const chosen = v1Hooks.useQuery(
    "get",
    "/v1/control-details/{control_id}",
    { params: { path: { control_id: value } } },
    { enabled: value !== "" },
  );
  const options = (found.data?.controls ?? []).map(({ id, code, name, domainName }) => ({
    value: id,
    label: `${code} ${name}`,
    description: domainName,
  }));
  const known = chosen.data && { value, label: `${chosen.data.code} ${chosen.data.name}` };
  return (
    <FormField label="Standard control" constraintText="All that it asks is asked, with its rules." errorText={error}>
      <Select
        placeholder="Choose a standard control"
        filteringType="manual"
        filteringPlaceholder="Find controls by code, name or text"
        filteringAriaLabel="Find controls"
        options={options}
        selectedOption={value ? (known ?? { value, label: value }) : null}
        onLoadItems={({ detail }) => (detail.samePage ? void found.refetch() : setTyped(detail.filteringText))}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? "")}
        statusType={found.error ? "error" : found.isFetching ? "loading" : "finished"}
        loadingText="Looking for controls"
        errorText={found.error ? explain(found.error).message : ""}
        recoveryText="Try again"
        empty="No control has these words."
      />
    </FormField>
  );
}

function CommonControlField({ value, onChange, error }: Props) {
  const domains = v1Hooks.useQuery("get", "/v1/control-domains");
  const groups: SelectProps.OptionGroup[] = (domains.data ?? []).map(({ name, objectives }) => ({
    label: name,
    options: objectives.map((each) => ({
      value: each.commonControlId,
      label: each.name,
      description: `${layerText(each.layer)}, ${each.controlsCount} ${each.controlsCount === 1 ? "control" : "controls"}`,
    })),
  }));
  const chosen = groups.flatMap(({ options }) => options).find((each) => each.value === value);
  return (
    <FormField
      label="Common control"
      constraintText="All that the controls of an objective ask is asked, with their rules."
      errorText={error}
    >
      <Select
        placeholder="Choose an objective"
        filteringType="auto"
        filteringAriaLabel="Find objectives"
        options={groups}
        selectedOption={value ? (chosen ?? { value, label: value }) : null}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? "")}
        statusType={domains.error ? "error" : domains.isPending ? "loading" : "finished"}
        loadingText="Loading objectives"
        errorText={domains.error ? explain(domains.error).message : ""}
        recoveryText="Try again"
        onLoadItems={({ detail }) => {
          if (detail.samePage) void domains.refetch();
        }}
      />
    </FormField>
  );
}
