import { expect, test } from "vitest";
import { dayAfter, EVERYTHING, queryOf } from "~/pages/evidence/folder";

const FOLDER = { controlId: "c", day: "2026-12-31" };

test("a folder is what was collected for its control on its day", () => {
  expect(queryOf("a", FOLDER, EVERYTHING)).toEqual({
    assessmentId: ["a"],
    controlId: ["c"],
    since: "2026-12-31",
    until: "2027-01-01",
  });
});

test("what is chosen narrows it", () => {
  const filter = { text: " bucket ", verdict: "NON_COMPLIANT", sourceKind: "AWS Config" } as const;

  expect(queryOf("a", FOLDER, filter)).toMatchObject({
    text: ["bucket"],
    verdict: ["NON_COMPLIANT"],
    sourceKind: ["AWS Config"],
  });
});

test("days follow one another in UTC", () => {
  expect(dayAfter("2026-03-28")).toBe("2026-03-29");
  expect(dayAfter("2028-02-28")).toBe("2028-02-29");
});
