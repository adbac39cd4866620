import { expect, test } from "vitest";
import { findingOf, NAME_LENGTH, nameFault, suggestedName } from "~/pages/reports/reports";
import { selectionText } from "~/pages/reports/selection";

test("a name is one that the server takes", () => {
  expect(nameFault("Q4_2026.final-1")).toBeUndefined();
  expect(nameFault("Q4 2026")).toBeDefined();
  expect(nameFault("")).toBeDefined();
});

test("a name is suggested for whatever an assessment is called", () => {
  expect(suggestedName("Research, model gate", "2026-11-26")).toBe("Research-model-gate-2026-11-26");
  expect(suggestedName("\u202egnorw <img>", "2026-11-26")).toBe("gnorw-img-2026-11-26");
  expect(suggestedName("模型", "2026-11-26")).toBe("report-2026-11-26");
  const long = suggestedName("x".repeat(400), "2026-11-26");
  expect([long.length, nameFault(long)]).toEqual([NAME_LENGTH, undefined]);
});

test("what is wrong with a report is told in words", () => {
  expect(findingOf("evidence/a.json: is missing")).toEqual({ what: "evidence/a.json", reason: "is missing" });
  expect(findingOf("digest.signature: does not fit").what).toBe("The signed digest (digest.json)");
  expect(findingOf("archive: cannot be read: bad")).toEqual({ what: "The zip", reason: "cannot be read: bad" });
  expect(findingOf("odd")).toEqual({ what: "The report", reason: "odd" });
});

test("what a report would have is said", () => {
  expect(selectionText({ selectedCount: 0, evidenceCount: 0 })).toContain("no evidence yet");
  expect(selectionText({ selectedCount: 0, evidenceCount: 1200 })).toContain("all 1,200");
  expect(selectionText({ selectedCount: 1, evidenceCount: 1200 })).toContain("the one evidence item");
  expect(selectionText({ selectedCount: 3, evidenceCount: 1200 })).toContain("the 3 evidence items");
});
