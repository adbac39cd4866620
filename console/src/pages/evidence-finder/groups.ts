import type { components } from "~/api/schema";
import { v1 } from "~/api/v1";
import type { Dimension } from "~/pages/evidence-finder/properties";
import type { EvidenceCriteria } from "~/parts/evidence-link";
import type { Verdict } from "~/parts/verdict";

type Groups = components["schemas"]["GroupsShown"];

/** Evidence that has one value in common; `verdicts` where it is known how it is divided. */
export interface Group {
  readonly value: string;
  readonly name: string;
  readonly count: number;
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>> | undefined;
}

/** The largest groups, largest first, of `groupsCount`. */
export interface Grouping {
  readonly groups: readonly Group[];
  readonly groupsCount: number;
  readonly evidenceCount: number;
}

/** More verdicts of more groups than this are not brought: the largest groups alone are. */
const MOST_DIVIDED = 400;
const MOST = 100;

/** Ask how much evidence there is in each group, and what it says. */
export async function askGroups(criteria: EvidenceCriteria, by: Dimension, signal: AbortSignal): Promise<Grouping> {
  const ask = async (dimensions: Dimension[], maxResults: number): Promise<Groups> => {
    const query = { ...criteria, by: dimensions, maxResults };
    const { data } = await v1.GET("/v1/evidence/groups", { params: { query }, signal });
    return data as Groups;
  };
  if (by !== "verdict") {
    const divided = await ask([by, "verdict"], MOST_DIVIDED);
    if (divided.groupsCount <= divided.groups.length) return tabulated(divided, by);
  }
  return tabulated(await ask([by], MOST), by);
}

/** Return groups as a table has them: one row for each value of `by`, whatever else they are divided by. */
export function tabulated(told: Groups, by: Dimension): Grouping {
  const groups = new Map<string, Group>();
  let isDivided = false;
  for (const { keys, count } of told.groups) {
    const key = keys.find((each) => each.by === by);
    if (!key) continue;
    const verdict = keys.find((each) => each.by === "verdict" && by !== "verdict")?.value as Verdict | undefined;
    isDivided ||= verdict !== undefined;
    const { value, name } = key;
    const before = groups.get(value);
    groups.set(value, {
      value,
      name,
      count: count + (before?.count ?? 0),
      verdicts: verdict && { ...before?.verdicts, [verdict]: count },
    });
  }
  return {
    groups: [...groups.values()].sort((one, other) => other.count - one.count),
    groupsCount: isDivided ? groups.size : told.groupsCount,
    evidenceCount: told.evidenceCount,
  };
}
