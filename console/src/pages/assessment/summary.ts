import type { AssessmentControl, AssessmentControlSet } from "@aws-sdk/client-auditmanager";
import type { components } from "~/api/schema";
import type { Coverage } from "~/pages/assessment/assessment";
import { added, type Counts } from "~/parts/verdict-counts";

export type ControlCoverage = Coverage["controls"][number];
export type CoverageCounts = components["schemas"]["CoverageShown"];

/** What the evidence of a control set says, and how much of what was expected is there. */
export interface SetSummary {
  readonly id: string;
  readonly controlIds: readonly string[];
  readonly controlsCount: number;
  readonly verdicts: Counts;
  readonly nonCompliantControls: number;
  readonly awaitingPeople: number;
  readonly coverage: CoverageCounts | undefined;
}

/** Return the summary of each control set, in the order of the assessment. */
export function bySet(coverage: Coverage): SetSummary[] {
  return coverage.controlSets.map(({ id, coverage: counts }) => {
    const controls = coverage.controls.filter((control) => control.controlSetId === id);
    return {
      id,
      controlIds: controls.map((control) => control.id),
      controlsCount: controls.length,
      verdicts: added(controls.map((control) => control.verdicts)),
      nonCompliantControls: controls.filter((control) => control.standing === "NON_COMPLIANT").length,
      awaitingPeople: controls.filter((control) => control.awaitingPeople.length > 0).length,
      coverage: counts,
    };
  });
}

/** Return how much of what was expected was answered whole: `93.7 %`, never rounded up to all of it. */
export function shareText(share: number | null | undefined): string {
  if (share === null || share === undefined) return "Nothing expected";
  return `${(Math.floor(share * 1000) / 10).toLocaleString("en")} %`;
}

/** Return where coverage has gaps: `100 refused, 1 in part`; empty: nowhere. */
export function gapsText({ refused, partial, unseen }: CoverageCounts): string {
  const gaps: readonly (readonly [number, string])[] = [
    [refused, "refused"],
    [partial, "answered in part"],
    [unseen, "not seen yet"],
  ];
  return gaps
    .filter(([count]) => count > 0)
    .map(([count, text]) => `${count.toLocaleString("en")} ${text}`)
    .join(", ");
}

/** A row of the tree of controls: a control set, or a control in it. */
export interface TreeRow {
  readonly key: string;
  readonly parentKey: string | null;
  readonly set: AssessmentControlSet;
  /** Absent: the row is the set. */
  readonly control?: AssessmentControl;
  readonly found?: ControlCoverage | undefined;
  readonly summary?: SetSummary | undefined;
}

/** Return the rows of the tree: each control set, with its controls below it. */
export function treeOf(sets: readonly AssessmentControlSet[], coverage: Coverage | undefined): TreeRow[] {
  const found = new Map(coverage?.controls.map((control) => [`${control.controlSetId}\n${control.id}`, control]));
  const summaries = new Map(coverage && bySet(coverage).map((summary) => [summary.id, summary]));
  return sets.flatMap((set) => {
    const setId = set.id ?? "";
    const parentKey = JSON.stringify([setId]);
    const controls = (set.controls ?? []).map(
      (control): TreeRow => ({
        key: JSON.stringify([setId, control.id]),
        parentKey,
        set,
        control,
        found: found.get(`${setId}\n${control.id}`),
      }),
    );
    return [{ key: parentKey, parentKey: null, set, summary: summaries.get(setId) }, ...controls];
  });
}

export interface TreeFilter {
  readonly text: string;
  readonly status: string;
  readonly standing: string;
}

/** Return the rows that fit, with the sets that they are in. */
export function filtered(rows: readonly TreeRow[], { text, status, standing }: TreeFilter): TreeRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && status === "" && standing === "") return [...rows];
  const fits = (row: TreeRow): boolean => {
    const { control, found, set } = row;
    if (!control) return false;
    const said = `${control.name ?? ""}\n${found?.code ?? ""}\n${set.id ?? ""}`.toLowerCase();
    return (
      words.every((word) => said.includes(word)) &&
      (status === "" || control.status === status) &&
      (standing === "" || (standing === "AWAITING_PEOPLE" ? awaits(found) : found?.standing === standing))
    );
  };
  const kept = rows.filter(fits);
  const keys = new Set(kept.flatMap((row) => [row.key, row.parentKey]));
  return rows.filter((row) => keys.has(row.key));
}

function awaits(found: ControlCoverage | undefined): boolean {
  return (found?.awaitingPeople.length ?? 0) > 0;
}
