import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { lazy, Suspense } from "react";
import { useMay } from "~/app/session-gate";
import {
  hasRuleInDescription,
  NAME_MOST,
  type SourceDraft,
  TEXT_MOST,
  takesRule,
  type WrongSource,
} from "~/pages/controls/draft";
import { KeywordField } from "~/pages/controls/keyword-field";
import { FREQUENCIES, type Frequency, SOURCE_TYPES, type SourceType, sourceTypeText } from "~/parts/library-words";
import { Loading } from "~/parts/loading";
import { TextField } from "~/parts/text-field";

const RuleEditor = lazy(() => import("~/pages/controls/rule-editor"));

const TOLD: Readonly<Record<SourceType, string>> = {
  AWS_API_Call: "How resources are set up, as read-only calls tell it",
  AWS_Cloudtrail: "What somebody did, as CloudTrail's log files tell it",
  AWS_Config: "What AWS Config rules found; they bring their verdict",
  AWS_Security_Hub: "What Security Hub found; it brings its verdict",
  MANUAL: "What people bring: files, texts and links",
  Common_Control: "All that the controls of an objective ask",
  Core_Control: "All that one standard control asks",
};
const TYPES = (Object.keys(SOURCE_TYPES) as SourceType[]).map((value) => ({
  value,
  label: SOURCE_TYPES[value],
  description: TOLD[value],
}));
const HOW_OFTEN = (Object.keys(FREQUENCIES) as Frequency[]).map((value) => ({ value, label: FREQUENCIES[value] }));

interface Props {
  readonly source: SourceDraft;
  /** From 1. */
  readonly number: number;
  readonly wrong: WrongSource;
  /** What the server says is wrong with it. */
  readonly refused: readonly string[];
  readonly onChange: (change: Partial<SourceDraft>) => void;
  /** Absent: it is the only one. */
  readonly onRemove?: (() => void) | undefined;
}

/** One evidence source of a control in the making: where from, what is asked, how often, and the rule. */
export function SourceFields({ source, number, wrong, refused, onChange, onRemove }: Props) {
  const mayWriteRules = useMay("WriteRules");
  return (
    <Container
      header={
        <Header
          variant="h3"
          actions={
            onRemove && (
              <Button
                formAction="none"
                iconName="remove"
                onClick={onRemove}
                ariaLabel={`Remove evidence source ${number}`}
              >
                Remove
              </Button>
            )
          }
        >
          Evidence source {number}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {refused.length > 0 && (
          <Alert type="error" header="The server cannot take this source">
            {refused.map((told) => (
              <div key={told} className="console-text">
                {told}
              </div>
            ))}
          </Alert>
        )}
        <FormField label="Data source">
          <Select
            ariaLabel={`of evidence source ${number}`}
            options={TYPES}
            selectedOption={TYPES.find(({ value }) => value === source.type) ?? null}
            onChange={({ detail }) => onChange({ type: detail.selectedOption.value as SourceType, keyword: "" })}
          />
        </FormField>
        <KeywordField
          key={source.type}
          type={source.type}
          value={source.keyword}
          onChange={(keyword) => onChange({ keyword })}
          error={wrong.keyword}
        />
        {source.type === "AWS_API_Call" && (
          <FormField label="Frequency" description="How often the call is made.">
            <Select
              ariaLabel={`of evidence source ${number}`}
              options={HOW_OFTEN}
              selectedOption={HOW_OFTEN.find(({ value }) => value === source.frequency) ?? null}
              onChange={({ detail }) => onChange({ frequency: detail.selectedOption.value as Frequency })}
            />
          </FormField>
        )}
        {takesRule(source.type) && mayWriteRules && (
          <RulePart source={source} number={number} wrong={wrong.rule} onChange={onChange} />
        )}
        <ExpandableSection
          headerText="Name, description and troubleshooting - optional"
          defaultExpanded={source.type === "MANUAL"}
        >
          <SpaceBetween size="m">
            <TextField
              label="Name of the evidence source"
              isOptional
              value={source.name}
              limit={NAME_MOST}
              onChange={(name) => onChange({ name })}
            />
            <TextField
              label={source.type === "MANUAL" ? "What people are to bring" : "Description of the evidence source"}
              isOptional
              rows={2}
              value={source.description}
              limit={TEXT_MOST}
              onChange={(description) => onChange({ description })}
            />
            <TextField
              label="Troubleshooting"
              isOptional
              description="What to do when no evidence comes."
              rows={2}
              value={source.troubleshooting}
              limit={TEXT_MOST}
              onChange={(troubleshooting) => onChange({ troubleshooting })}
            />
          </SpaceBetween>
        </ExpandableSection>
      </SpaceBetween>
    </Container>
  );
}

interface RulePartProps {
  readonly source: SourceDraft;
  readonly number: number;
  readonly wrong: string | undefined;
  readonly onChange: (change: Partial<SourceDraft>) => void;
}

function RulePart({ source, number, wrong, onChange }: RulePartProps) {
  if (hasRuleInDescription(source.description)) {
    return (
      <Alert type="info">The rule is in the description, in the line that begins with rule: change it there.</Alert>
    );
  }
  const keyword = source.keyword.trim();
  return (
    <ExpandableSection headerText="Rule - optional" defaultExpanded={source.rule !== "" || wrong !== undefined}>
      <SpaceBetween size="s">
        {wrong && <Alert type="error">{wrong}</Alert>}
        {keyword === "" ? (
          `Choose what is asked first: a rule reads what ${sourceTypeText(source.type)} answer.`
        ) : (
          <Suspense fallback={<Loading what="Loading the rule editor" />}>
            <RuleEditor
              label={`Rule of evidence source ${number} (CEL)`}
              value={source.rule}
              onChange={(rule) => onChange({ rule })}
              sourceType={source.type}
              keyword={keyword}
            />
          </Suspense>
        )}
      </SpaceBetween>
    </ExpandableSection>
  );
}
