import { expect, test } from "vitest";
import type { Coverage } from "~/pages/assessment/assessment";
import { bySet, filtered, gapsText, shareText, treeOf } from "~/pages/assessment/summary";

const WHOLE = { expected: 4, answered: 1, partial: 1, refused: 1, unseen: 1, notApplicable: 0, share: 0.25 };
const SLASHED = "Access / keys";

function control(id: string, controlSetId: string, change: Partial<Coverage["controls"][number]> = {}) {
  return {
    id,
    code: id.toUpperCase(),
    name: `Control ${id}`,
    controlSetId,
    standing: "COMPLIANT" as const,
    verdicts: { compliant: 2, nonCompliant: 0, inconclusive: 1, notApplicable: 0 },
    coverage: WHOLE,
    refusalsCount: 0,
    awaitingPeople: [],
    ...change,
  };
}

const COVERAGE: Coverage = {
  assessmentId: "a",
  generatedAt: "2026-11-26T00:00:00Z",
  evidenceCount: 8,
  refusalsCount: 1,
  coverage: WHOLE,
  controlSets: [
    { id: SLASHED, coverage: WHOLE },
    { id: "Empty", coverage: { ...WHOLE, share: null } },
  ],
  controls: [
    control("one", SLASHED),
    control("two", SLASHED, {
      standing: "NON_COMPLIANT",
      verdicts: { compliant: 0, nonCompliant: 5, inconclusive: 0, notApplicable: 1 },
      awaitingPeople: ["a register"],
    }),
  ],
  cellsSince: "2026-10-26",
  cellsUntil: null,
  cells: [],
};
const SETS = [
  {
    id: SLASHED,
    controls: [
      { id: "one", name: "Encrypts at rest", status: "UNDER_REVIEW" as const },
      { id: "two", name: "Rotates keys", status: "REVIEWED" as const },
    ],
  },
  { id: "Empty", controls: [] },
];
const ALL = { text: "", status: "", standing: "" };
const names = (rows: ReturnType<typeof treeOf>) => rows.map((row) => row.control?.name ?? row.set.id);

test("the controls of a set are added up", () => {
  const [first, empty] = bySet(COVERAGE);

  expect(first?.verdicts).toEqual({ compliant: 2, nonCompliant: 5, inconclusive: 1, notApplicable: 1 });
  expect(first).toMatchObject({
    controlIds: ["one", "two"],
    controlsCount: 2,
    nonCompliantControls: 1,
    awaitingPeople: 1,
  });
  expect(empty).toMatchObject({ controlsCount: 0, verdicts: { compliant: 0, nonCompliant: 0 } });
});

test("a share is never rounded up to all of it", () => {
  expect(shareText(0.99996)).toBe("99.9 %");
  expect(shareText(1)).toBe("100 %");
  expect(shareText(0)).toBe("0 %");
  expect(shareText(null)).toBe("Nothing expected");
});

test("gaps are told with their kind, and none is told as nothing", () => {
  expect(gapsText(WHOLE)).toBe("1 refused, 1 answered in part, 1 not seen yet");
  expect(gapsText({ ...WHOLE, refused: 0, partial: 0, unseen: 0 })).toBe("");
});

test("controls stand below their set, with what was found of them", () => {
  const rows = treeOf(SETS, COVERAGE);

  expect(names(rows)).toEqual([SLASHED, "Encrypts at rest", "Rotates keys", "Empty"]);
  expect(rows[2]?.parentKey).toBe(rows[0]?.key);
  expect(rows[2]?.found?.standing).toBe("NON_COMPLIANT");
  expect(treeOf(SETS, undefined)[1]?.found).toBeUndefined();
});

test("what is looked for is found with the set that it is in", () => {
  const rows = treeOf(SETS, COVERAGE);

  expect(names(filtered(rows, { ...ALL, text: "KEYS rotates" }))).toEqual([SLASHED, "Rotates keys"]);
  expect(names(filtered(rows, { ...ALL, text: "one" }))).toEqual([SLASHED, "Encrypts at rest"]);
  expect(names(filtered(rows, { ...ALL, status: "REVIEWED" }))).toEqual([SLASHED, "Rotates keys"]);
  expect(names(filtered(rows, { ...ALL, standing: "COMPLIANT" }))).toEqual([SLASHED, "Encrypts at rest"]);
  expect(names(filtered(rows, { ...ALL, standing: "AWAITING_PEOPLE" }))).toEqual([SLASHED, "Rotates keys"]);
  expect(filtered(rows, { ...ALL, text: "nothing like it" })).toEqual([]);
  expect(names(filtered(rows, ALL))).toEqual(names(rows));
});
