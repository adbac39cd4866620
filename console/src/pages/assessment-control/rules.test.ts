import { expect, test } from "vitest";
import { questionsOf, rulesOf, sourceTypeText, withoutRule } from "~/pages/assessment-control/rules";

test("sources are found by name", () => {
  const source = { name: "Guardrails", rule: { expression: "size(guardrails) > 0" } };

  expect(rulesOf({ evidence_sources: [source, { id: "no name" }] }).get("Guardrails")).toBe(source);
  expect(rulesOf(undefined).size).toBe(0);
  expect(rulesOf({ evidence_sources: "none" }).size).toBe(0);
});

test("types are called as people know them", () => {
  expect(sourceTypeText("AWS_Cloudtrail")).toBe("AWS CloudTrail");
  expect(sourceTypeText("New_Type")).toBe("New_Type");
  expect(sourceTypeText(undefined)).toBe("-");
});

test("a source that has several keywords is one question", () => {
  const asked = (keywordValue: string, sourceName = "Trails", sourceId = keywordValue) =>
    ({ sourceId, sourceName, sourceType: "AWS_Config", sourceKeyword: { keywordValue } }) as const;

  expect(questionsOf([asked("A"), asked("B"), asked("C", "Keys")]).map((each) => each.keywords)).toEqual([
    ["A", "B"],
    ["C"],
  ]);
  expect(questionsOf([asked("A", ""), asked("B", "")])).toHaveLength(2);
});

test("who decides without a rule is told", () => {
  expect(withoutRule("AWS_Config")).toContain("AWS Config itself");
  expect(withoutRule("AWS_API_Call")).toContain("a person looks at it");
});
