import type { components, paths } from "~/api/schema";
import { address } from "~/app/paths";

/** Which evidence: a few members of what `GET /v1/evidence` is asked, or the `criteria` that come with a number. */
export type EvidenceCriteria = Partial<components["schemas"]["Criteria"]>;

/** What the evidence finder's address may hold: the query of `GET /v1/evidence`, by the same names. */
export type FinderQuery = NonNullable<paths["/v1/evidence"]["get"]["parameters"]["query"]>;

/** Return the address of the evidence finder that shows what meets `criteria`: its parameters have the names of the
 *  query of `GET /v1/evidence`, repeated for several values. */
export function evidenceLink(criteria: EvidenceCriteria): string {
  const asked = searchOf(criteria);
  const finder = address("evidence-finder");
  return asked === "" ? finder : `${finder}?${asked}`;
}

/** The same for a number that comes with its criteria; undefined: whoever looks may not see the evidence behind it. */
export function countLink(counted: components["schemas"]["CountShown"]): string | undefined {
  return counted.criteria ? evidenceLink(counted.criteria) : undefined;
}

/** Return what stands behind the question mark of an address; what is absent or empty is left out. */
export function searchOf(asked: Readonly<Record<string, unknown>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null && each !== "") search.append(name, String(each));
    }
  }
  return search.toString();
}
