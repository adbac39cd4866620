import type { components } from "~/api/schema";
import { searchOf } from "~/parts/evidence-link";
import type { Verdict } from "~/parts/verdict";
import type { Counts } from "~/parts/verdict-counts";

export type Kind = components["schemas"]["ResourceKind"];
export type Resource = components["schemas"]["ResourceShown"];
export type ResourceControl = components["schemas"]["ResourceControlShown"];
export type KindCount = components["schemas"]["InventoryCountShown"];

/** What resources are, one and many, in the order in which they are listed. */
export const KINDS: Readonly<Record<Kind, readonly [one: string, many: string]>> = {
  FOUNDATION_MODEL: ["Foundation model", "Foundation models"],
  CUSTOM_MODEL: ["Custom model", "Custom models"],
  MODEL: ["SageMaker model", "SageMaker models"],
  MODEL_CARD: ["Model card", "Model cards"],
  GUARDRAIL: ["Guardrail", "Guardrails"],
  AUTOMATED_REASONING_POLICY: ["Automated reasoning policy", "Automated reasoning policies"],
  AGENT: ["Agent", "Agents"],
  AGENT_TOOL: ["Agent tool", "Agent tools"],
  KNOWLEDGE_BASE: ["Knowledge base", "Knowledge bases"],
  FLOW: ["Flow", "Flows"],
  PROMPT: ["Prompt", "Prompts"],
  PROMPT_ROUTER: ["Prompt router", "Prompt routers"],
  INFERENCE_PROFILE: ["Inference profile", "Inference profiles"],
  ENDPOINT: ["Endpoint", "Endpoints"],
  PIPELINE: ["Pipeline", "Pipelines"],
  TRAINING: ["Training job", "Training jobs"],
  EVALUATION: ["Evaluation", "Evaluations"],
  FEATURE_GROUP: ["Feature group", "Feature groups"],
  NOTEBOOK: ["Notebook", "Notebooks"],
};

export const KIND_ORDER = Object.keys(KINDS) as readonly Kind[];

/** Which resources are shown. */
export interface InventoryFilter {
  readonly kind: readonly Kind[];
  readonly account: readonly string[];
  readonly region: readonly string[];
  readonly text: string;
}

/** Return what the address of the page asks for: its parameters have the names of `GET /v1/inventory`. */
export function filterOf(search: URLSearchParams): InventoryFilter {
  return {
    kind: search.getAll("kind").filter((each): each is Kind => each in KINDS),
    account: search.getAll("account"),
    region: search.getAll("region"),
    text: search.get("text") ?? "",
  };
}

export function searchFor(filter: InventoryFilter): string {
  return searchOf({ ...filter });
}

/** Return how many resources there are of each kind in the places that are chosen, those with any. */
export function byKind(
  counts: readonly KindCount[],
  { account, region }: Pick<InventoryFilter, "account" | "region">,
): { readonly kind: Kind; readonly count: number }[] {
  const fits = (chosen: readonly string[], value: string) => chosen.length === 0 || chosen.includes(value);
  const here = counts.filter((each) => fits(account, each.account) && fits(region, each.region));
  return KIND_ORDER.map((kind) => ({
    kind,
    count: here.filter((each) => each.kind === kind).reduce((sum, each) => sum + each.count, 0),
  })).filter(({ count }) => count > 0);
}

/** Return what there is to choose from, with what is chosen already. */
export function placesOf(
  counts: readonly KindCount[],
  name: "account" | "region",
  chosen: readonly string[],
): readonly string[] {
  return [...new Set([...counts.map((each) => each[name]), ...chosen])].filter(Boolean).sort();
}

/** Return how many of the controls that look at a resource said what last. */
export function standing(controls: readonly Pick<ResourceControl, "verdict">[]): Counts {
  const count = (said: Verdict) => controls.filter(({ verdict }) => verdict === said).length;
  return {
    compliant: count("COMPLIANT"),
    nonCompliant: count("NON_COMPLIANT"),
    inconclusive: count("INCONCLUSIVE"),
    notApplicable: count("NOT_APPLICABLE"),
  };
}

/** Return what tells a resource from all others. */
export function resourceId({ kind, id, account, region }: Resource): string {
  return JSON.stringify([kind, id, account, region]);
}
