import type { components } from "~/api/schema";
import type { Column } from "~/parts/resource-table";

export type Refusal = components["schemas"]["RefusalShown"];
export type RefusalReason = Refusal["reason"];

export const REFUSAL_REASONS: Readonly<Record<RefusalReason, string>> = {
  ACCESS_DENIED: "Access denied",
  ERROR: "Error",
  MALFORMED: "Unreadable answer",
  NOT_ENABLED: "Not enabled",
  NOT_SUPPORTED: "Not supported",
  REGION_UNAVAILABLE: "Region unavailable",
  THROTTLED: "Throttled",
  TIMEOUT: "Timed out",
};

/** Return the columns of a table whose rows are refusals, or have one. */
export function refusalColumns<T>(refusalOf: (row: T) => Refusal): Column<T>[] {
  const columns: readonly Column<Refusal>[] = [
    { id: "day", header: "Day", cell: ({ day }) => day, minWidth: 110 },
    { id: "reason", header: "Reason", cell: ({ reason }) => REFUSAL_REASONS[reason], minWidth: 130 },
    {
      id: "remedy",
      header: "What to do",
      cell: ({ remedy }) => <span className="console-text">{remedy}</span>,
      minWidth: 220,
    },
    {
      id: "question",
      header: "What was asked",
      cell: ({ unit }) => <span className="console-text">{unit}</span>,
      isRowHeader: true,
      minWidth: 240,
    },
    { id: "source", header: "Data source", cell: ({ sourceKind }) => sourceKind, minWidth: 140 },
    { id: "account", header: "Account", cell: ({ account }) => account, minWidth: 140 },
    { id: "region", header: "Region", cell: ({ region }) => region, minWidth: 120 },
    {
      id: "message",
      header: "What the source said",
      cell: ({ message }) => <span className="console-text">{message}</span>,
      minWidth: 280,
    },
    { id: "attempts", header: "Attempts", cell: ({ attempts }) => attempts.toLocaleString("en"), minWidth: 100 },
  ];
  return columns.map(({ id, header, cell, isRowHeader = false, minWidth = 120 }) => ({
    id,
    header,
    isRowHeader,
    minWidth,
    cell: (row: T) => cell(refusalOf(row)),
  }));
}
