import type { components } from "~/api/schema";
import { labelOf } from "~/pages/evidence-finder/properties";
import { type Asked, daysText, readAsked } from "~/pages/evidence-finder/query";
import type { Suggestions } from "~/pages/evidence-finder/suggestions";
import { searchOf } from "~/parts/evidence-link";
import { verdictText } from "~/parts/verdict";

export type Saved = components["schemas"]["SavedQueryShown"];

export const QUERIES = "/v1/saved-queries";

/** Return what a question asks, in words. */
export function questionText(asked: Asked, nameOf: Suggestions["nameOf"]): string {
  const said = Object.entries(asked.wanted).map(([key, values]) => {
    const names = values.map((value) => (key === "verdict" ? (VERDICT_TEXTS.get(value) ?? value) : nameOf(key, value)));
    return `${labelOf(key)}: ${names.join(" or ")}`;
  });
  const days = asked.since || asked.until ? [daysText(asked)] : [];
  const all = said.join(asked.isAny ? ", or " : ", ");
  return [all, ...days].filter(Boolean).join("; ") || "All evidence";
}

const VERDICT_TEXTS: ReadonlyMap<string, string> = new Map(
  (["COMPLIANT", "NON_COMPLIANT", "INCONCLUSIVE", "NOT_APPLICABLE"] as const).map((each) => [each, verdictText(each)]),
);

/** Return what a saved query asks, as an address asks it. */
export function askedOf({ criteria }: Saved): Asked {
  const { match, ...others } = criteria;
  return readAsked(new URLSearchParams(searchOf({ ...others, ...(match === "any" ? { match } : {}) })));
}
