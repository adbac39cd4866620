import { expect, test } from "vitest";
import {
  type ControlChange,
  changeText,
  countsOf,
  fieldName,
  inOrder,
  isSame,
  valueText,
} from "~/pages/frameworks/comparison";

const change = (more: Partial<ControlChange>): ControlChange => ({
  kind: "CHANGED",
  code: "A-1",
  id: "1",
  name: "A",
  controlSet: "S",
  movedFrom: "",
  fields: [],
  sources: [],
  ...more,
});

test("members are called as people call them", () => {
  expect(fieldName("action_plan_title")).toBe("Action plan title");
  expect(fieldName("rule.reason_fail")).toBe("Rule: reason fail");
});

test("values are text to read, and what is not there is a dash", () => {
  expect(valueText(undefined)).toBe("-");
  expect(valueText("a\nb")).toBe("a\nb");
  expect(valueText({ a: 1 })).toBe('{\n  "a": 1\n}');
});

test("in what a control differs is told in a few words", () => {
  const source = { id: "s", name: "S", fields: [] };

  expect(
    changeText(
      change({
        movedFrom: "Old",
        fields: [{ name: "description" }],
        sources: [
          { ...source, kind: "ADDED" },
          { ...source, kind: "REMOVED" },
          { ...source, kind: "REMOVED" },
        ],
      }),
    ),
  ).toBe("moved from Old, description, 1 source added, 2 sources removed");
  expect(changeText(change({ kind: "ADDED" }))).toBe("-");
});

test("controls are counted, and nothing differs in what is the same", () => {
  const same = { fields: [], controlSets: [], controls: [], unchangedCount: 3 };

  expect(countsOf({ ...same, controls: [change({}), change({ kind: "REMOVED" })] })).toEqual({
    added: 0,
    changed: 1,
    removed: 1,
    unchanged: 3,
  });
  expect(isSame(same)).toBe(true);
  expect(isSame({ ...same, fields: [{ name: "version" }] })).toBe(false);
});

test("short members come first", () => {
  const fields = [
    { name: "long", before: "x".repeat(100) },
    { name: "short", before: "x" },
  ];

  expect(inOrder(fields).map(({ name }) => name)).toEqual(["short", "long"]);
});
