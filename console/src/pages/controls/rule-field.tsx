import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useId, useRef } from "react";
import type { components } from "~/api/schema";
import { piecesOf, spanOf } from "~/pages/controls/marks";
import "~/parts/library.css";

type Fault = components["schemas"]["RuleFaultShown"];

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly faults: readonly Fault[];
  /** What is known of the rule as it stands: it is looked through, sound, or not. */
  readonly state: "empty" | "checking" | "sound" | "faulty" | "unknown";
}

/** A rule to type, with what is wrong marked in its place, and told below with line and column. */
export function RuleField({ label, value, onChange, faults, state }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const lines = value.split("\n").length;
  const goTo = (fault: Fault) => {
    const [start, end] = spanOf(value, fault);
    field.current?.focus();
    field.current?.setSelectionRange(start, Math.min(end, value.length));
  };
  return (
    <SpaceBetween size="xs">
      <label htmlFor={id}>
        <Box variant="awsui-key-label">{label}</Box>
      </label>
      <div className="rule-editor">
        <div className="rule-lines" aria-hidden="true">
          {Array.from({ length: lines }, (_, number) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
            <div key={number}>{number + 1}</div>
          ))}
        </div>
        <div className="rule-text">
          <pre aria-hidden="true">
            {piecesOf(value, faults).map(({ text, isFault }, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces are told by their place
              <span key={place} className={isFault ? "rule-fault" : undefined}>
                {text}
              </span>
            ))}
            {"\n"}
          </pre>
          <textarea
            id={id}
            ref={field}
            value={value}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            aria-invalid={faults.length > 0}
            aria-describedby={`${id}-told`}
            onChange={(event) => onChange(event.target.value)}
          />
        </div>
      </div>
      <div id={`${id}-told`} aria-live="polite">
        <State of={state} />
        {faults.length > 0 && (
          <ul className="rule-faults">
            {faults.map((fault) => (
              <li key={`${fault.line} ${fault.column} ${fault.message}`}>
                <Button variant="inline-link" formAction="none" onClick={() => goTo(fault)}>
                  Line {fault.line}, column {fault.column}
                </Button>{" "}
                <span className="console-text">{fault.message}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </SpaceBetween>
  );
}

function State({ of }: { readonly of: Props["state"] }) {
  switch (of) {
    case "checking":
      return <StatusIndicator type="loading">Looking through the rule</StatusIndicator>;
    case "sound":
      return <StatusIndicator>The rule is sound</StatusIndicator>;
    case "faulty":
      return <StatusIndicator type="error">The rule cannot be used as it is</StatusIndicator>;
    case "unknown":
      return <StatusIndicator type="warning">The rule could not be looked through</StatusIndicator>;
    default:
      return <Box color="text-body-secondary">Without a rule, evidence is inconclusive until people decide.</Box>;
  }
}
