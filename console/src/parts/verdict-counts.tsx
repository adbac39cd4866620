import SpaceBetween from "@cloudscape-design/components/space-between";
import type { components } from "~/api/schema";
import { type Verdict, VerdictNumber, VerdictStatus } from "~/parts/verdict";

/** How many evidence items say what, as the native API tells it. */
export type Counts = components["schemas"]["VerdictCounts"];

const ORDER: readonly (readonly [keyof Counts, Verdict])[] = [
  ["nonCompliant", "NON_COMPLIANT"],
  ["compliant", "COMPLIANT"],
  ["inconclusive", "INCONCLUSIVE"],
  ["notApplicable", "NOT_APPLICABLE"],
];

export const NO_VERDICTS: Counts = { compliant: 0, nonCompliant: 0, inconclusive: 0, notApplicable: 0 };

/** Return the sum of counts, one by one. */
export function added(counts: readonly Counts[]): Counts {
  return counts.reduce(
    (sum, each) => ({
      compliant: sum.compliant + each.compliant,
      nonCompliant: sum.nonCompliant + each.nonCompliant,
      inconclusive: sum.inconclusive + each.inconclusive,
      notApplicable: sum.notApplicable + each.notApplicable,
    }),
    NO_VERDICTS,
  );
}

/** Return how many items there are in all. */
export function total(counts: Counts): number {
  return counts.compliant + counts.nonCompliant + counts.inconclusive + counts.notApplicable;
}

interface Props {
  readonly of: Counts;
  /** Signs and numbers beside each other, for cells of tables; what they mean is heard, and shown where one points. */
  readonly isCompact?: boolean;
}

/** What evidence says, in numbers: what is wrong first; what is zero is left out. */
export function VerdictCounts({ of, isCompact = false }: Props) {
  const said = ORDER.filter(([name]) => of[name] > 0);
  if (said.length === 0) return "No evidence";
  return (
    <SpaceBetween size={isCompact ? "xs" : "xxxs"} direction={isCompact ? "horizontal" : "vertical"}>
      {said.map(([name, verdict]) =>
        isCompact ? (
          <VerdictNumber key={name} of={verdict} count={of[name]} />
        ) : (
          <VerdictStatus key={name} of={verdict} count={of[name]} />
        ),
      )}
    </SpaceBetween>
  );
}
