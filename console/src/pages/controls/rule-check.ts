import { useEffect, useState } from "react";
import type { components } from "~/api/schema";
import { v1, v1Hooks } from "~/api/v1";
import type { SourceType } from "~/parts/library-words";

export type Checked = components["schemas"]["RuleCheckShown"];

/** What a rule weighs. */
export interface Asked {
  readonly sourceType: SourceType;
  readonly keyword: string;
}

const PAUSE_MS = 400;
/** Any sound rule will do to learn what its source answers. */
const ANY = "true";

/** Return `value` once it has not changed for a moment. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** Look through a rule as it is typed; of an empty one, only what it might read is told. */
export function useRuleCheck(expression: string, asked: Asked) {
  const settled = useSettled(expression);
  const body = { expression: settled.trim() ? settled : ANY, sourceType: asked.sourceType, keyword: asked.keyword };
  const { data, error, isFetching, refetch } = v1Hooks.useQuery(
    "post",
    "/v1/rule-checks",
    { body },
    { enabled: asked.keyword !== "", placeholderData: (before) => before, staleTime: Number.POSITIVE_INFINITY },
  );
  const isBehind = settled !== expression || isFetching;
  return { checked: data, error, refetch, isBehind };
}

/** Return what is wrong with a rule, asked at once. */
export async function faultsOf(expression: string, { sourceType, keyword }: Asked): Promise<Checked["faults"]> {
  const { data } = await v1.POST("/v1/rule-checks", { body: { expression, sourceType, keyword } });
  return data?.faults ?? [];
}
