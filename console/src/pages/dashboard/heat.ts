import type { Overview } from "~/pages/dashboard/dashboard";

export type Place = Overview["places"][number];

/** How much of what was to be asked in a place was answered whole. */
export type Heat = "whole" | "most" | "part" | "little" | "nothing";

/** What it is called: never told by colour alone. */
export const HEATS: Readonly<Record<Heat, string>> = {
  whole: "All seen",
  most: "Mostly seen",
  part: "Partly seen",
  little: "Hardly seen",
  nothing: "Nothing expected",
};

const MOST = 0.9;
const PART = 0.5;

/** Return how much was seen, by the share that was answered whole; null where nothing was expected. */
export function heatOf(share: number | null): Heat {
  if (share === null) return "nothing";
  if (share >= 1) return "whole";
  if (share >= MOST) return "most";
  return share >= PART ? "part" : "little";
}

export interface MapRow {
  readonly account: string;
  readonly byRegion: ReadonlyMap<string, Place>;
}

/** Return the map: a row for each account, and the regions in the order of the columns. */
export function mapOf(places: readonly Place[]): { readonly regions: string[]; readonly rows: MapRow[] } {
  const rows = new Map<string, Map<string, Place>>();
  for (const place of places) {
    const row = rows.get(place.account) ?? new Map<string, Place>();
    rows.set(place.account, row.set(place.region, place));
  }
  return {
    regions: [...new Set(places.map(({ region }) => region))].sort(),
    rows: [...rows].map(([account, byRegion]) => ({ account, byRegion })),
  };
}
