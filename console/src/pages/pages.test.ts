import { expect, test } from "vitest";
import { ownerNames, shortened } from "~/pages/assessments/list-page";
import { weakness } from "~/pages/password/password-page";

test("audit owners are named by the last part of their ARNs", () => {
  expect(ownerNames({ owners: ["arn:aws:iam::111122223333:user/team/olivia"] })).toEqual(["olivia"]);
});

test("of many only the first few are told", () => {
  expect(shortened(["1", "2", "3", "4", "5"])).toBe("1, 2, 3 and 2 more");
  expect(shortened([])).toBe("-");
});

test("a new password is long enough and typed twice alike", () => {
  expect(weakness("short", "short")).toHaveProperty("password");
  expect(weakness("long enough to do", "another")).toHaveProperty("again");
  expect(weakness("long enough to do", "long enough to do")).toEqual({});
});
