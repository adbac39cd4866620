import { expect, test } from "vitest";
import { tabulated } from "~/pages/evidence-finder/groups";

const key = (by: "account" | "verdict", value: string) => ({ by, value, name: `name of ${value}` });

test("groups that are divided by verdict are one row each, largest first", () => {
  const told = {
    groups: [
      { keys: [key("account", "1"), key("verdict", "COMPLIANT")], count: 5 },
      { keys: [key("account", "2"), key("verdict", "COMPLIANT")], count: 4 },
      { keys: [key("account", "2"), key("verdict", "NON_COMPLIANT")], count: 3 },
    ],
    groupsCount: 3,
    evidenceCount: 12,
  };
  expect(tabulated(told, "account")).toEqual({
    groups: [
      { value: "2", name: "name of 2", count: 7, verdicts: { COMPLIANT: 4, NON_COMPLIANT: 3 } },
      { value: "1", name: "name of 1", count: 5, verdicts: { COMPLIANT: 5 } },
    ],
    groupsCount: 2,
    evidenceCount: 12,
  });
});

test("groups that are not divided say of how many they are the largest", () => {
  const told = { groups: [{ keys: [key("account", "1")], count: 5 }], groupsCount: 7_000, evidenceCount: 9_000 };
  expect(tabulated(told, "account")).toEqual({
    groups: [{ value: "1", name: "name of 1", count: 5, verdicts: undefined }],
    groupsCount: 7_000,
    evidenceCount: 9_000,
  });
});

test("verdicts are groups of their own", () => {
  const told = { groups: [{ keys: [key("verdict", "COMPLIANT")], count: 5 }], groupsCount: 1, evidenceCount: 5 };
  expect(tabulated(told, "verdict").groups[0]).toMatchObject({ value: "COMPLIANT", verdicts: undefined });
});
