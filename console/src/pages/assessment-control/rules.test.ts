import { expect, test } from "vitest";
import { rulesOf, sourceTypeText } from "~/pages/assessment-control/rules";

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
