import KeyValuePairs, { type KeyValuePairsProps } from "@cloudscape-design/components/key-value-pairs";
import type { ReactNode } from "react";

interface Props {
  /** Label and value; what is null, undefined or empty is shown as a dash. */
  readonly items: readonly (readonly [label: string, value: ReactNode])[];
  readonly columns?: number;
  /** In pixels; where there is less room, there are fewer columns. */
  readonly minColumnWidth?: number;
}

/** What is known of one thing. */
export function Properties({ items, columns = 3, minColumnWidth = 150 }: Props) {
  const pairs = items.map(
    ([label, value]): KeyValuePairsProps.Pair => ({
      label,
      value:
        value === null || value === undefined || value === "" ? "-" : <span className="console-text">{value}</span>,
    }),
  );
  return <KeyValuePairs columns={columns} minColumnWidth={minColumnWidth} items={pairs} />;
}
