import { expect, test } from "vitest";
import { byKind, filterOf, type KindCount, placesOf, searchFor, standing } from "~/pages/inventory/inventory";

const COUNTS: readonly KindCount[] = [
  { kind: "GUARDRAIL", account: "1", region: "us-east-1", count: 2 },
  { kind: "AGENT", account: "1", region: "us-east-1", count: 1 },
  { kind: "GUARDRAIL", account: "2", region: "eu-west-1", count: 3 },
];

test("resources are counted by kind in the places that are chosen", () => {
  expect(byKind(COUNTS, { account: [], region: [] })).toEqual([
    { kind: "GUARDRAIL", count: 5 },
    { kind: "AGENT", count: 1 },
  ]);
  expect(byKind(COUNTS, { account: ["2"], region: [] })).toEqual([{ kind: "GUARDRAIL", count: 3 }]);
  expect(byKind(COUNTS, { account: ["2"], region: ["us-east-1"] })).toEqual([]);
});

test("places are those that there are and those that are chosen", () => {
  expect(placesOf(COUNTS, "region", ["ap-south-1"])).toEqual(["ap-south-1", "eu-west-1", "us-east-1"]);
  expect(placesOf([{ ...(COUNTS[0] as KindCount), region: "" }], "region", [])).toEqual([]);
});

test("the filter is in the address, and what is no kind is not", () => {
  const filter = filterOf(new URLSearchParams("kind=AGENT&kind=ROBOT&account=1&account=2&text=a%26b"));
  expect(filter).toEqual({ kind: ["AGENT"], account: ["1", "2"], region: [], text: "a&b" });
  expect(filterOf(new URLSearchParams(searchFor(filter)))).toEqual(filter);
  expect(searchFor(filterOf(new URLSearchParams()))).toBe("");
});

test("controls are counted by what they said last", () => {
  expect(standing([{ verdict: "COMPLIANT" }, { verdict: "COMPLIANT" }, { verdict: "NON_COMPLIANT" }])).toEqual({
    compliant: 2,
    nonCompliant: 1,
    inconclusive: 0,
    notApplicable: 0,
  });
});
