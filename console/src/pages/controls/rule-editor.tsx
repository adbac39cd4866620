import Box from "@cloudscape-design/components/box";
import Grid from "@cloudscape-design/components/grid";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type Asked, type Checked, useRuleCheck } from "~/pages/controls/rule-check";
import { RuleField } from "~/pages/controls/rule-field";
import { RuleTrial } from "~/pages/controls/rule-trial";
import { ErrorAlert } from "~/parts/error-alert";
import { JsonViewer } from "~/parts/json-viewer";

interface Props extends Asked {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A rule to type, beside an answer that shows what it can read, and a trial on answers that there were. */
export default function RuleEditor({ label, value, onChange, ...asked }: Props) {
  const { checked, error, refetch, isBehind } = useRuleCheck(value, asked);
  const isEmpty = value.trim() === "";
  const faults = isEmpty || isBehind ? [] : (checked?.faults ?? []);
  return (
    <SpaceBetween size="m">
      <Grid gridDefinition={[{ colspan: { default: 12, xs: 7 } }, { colspan: { default: 12, xs: 5 } }]}>
        <SpaceBetween size="s">
          <RuleField
            label={label}
            value={value}
            onChange={onChange}
            faults={faults}
            state={stateOf(isEmpty, isBehind, checked, error)}
          />
          <ErrorAlert error={error} onRetry={() => void refetch()} />
        </SpaceBetween>
        {checked ? <Specimen of={checked} /> : <div />}
      </Grid>
      <RuleTrial {...asked} expression={value} isSound={!isEmpty && !isBehind && checked?.isSound === true} />
    </SpaceBetween>
  );
}

function stateOf(isEmpty: boolean, isBehind: boolean, checked: Checked | undefined, error: unknown) {
  if (isEmpty) return "empty";
  if (error) return "unknown";
  if (isBehind || !checked) return "checking";
  return checked.isSound ? "sound" : "faulty";
}

function Specimen({ of }: { readonly of: Checked }) {
  if (of.specimen === null || of.specimen === undefined) {
    return (
      <Box variant="p">
        The rule reads what was found as <Box variant="code">{of.variable}</Box>:{" "}
        {of.variable === "event"
          ? "a CloudTrail event with all members that its record has, such as event.eventName and event.userIdentity."
          : "its shape is not described anywhere. Try the rule to see answers."}
      </Box>
    );
  }
  return (
    <SpaceBetween size="xs">
      <Box variant="p">
        The rule reads what was found as <Box variant="code">{of.variable}</Box>. This is an answer with all members
        filled in:
      </Box>
      <div className="rule-specimen">
        <JsonViewer name="What can be asked" value={of.specimen} />
      </div>
    </SpaceBetween>
  );
}
