import { useState } from "react";
import type { components } from "~/api/schema";
import { v1 } from "~/api/v1";
import { words } from "~/pages/assessment/edit";
import type { Draft } from "~/pages/create-assessment/draft";

export type Readiness = components["schemas"]["ReadinessShown"];
export type RegionReadiness = components["schemas"]["RegionReadiness"];

/** How an account stands: not looked at yet, being looked at, looked at, or the look failed. */
export type Look =
  | { readonly state: "looking" }
  | { readonly state: "looked"; readonly found: Readiness }
  | { readonly state: "failed"; readonly error: unknown };

const AT_ONCE = 3;

export interface Looking {
  readonly looks: ReadonlyMap<string, Look>;
  readonly isLooking: boolean;
  readonly look: () => Promise<void>;
}

/** Look at the accounts of a draft, a few at a time. What was found for other regions or another framework is forgotten. */
export function useReadiness(draft: Draft): Looking {
  const key = JSON.stringify([words(draft.regions), draft.frameworkId]);
  const [held, setHeld] = useState<{ readonly key: string; readonly looks: ReadonlyMap<string, Look> }>({
    key,
    looks: new Map(),
  });
  const looks = held.key === key ? held.looks : new Map<string, Look>();
  const put = (id: string, look: Look) =>
    setHeld((before) => ({ key, looks: new Map([...(before.key === key ? before.looks : []), [id, look]]) }));
  const lookAt = async (id: string) => {
    put(id, { state: "looking" });
    try {
      const body = {
        accountId: id,
        regions: words(draft.regions),
        frameworkId: draft.frameworkId || null,
      };
      const { data } = await v1.POST("/v1/readiness-checks", { body });
      if (data) put(id, { state: "looked", found: data });
    } catch (error) {
      put(id, { state: "failed", error });
    }
  };
  const look = async () => {
    const waiting = draft.accounts.map(({ id }) => id);
    const work = async () => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await lookAt(id);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  };
  return { looks, isLooking: [...looks.values()].some(({ state }) => state === "looking"), look };
}

/** What an account comes to, at a glance. */
export interface Glance {
  readonly type: "success" | "warning" | "error";
  readonly text: string;
}

const NEVER = "NOT_IN_USE";

/** Return what was found of an account in a few words: whether it is reached, whether AI is in use, what is not on. */
export function glanceOf(found: Readiness): Glance {
  if (!found.isReachable) return { type: "error", text: "Cannot be reached" };
  const missing = new Set(missingOf(found).map(({ service }) => service));
  if (missing.size > 0) return { type: "warning", text: `Not switched on everywhere: ${[...missing].join(", ")}` };
  if (found.findings.length > 0) return { type: "warning", text: "Reached, but not everywhere" };
  return { type: "success", text: "Ready" };
}

/** Return what is not switched on, or could not be told, region by region. */
export function missingOf(
  found: Readiness,
): readonly (RegionReadiness["prerequisites"][number] & { region: string })[] {
  return found.regions.flatMap(({ region, prerequisites }) =>
    prerequisites.filter(({ state }) => state !== "ENABLED").map((each) => ({ ...each, region })),
  );
}

/** Return where each platform is in use, in words: `Amazon Bedrock`, `in use in us-east-1`. */
export function usesOf(found: Readiness): readonly (readonly [platform: string, where: string])[] {
  const uses = found.regions.flatMap(({ region, platforms }) => platforms.map((use) => ({ ...use, region })));
  return [...new Set(uses.map(({ name }) => name))].map((name) => {
    const regions = (is: (status: string) => boolean) =>
      uses.filter((use) => use.name === name && is(use.status)).map(({ region }) => region);
    const used = regions((status) => status === "IN_USE");
    const unknown = regions((status) => status !== "IN_USE" && status !== NEVER);
    const told = [
      used.length > 0 ? `in use in ${used.join(", ")}` : "not seen in use",
      unknown.length > 0 ? `could not be told in ${unknown.join(", ")}` : "",
    ];
    return [name, told.filter(Boolean).join("; ")] as const;
  });
}
