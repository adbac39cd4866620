import type { components } from "~/api/schema";

export type Dimension = components["schemas"]["Dimension"];
export type Property = Exclude<Dimension, "day">;

interface Told {
  readonly key: Property;
  readonly label: string;
  readonly values: string;
}

/** What evidence is found by, in the order of the search field. */
export const PROPERTIES: readonly Told[] = [
  { key: "assessmentId", label: "Assessment", values: "Assessments" },
  { key: "verdict", label: "Resource compliance", values: "Verdicts" },
  { key: "controlId", label: "Control", values: "Controls" },
  { key: "controlDomain", label: "Control domain", values: "Control domains" },
  { key: "account", label: "Account", values: "Accounts" },
  { key: "region", label: "Region", values: "Regions" },
  { key: "sourceKind", label: "Data source", values: "Data sources" },
  { key: "evidenceByType", label: "Evidence by type", values: "Types of evidence" },
  { key: "service", label: "Service", values: "Services" },
  { key: "eventSource", label: "Event source", values: "Event sources" },
  { key: "eventName", label: "Event name", values: "Event names" },
  { key: "resource", label: "Resource ARN", values: "Resources" },
  { key: "resourceType", label: "Resource type", values: "Resource types" },
  { key: "principal", label: "Who", values: "Who did it" },
  { key: "sourceId", label: "Evidence source", values: "Evidence sources" },
];

/** Parts of names, in either case; it counts as one property. */
export const TEXT = { key: "text", label: "Text", values: "Parts of resource, who or event name" } as const;

/** What evidence is grouped by. */
export const DIMENSIONS: readonly { readonly key: Dimension; readonly label: string }[] = [
  ...PROPERTIES,
  { key: "day", label: "Day of collection" },
];

/** Properties that the server finds parts of by `text`: there are too many values to bring all of them. */
export const MANY: readonly Property[] = ["resource", "principal", "eventName"];

export function labelOf(key: string): string {
  return key === TEXT.key ? TEXT.label : (DIMENSIONS.find((each) => each.key === key)?.label ?? key);
}
