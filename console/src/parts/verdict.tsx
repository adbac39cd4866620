import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { components } from "~/api/schema";

/** A verdict as the native API has it. */
export type Verdict = components["schemas"]["Verdict"];

interface Look {
  readonly type: StatusIndicatorProps.Type;
  readonly text: string;
}

const REFUSED: Look = { type: "warning", text: "Refused" };
const LOOKS: Readonly<Record<Verdict | "REFUSED", Look>> = {
  COMPLIANT: { type: "success", text: "Compliant" },
  NON_COMPLIANT: { type: "error", text: "Non-compliant" },
  INCONCLUSIVE: { type: "info", text: "Inconclusive" },
  NOT_APPLICABLE: { type: "stopped", text: "Not applicable" },
  REFUSED,
};

/** A verdict with its sign: never by colour alone. `count` is shown before it. */
export function VerdictStatus({ of, count }: { readonly of: Verdict | "REFUSED"; readonly count?: number }) {
  const { type, text } = LOOKS[of];
  return (
    <StatusIndicator type={type}>
      {count === undefined ? text : `${count.toLocaleString("en")} ${text}`}
    </StatusIndicator>
  );
}

/** How many say so, with the verdict's sign; its name is heard, and shown where one points. */
export function VerdictNumber({ of, count }: { readonly of: Verdict; readonly count: number }) {
  const { type, text } = LOOKS[of];
  return (
    <span title={text}>
      <StatusIndicator type={type} iconAriaLabel={text}>
        {count.toLocaleString("en")}
      </StatusIndicator>
    </span>
  );
}

export function verdictText(of: Verdict | "REFUSED"): string {
  return LOOKS[of].text;
}
