import { expect, test } from "vitest";
import { criteriaOf, readAsked } from "~/pages/evidence-finder/query";
import { askedOf, questionText } from "~/pages/evidence-finder/question";

const NO_VALUES = {
  account: [],
  assessmentId: [],
  controlDomain: [],
  controlId: [],
  eventName: [],
  eventSource: [],
  evidenceByType: [],
  principal: [],
  region: [],
  resource: [],
  resourceType: [],
  service: [],
  sourceId: [],
  sourceKind: [],
  text: [],
  verdict: [],
};
const told = (search: string) =>
  questionText(readAsked(new URLSearchParams(search)), (key, value) => (key === "assessmentId" ? "Ours" : value));

test("a saved query asks what was saved", () => {
  const kept = { ...NO_VALUES, match: "any" as const, region: ["eu-west-1"], text: ["a", "b"], since: "2026-11-01" };
  const asked = askedOf({ id: "1", name: "Mine", createdAt: "2026-11-26T00:00:00Z", criteria: kept });
  expect(criteriaOf(asked)).toEqual({ match: "any", region: ["eu-west-1"], text: ["a", "b"], since: "2026-11-01" });
});

test("what a query asks is told in words", () => {
  expect(told("assessmentId=x&verdict=NON_COMPLIANT&verdict=INCONCLUSIVE&since=2026-11-01&until=2026-11-02")).toBe(
    "Assessment: Ours, Resource compliance: Non-compliant or Inconclusive; 2026-11-01",
  );
  expect(told("match=any&region=eu-west-1&text=trail")).toBe("Region: eu-west-1, or Text: trail");
  expect(told("order=oldest_first&by=day")).toBe("All evidence");
});
