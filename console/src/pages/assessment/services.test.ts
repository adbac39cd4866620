import { expect, test } from "vitest";
import { chosenOf, lookedAt } from "~/pages/assessment/services";

const ALL = [{ name: "s3" }, { name: "bedrock" }, { name: "iam" }];

test("who picks all services takes those that come later, too", () => {
  expect(chosenOf(ALL, ALL)).toBeNull();
  expect(chosenOf(ALL.slice(1), ALL)).toEqual(["bedrock", "iam"]);
  expect(chosenOf([], ALL)).toEqual([]);
});

test("nothing chosen means that all are looked at, and what is gone is looked at no more", () => {
  expect(lookedAt(ALL, null)).toBe(ALL);
  expect(lookedAt(ALL, ["iam", "gone"])).toEqual([{ name: "iam" }]);
});
