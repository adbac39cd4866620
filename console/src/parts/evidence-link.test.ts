import { expect, test } from "vitest";
import { countLink, evidenceLink } from "~/parts/evidence-link";

test("every value of every member is in the address, encoded", () => {
  const link = evidenceLink({
    assessmentId: ["one", "other"],
    verdict: ["NON_COMPLIANT"],
    text: ["a&b=c ü"],
    since: "2026-11-01",
    until: "2026-11-02",
  });
  const [path, search] = link.split("?");
  expect(path).toBe("/console/evidence-finder");
  expect([...new URLSearchParams(search)]).toEqual([
    ["assessmentId", "one"],
    ["assessmentId", "other"],
    ["verdict", "NON_COMPLIANT"],
    ["text", "a&b=c ü"],
    ["since", "2026-11-01"],
    ["until", "2026-11-02"],
  ]);
});

test("what is absent or empty is left out, and nothing leads to all evidence", () => {
  expect(evidenceLink({ region: [], text: [] })).toBe("/console/evidence-finder");
  expect(evidenceLink({})).toBe("/console/evidence-finder");
});

test("a number leads to its evidence only for who may see it", () => {
  expect(countLink({ count: 3, criteria: { account: ["111111111111"] } as never })).toBe(
    "/console/evidence-finder?account=111111111111",
  );
  expect(countLink({ count: 3, criteria: null })).toBeUndefined();
});
