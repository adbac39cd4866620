import type { PropertyFilterProps } from "@cloudscape-design/components/property-filter";
import type { components } from "~/api/schema";
import { DIMENSIONS, type Dimension, PROPERTIES, type Property, TEXT } from "~/pages/evidence-finder/properties";
import { type EvidenceCriteria, type FinderQuery, searchOf } from "~/parts/evidence-link";

export type Order = components["schemas"]["Order"];
type Values = Readonly<Record<string, readonly string[]>>;

/** What is asked, as it stands in the address of the page. */
export interface Asked {
  /** Values of properties and parts of text, by the names of the query of `GET /v1/evidence`; none is empty. */
  readonly wanted: Values;
  /** One property that fits will do. */
  readonly isAny: boolean;
  /** Days of collection in UTC, from `since` up to, but without, `until`. */
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly order: Order;
  readonly by: Dimension | undefined;
  /** What nobody here understands: the server is to say what is wrong with it. */
  readonly rest: Values;
}

const MEMBERS: readonly string[] = [...PROPERTIES.map(({ key }) => key), TEXT.key];
const NEWEST: Order = "newest_first";
const OLDEST: Order = "oldest_first";

/** Return what an address asks. */
export function readAsked(search: URLSearchParams): Asked {
  const given = new Map<string, readonly string[]>();
  for (const name of new Set(search.keys())) given.set(name, search.getAll(name));
  const single = (name: string, isKnown: (value: string) => boolean): string | undefined => {
    const [value, ...more] = given.get(name) ?? [];
    if (value === undefined || more.length > 0 || !isKnown(value)) return undefined;
    given.delete(name);
    return value;
  };
  const match = single("match", (value) => value === "any" || value === "all");
  const order = single("order", (value) => value === NEWEST || value === OLDEST);
  const by = single("by", (value) => DIMENSIONS.some(({ key }) => key === value));
  const since = single("since", Boolean);
  const until = single("until", Boolean);
  const lists = [...given].filter(([, values]) => values.some(Boolean));
  return {
    wanted: Object.fromEntries(lists.filter(([name]) => MEMBERS.includes(name)).map(distinct)),
    isAny: match === "any",
    since,
    until,
    order: order === OLDEST ? OLDEST : NEWEST,
    by: by as Dimension | undefined,
    rest: Object.fromEntries(lists.filter(([name]) => !MEMBERS.includes(name))),
  };
}

function distinct([name, values]: readonly [string, readonly string[]]): [string, readonly string[]] {
  return [name, [...new Set(values.filter(Boolean))]];
}

/** Return the query of `GET /v1/evidence` without its order: which evidence is wanted. */
export function criteriaOf({ wanted, isAny, since, until, rest }: Asked): EvidenceCriteria {
  const match = isAny ? { match: "any" } : {};
  return { ...rest, ...wanted, ...match, ...(since ? { since } : {}), ...(until ? { until } : {}) } as EvidenceCriteria;
}

/** Return the query of `GET /v1/evidence`. */
export function queryOf(asked: Asked): FinderQuery {
  return { ...criteriaOf(asked), ...(asked.order === NEWEST ? {} : { order: asked.order }) } as FinderQuery;
}

/** Return what stands behind the question mark of the page's address. */
export function writeAsked(asked: Asked): string {
  return searchOf({ ...queryOf(asked), by: asked.by });
}

/** Say whether anything is asked for, or all evidence is wanted. */
export function isNarrow(asked: Asked): boolean {
  return Object.keys(criteriaOf(asked)).some((name) => name !== "match");
}

/** Return the question without what is named; `by` and `order` stay. */
export function without(asked: Asked, names: readonly string[]): Asked {
  const kept = (values: Values) => Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
  return {
    ...asked,
    wanted: kept(asked.wanted),
    rest: kept(asked.rest),
    since: names.includes("since") ? undefined : asked.since,
    until: names.includes("until") ? undefined : asked.until,
  };
}

/** Return the question with nothing in it; how what is found is shown stays. */
export function cleared(asked: Asked): Asked {
  return { ...asked, wanted: {}, rest: {}, isAny: false, since: undefined, until: undefined };
}

/** Return what the search field shows: one token for each property, as any of its values will do. */
export function tokensOf({ wanted, isAny }: Asked): PropertyFilterProps.Query {
  return {
    operation: isAny ? "or" : "and",
    tokens: Object.entries(wanted).map(([propertyKey, value]) => ({
      propertyKey,
      operator: propertyKey === TEXT.key ? ":" : "=",
      value,
    })),
  };
}

/** Return the question with what the search field shows; several tokens of a property become one. */
export function withTokens(asked: Asked, { tokens, operation }: PropertyFilterProps.Query): Asked {
  const wanted = new Map<string, readonly string[]>();
  for (const { propertyKey = TEXT.key, value } of tokens) {
    const values = [value].flat().map((each) => String(each ?? "").trim());
    const all = distinct([propertyKey, [...(wanted.get(propertyKey) ?? []), ...values]])[1];
    if (all.length > 0) wanted.set(propertyKey, all);
  }
  return { ...asked, wanted: Object.fromEntries(wanted), isAny: operation === "or" };
}

/** Return the question that finds the evidence of one group alone; undefined: no question does. */
export function narrowed(asked: Asked, by: Dimension, value: string): Asked | undefined {
  const rest = { ...asked, by: undefined };
  if (by === "day") return { ...rest, since: value, until: daysFrom(value, 1) };
  // Evidence that has no value is found by none, and where one property is enough, another finds more, not less.
  const others = Object.keys(asked.wanted).filter((name) => name !== by);
  if (value === "" || (asked.isAny && others.length > 0)) return undefined;
  return { ...rest, isAny: false, wanted: { ...asked.wanted, [by satisfies Property]: [value] } };
}

/** Return the day that lies so many days after another, or before: `daysFrom("2026-11-30", 1)`. */
export function daysFrom(day: string, count: number): string {
  const moved = new Date(`${day}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + count);
  return Number.isNaN(moved.getTime()) ? day : moved.toISOString().slice(0, 10);
}

/** Return the days that are asked for, in words. */
export function daysText({ since, until }: Pick<Asked, "since" | "until">): string {
  const last = until && daysFrom(until, -1);
  if (since && last) return since === last ? since : `${since} to ${last}`;
  if (since) return `Since ${since}`;
  return last ? `Up to ${last}` : "All days";
}
