import type { components } from "~/api/schema";

export type Comparison = components["schemas"]["ComparisonShown"];
export type ControlChange = Comparison["controls"][number];
type FieldChange = components["schemas"]["FieldChangeShown"];
type Kind = components["schemas"]["ChangeKind"];

export const KINDS: Readonly<Record<Kind, string>> = { ADDED: "Added", CHANGED: "Changed", REMOVED: "Removed" };

const NAMES: Readonly<Record<string, string>> = {
  testing_information: "Testing information",
  action_plan_title: "Action plan title",
  action_plan_instructions: "Action plan instructions",
  compliance_type: "Compliance type",
};

/** Return what people call a member that differs: `rule.expression` is `Rule: expression`. */
export function fieldName(name: string): string {
  const known = NAMES[name];
  if (known) return known;
  const [head = "", ...rest] = name.split(".");
  const plain = [head, rest.join(".")].filter(Boolean).join(": ").replaceAll("_", " ");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** Return a value that differs as text to read. */
export function valueText(value: unknown): string {
  if (value === undefined) return "-";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

/** Return in what a control differs, in a few words. */
export function changeText({ kind, fields, sources, movedFrom }: ControlChange): string {
  if (kind !== "CHANGED") return "-";
  const count = (of: Kind) => sources.filter((each) => each.kind === of).length;
  const told = (number: number, what: string) =>
    number > 0 ? `${number} ${number === 1 ? "source" : "sources"} ${what}` : "";
  return [
    movedFrom ? `moved from ${movedFrom}` : "",
    fields.map(({ name }) => fieldName(name).toLowerCase()).join(", "),
    told(count("ADDED"), "added"),
    told(count("CHANGED"), "changed"),
    told(count("REMOVED"), "removed"),
  ]
    .filter(Boolean)
    .join(", ");
}

/** Count the controls of a comparison by what became of them. */
export function countsOf({ controls, unchangedCount }: Comparison) {
  const count = (of: Kind) => controls.filter(({ kind }) => kind === of).length;
  return { added: count("ADDED"), changed: count("CHANGED"), removed: count("REMOVED"), unchanged: unchangedCount };
}

/** Say whether two frameworks are the same. */
export function isSame({ fields, controlSets, controls }: Comparison): boolean {
  return fields.length + controlSets.length + controls.length === 0;
}

/** Return fields in the order in which they are read: what is short first. */
export function inOrder(fields: readonly FieldChange[]): readonly FieldChange[] {
  const length = ({ before, after }: FieldChange) => valueText(before).length + valueText(after).length;
  return [...fields].sort((one, other) => length(one) - length(other));
}
