import { expect, test } from "vitest";
import {
  copyOf,
  creationOf,
  type Draft,
  draftOf,
  emptyDraft,
  isWrong,
  newSource,
  ruleChanges,
  updateOf,
  withIds,
  withValues,
  wrongOf,
} from "~/pages/controls/draft";
import type { Details, Source } from "~/pages/controls/words";

const SOURCE: Source = {
  id: "s",
  name: "Guardrails",
  description: "",
  troubleshooting: "",
  sourceType: "AWS_API_Call",
  keywords: ["bedrock_ListGuardrails"],
  kind: "AWS API calls",
  frequency: "WEEKLY",
  questions: [],
  platforms: [],
  artefact: "",
  accepts: [],
  takesRule: true,
  isRuleInDescription: false,
  restsOn: [],
};

const RULE: NonNullable<Source["rule"]> = {
  expression: "resource.age < params.days",
  variable: "resource",
  reasonFail: "Too old",
  applies: "",
  decidedWhen: "",
  examples: [],
};

const details = (...sources: Source[]): Details => ({
  id: "c",
  code: "A-1",
  name: "Guarded",
  isStandard: true,
  description: "All of it",
  testingInformation: "",
  actionPlanTitle: "",
  actionPlanInstructions: "",
  domainName: "Safe",
  objectiveName: "",
  mode: "automated",
  platforms: [],
  parameters: [{ name: "days", type: "int", default: 90, meaning: "" }],
  mappings: {},
  frameworks: [],
  sources,
});

const draft = (more: Partial<Draft>): Draft => ({ ...emptyDraft(), name: "Mine", ...more });

test("a copy asks the same, with values in place of parameters", () => {
  const { draft: copy, leftOut } = copyOf(details({ ...SOURCE, rule: RULE }));

  expect(copy.name).toBe("Copy of Guarded");
  expect(copy.sources[0]).toMatchObject({
    type: "AWS_API_Call",
    keyword: "bedrock_ListGuardrails",
    frequency: "WEEKLY",
    rule: "resource.age < 90",
  });
  expect(copy.sources[0]?.id).toBeUndefined();
  expect(leftOut).toEqual([]);
});

test("a source with several keywords becomes several, and what has no place is told", () => {
  const events: Source = { ...SOURCE, sourceType: "AWS_Cloudtrail", kind: "AWS CloudTrail", keywords: ["a_B", "c_D"] };
  const metric: Source = { ...SOURCE, name: "Errors", kind: "Amazon CloudWatch" };
  const conditional: Source = { ...SOURCE, rule: { ...RULE, applies: "resource.on", whenEmpty: "fail" } };

  const { draft: copy, leftOut } = copyOf(details(events, metric, conditional));

  expect(copy.sources.map(({ keyword }) => keyword)).toEqual(["a_B", "c_D", "bedrock_ListGuardrails"]);
  expect(leftOut).toHaveLength(2);
  expect(leftOut[1]).toContain("resource.on");
});

test("values are written as CEL has them", () => {
  const parameters = [
    { name: "a", type: "float", default: 1, meaning: "" },
    { name: "b", type: "list(string)", default: ["x"], meaning: "" },
  ] as const;

  expect(withValues("x > params.a && y in params.b && params.c", parameters)).toBe('x > 1.0 && y in ["x"] && params.c');
});

test("each type of source is asked for as Audit Manager has it", () => {
  const sources = [
    newSource({ keyword: " bedrock_ListGuardrails ", name: "Guardrails" }),
    newSource({ type: "MANUAL", keyword: "left over", description: "The policy" }),
    newSource({ type: "AWS_Config", keyword: "X" }),
  ];

  expect(creationOf(draft({ sources, tags: [{ key: "a", value: "" }] }))).toEqual({
    name: "Mine",
    tags: { a: "" },
    controlMappingSources: [
      {
        sourceSetUpOption: "System_Controls_Mapping",
        sourceType: "AWS_API_Call",
        sourceName: "Guardrails",
        sourceKeyword: { keywordInputType: "SELECT_FROM_LIST", keywordValue: "bedrock_ListGuardrails" },
        sourceFrequency: "DAILY",
      },
      { sourceSetUpOption: "Procedural_Controls_Mapping", sourceType: "MANUAL", sourceDescription: "The policy" },
      {
        sourceSetUpOption: "System_Controls_Mapping",
        sourceType: "AWS_Config",
        sourceKeyword: { keywordInputType: "SELECT_FROM_LIST", keywordValue: "X" },
      },
    ],
  });
});

test("an edit keeps ids, and how a keyword was put in", () => {
  const sent = {
    sourceId: "s",
    sourceType: "AWS_Config" as const,
    sourceSetUpOption: "System_Controls_Mapping" as const,
    sourceKeyword: { keywordInputType: "INPUT_TEXT" as const, keywordValue: "Custom_x" },
  };
  const edited = draftOf({ name: "Mine", controlMappingSources: [sent] }, details());

  expect(updateOf(edited, "c").controlMappingSources).toEqual([
    { ...sent, sourceKeyword: { keywordInputType: "INPUT_TEXT", keywordValue: "Custom_x" } },
  ]);
});

test("a source that asks something else is a new one, without the rule of the one before", () => {
  const sent = { sourceId: "s", sourceType: "AWS_Config" as const, sourceKeyword: { keywordValue: "X" } };
  const [source] = draftOf({ controlMappingSources: [sent] }, details()).sources;
  const changed = draft({ sources: source ? [{ ...source, keyword: "Y" }] : [] });

  expect(updateOf(changed, "c").controlMappingSources?.[0]).not.toHaveProperty("sourceId");
});

test("rules that are new, other or gone are set beside the control", () => {
  const kept = draft({
    sources: [
      newSource({ id: "1", rule: "true" }),
      newSource({ id: "2", rule: " false " }),
      newSource({ id: "3", rule: "" }),
      newSource({ id: "4", type: "AWS_Config", rule: "left over" }),
      newSource({ id: "5", rule: "x", description: "For people.\nrule: y" }),
      newSource({ rule: "not made yet" }),
    ],
  });
  const known = new Map([
    ["1", "true"],
    ["3", "before"],
  ]);

  expect(ruleChanges(kept, known)).toEqual([
    ["2", "false"],
    ["3", null],
  ]);
});

test("sources get the ids that the server gave", () => {
  const made = withIds(draft({ sources: [newSource(), newSource()] }), [{ sourceId: "1" }, { sourceId: "2" }]);

  expect(made.sources.map(({ id }) => id)).toEqual(["1", "2"]);
});

test("a name, a source and its keyword are needed", () => {
  const source = newSource({ keyword: " " });

  expect(wrongOf(draft({ name: " ", sources: [] }))).toMatchObject({
    name: "A control needs a name.",
    sources: "A control needs an evidence source: add one.",
  });
  expect(wrongOf(draft({ sources: [source] })).bySource.get(source.key)?.keyword).toMatch(/Say what is asked/);
  expect(isWrong(wrongOf(draft({ sources: [newSource({ type: "MANUAL" })] })))).toBe(false);
  expect(isWrong(wrongOf(draft({ description: "x".repeat(1001), sources: [newSource({ keyword: "k" })] })))).toBe(true);
});
