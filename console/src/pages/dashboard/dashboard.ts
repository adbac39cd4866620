import { useQuery } from "@tanstack/react-query";
import type { components, paths } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import type { Ask } from "~/app/page";
import { address } from "~/app/paths";
import { ALL_ASSESSMENTS } from "~/parts/all-assessments";
import { countLink, searchOf } from "~/parts/evidence-link";
import type { Verdict } from "~/parts/verdict";

export type Dashboard = components["schemas"]["DashboardShown"];
export type Overview = components["schemas"]["OverviewShown"];
export type Counted = components["schemas"]["CountShown"];
export type Verdicts = components["schemas"]["VerdictsShown"];
export type Domain = Dashboard["domains"][number];
export type Day = Dashboard["trend"][number];
export type Need = components["schemas"]["NeedShown"];
export type NeedKind = Need["need"];
export type RefusalsQuery = NonNullable<paths["/v1/refusals"]["get"]["parameters"]["query"]>;

/** Verdicts in the order in which they are read: what is wrong first. */
export const VERDICTS: readonly (readonly [keyof Verdicts, Verdict])[] = [
  ["nonCompliant", "NON_COMPLIANT"],
  ["compliant", "COMPLIANT"],
  ["inconclusive", "INCONCLUSIVE"],
  ["notApplicable", "NOT_APPLICABLE"],
];

interface NeedWords {
  readonly text: string;
  readonly todo: string;
}

export const NEEDS: Readonly<Record<NeedKind, NeedWords>> = {
  MANUAL_EVIDENCE: {
    text: "Manual evidence",
    todo: "Nothing was brought yet. Open the control and add manual evidence, or delegate its control set.",
  },
  REVIEW: {
    text: "Review",
    todo: "Its control set was submitted. Review its evidence, and mark the control as reviewed.",
  },
  PARAMETERS: {
    text: "Parameters",
    todo: "Its rule needs values that are not set, so that evidence stays inconclusive. Set them in a custom control.",
  },
};

/** Every kind of need, in the order in which they are listed. */
export const NEED_KINDS = Object.keys(NEEDS) as readonly NeedKind[];

/** What evidence says of all active assessments, or of one. */
export function useDashboard(assessmentId: string | null) {
  return useQuery(dashboardOf(assessmentId));
}

function dashboardOf(assessmentId: string | null) {
  return v1Hooks.queryOptions("get", "/v1/dashboard", { params: { query: queryOf(assessmentId) } });
}

/** Begin to ask for what `useDashboard` returns. */
export const ask: Ask = (queries, { searchParams }) =>
  queries.prefetchQuery(dashboardOf(searchParams.get("assessmentId")));

/** Where it was looked for, and what was refused. */
export function useOverview(assessmentId: string | null) {
  return v1Hooks.useQuery("get", "/v1/dashboard/coverage", { params: { query: queryOf(assessmentId) } });
}

/** What one may look at: all active assessments. */
export function useActiveAssessments() {
  return useQuery({ ...ALL_ASSESSMENTS, select: (all) => all.filter(({ status }) => status === "ACTIVE") });
}

export function queryOf(assessmentId: string | null): { assessmentId?: string } {
  return assessmentId === null ? {} : { assessmentId };
}

/** Return the address of the refusals that meet `asked`. */
export function refusalsLink(asked: RefusalsQuery): string {
  return withSearch(address("dashboard", "refusals"), searchOf(asked));
}

/** Return the address of what controls wait for. */
export function needsLink(asked: { readonly assessmentId?: string; readonly need?: readonly NeedKind[] }): string {
  return withSearch(address("dashboard", "controls-that-need-people"), searchOf(asked));
}

function withSearch(path: string, search: string): string {
  return search === "" ? path : `${path}?${search}`;
}

/** Return how much evidence says anything at all. */
export function totalOf(verdicts: Verdicts): number {
  return VERDICTS.reduce((sum, [name]) => sum + verdicts[name].count, 0);
}

/** Say whether somebody sees how much there is, but may not look at the evidence itself. */
export function isNumbersOnly({ evidence }: Pick<Dashboard, "evidence">): boolean {
  return evidence.count > 0 && countLink(evidence) === undefined;
}

/** Return what share of what was decided is non-compliant, 0 to 100, never rounded to none or all of it; undefined:
 *  nothing was decided. */
export function nonCompliantShare({ compliant, nonCompliant }: Verdicts): number | undefined {
  const decided = compliant.count + nonCompliant.count;
  if (decided === 0) return undefined;
  if (nonCompliant.count === 0 || compliant.count === 0) return nonCompliant.count === 0 ? 0 : 100;
  return Math.min(99, Math.max(1, Math.round((100 * nonCompliant.count) / decided)));
}

/** Return the last day before `until`, which is not among the days itself. */
export function lastDay(until: string): string {
  return new Date(Date.parse(`${until}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
