import { expect, test } from "vitest";
import { wordFor } from "~/pages/assessment/confirmation";

test("a name that can be typed is to be typed", () => {
  expect(wordFor("Quarter 4, claims & <research>")).toBe("Quarter 4, claims & <research>");
  expect(wordFor("Prüfung 2026")).toBe("Prüfung 2026");
});

test.each(["", " ends in blanks ", "x".repeat(61), "turned \u202E round", "two\nlines"])(
  "%j is not asked for",
  (name) => {
    expect(wordFor(name)).toBe("delete");
  },
);
