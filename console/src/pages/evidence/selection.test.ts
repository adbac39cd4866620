import { expect, test } from "vitest";
import { isSelected, pieces } from "~/pages/evidence/selection";

test("single items are selected, or left out of a whole folder", () => {
  expect(isSelected({ isWhole: false, evidenceIds: ["a"] }, "a")).toBe(true);
  expect(isSelected({ isWhole: false, evidenceIds: ["a"] }, "b")).toBe(false);
  expect(isSelected({ isWhole: true, evidenceIds: ["a"] }, "a")).toBe(false);
  expect(isSelected({ isWhole: true, evidenceIds: ["a"] }, "b")).toBe(true);
});

test("more than one request takes goes in pieces", () => {
  expect(pieces(["a", "b", "c", "d", "e"], 2)).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  expect(pieces([])).toEqual([]);
  expect(pieces(Array.from({ length: 101 }, (_, place) => `${place}`)).map((piece) => piece.length)).toEqual([
    50, 50, 1,
  ]);
});
