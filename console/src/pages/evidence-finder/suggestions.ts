import { ListAssessmentsCommand } from "@aws-sdk/client-auditmanager";
import type { PropertyFilterProps } from "@cloudscape-design/components/property-filter";
import { useQueries } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useAwsAll } from "~/api/hooks";
import { v1Hooks } from "~/api/v1";
import { MANY, PROPERTIES, type Property } from "~/pages/evidence-finder/properties";
import type { Asked } from "~/pages/evidence-finder/query";
import { type Verdict, verdictText } from "~/parts/verdict";

type Option = PropertyFilterProps.FilteringOption;

/** Properties whose values are ids, which have names of their own. */
const NAMED: readonly Property[] = ["assessmentId", "controlId", "controlDomain"];
const MOST_SUGGESTED = 1_000;
const MOST_OF_MANY = 100;
const SHORTEST_TEXT = 3;
const LASTING_MS = 60_000;

interface Wish {
  readonly by: Property;
  readonly text: string;
}

/** What the search field offers, and what ids are called. */
export interface Suggestions {
  readonly options: readonly Option[];
  readonly status: PropertyFilterProps.StatusType;
  readonly nameOf: (key: string, value: string) => string;
  readonly load: (detail: PropertyFilterProps.LoadItemsDetail) => void;
}

/** Values that there are, brought when somebody is about to choose one, and names of those that are chosen. */
export function useSuggestions(asked: Asked): Suggestions {
  const [wish, setWish] = useState<Wish>();
  const named = NAMED.filter((key) => key !== "assessmentId" && (key === "controlDomain" || asked.wanted[key]));
  const wishes: Wish[] = named.map((by) => ({ by, text: "" }));
  if (wish && !named.includes(wish.by)) wishes.push(wish);
  const assessments = useAwsAll(ListAssessmentsCommand, {}, (page) => page.assessmentMetadata);
  const answers = useQueries({ queries: wishes.map((each) => question(each)) });
  const current = answers[wishes.findIndex(({ by, text }) => by === wish?.by && text === wish.text)];
  const told = JSON.stringify([asked.wanted, answers.map(({ dataUpdatedAt }) => dataUpdatedAt), wishes]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `told` changes when any of the answers does
  const options = useMemo(() => {
    const found = new Map<string, Option>();
    const offer = (propertyKey: string, value: string, label?: string) => {
      const key = JSON.stringify([propertyKey, value]);
      if (value !== "" && (label || !found.has(key))) found.set(key, { propertyKey, value, label: label || value });
    };
    for (const { id = "", name = "" } of assessments.data ?? []) offer("assessmentId", id, name);
    for (const { keys } of answers.flatMap(({ data }) => data?.groups ?? [])) {
      for (const { by, value, name } of keys) {
        offer(by, value, by === "verdict" ? verdictText(value as Verdict) : name);
      }
    }
    // What is chosen is offered, too, or it would be lost when the choice is changed.
    for (const [key, values] of Object.entries(asked.wanted)) {
      for (const value of values) offer(key, value, key === "verdict" ? (wordOf(value) ?? value) : undefined);
    }
    return [...found.values()];
  }, [told, assessments.data]);
  const names = useMemo(
    () => new Map(options.map(({ propertyKey, value, label }) => [`${propertyKey} ${value}`, label ?? value])),
    [options],
  );
  return {
    options,
    status: current?.isPending ? "loading" : current?.isError ? "error" : "finished",
    nameOf: (key, value) => names.get(`${key} ${value}`) ?? value,
    load: ({ filteringProperty, filteringText, samePage }) => {
      const by = PROPERTIES.find(({ key }) => key === filteringProperty?.key)?.key;
      if (!by) return;
      if (samePage) void current?.refetch();
      setWish({ by, text: MANY.includes(by) && filteringText.length >= SHORTEST_TEXT ? filteringText : "" });
    },
  };
}

const WORDS: readonly string[] = ["COMPLIANT", "NON_COMPLIANT", "INCONCLUSIVE", "NOT_APPLICABLE"] satisfies Verdict[];

function wordOf(value: string): string | undefined {
  return WORDS.includes(value) ? verdictText(value as Verdict) : undefined;
}

function question({ by, text }: Wish) {
  const query = {
    by: [by],
    maxResults: MANY.includes(by) ? MOST_OF_MANY : MOST_SUGGESTED,
    ...(text ? { text: [text] } : {}),
  };
  return v1Hooks.queryOptions("get", "/v1/evidence/groups", { params: { query } }, { staleTime: LASTING_MS });
}
