import { expect, test } from "vitest";
import { movesFrom } from "~/pages/assessment-control/moves";

test("reviewed is final, and inactive is not", () => {
  expect(movesFrom("REVIEWED")).toEqual([]);
  expect(movesFrom("UNDER_REVIEW").map((move) => move.to)).toEqual(["REVIEWED", "INACTIVE"]);
  expect(movesFrom("INACTIVE").map((move) => move.to)).toEqual(["UNDER_REVIEW", "REVIEWED"]);
  expect(movesFrom(undefined)).toEqual([]);
});
