import { expect, test } from "vitest";
import {
  type Chosen,
  creationOf,
  type Draft,
  draftOf,
  EMPTY,
  isWrong,
  newSet,
  updateOf,
  withAdded,
  withChosen,
  wrongOf,
} from "~/pages/frameworks/draft";

const chosen = (id: string, isIn = true): Chosen => ({
  id,
  name: `Control ${id}`,
  isStandard: true,
  sources: "",
  isIn,
});

const draft = (...sets: Draft["sets"]): Draft => ({ ...EMPTY, name: "Mine", sets });

test("a copy has all control sets and controls of the other one, and no ids of its sets", () => {
  const framework = {
    name: "House",
    description: "x".repeat(1200),
    controlSets: [{ id: "1", name: "A_B", controls: [{ id: "c", name: "C", type: "Standard" as const }] }],
  };

  const copy = draftOf(framework, true);
  const edited = draftOf(framework, false);

  expect(copy).toMatchObject({ name: "Copy of House", sets: [{ name: "A B", controls: [{ id: "c", isIn: true }] }] });
  expect(copy.sets[0]?.id).toBeUndefined();
  expect(copy.description).toHaveLength(1000);
  expect(edited).toMatchObject({ name: "House", sets: [{ id: "1", name: "A_B" }] });
});

test("what is cleared is left out, with its control set where nothing is left in it", () => {
  const [one, two] = [newSet("One", [chosen("a"), chosen("b", false)]), newSet("Two", [chosen("c")])];

  const given = withChosen(draft(one, { ...two, id: "2" }), two.key, new Set());

  expect(creationOf(given).controlSets).toEqual([{ name: "One", controls: [{ id: "a" }] }]);
  expect(isWrong(wrongOf(given))).toBe(false);
  expect(updateOf(draft(one, { ...two, id: "2" }), "f").controlSets?.[1]).toEqual({
    id: "2",
    name: "Two",
    controls: [{ id: "c" }],
  });
});

test("what is added is there once, and chosen again where it was cleared", () => {
  const set = newSet("One", [chosen("a", false)]);

  const given = withAdded(draft(set), set.key, [chosen("a"), chosen("b")]);

  expect(given.sets[0]?.controls.map(({ id, isIn }) => [id, isIn])).toEqual([
    ["a", true],
    ["b", true],
  ]);
});

test.each([
  ["", /needs a name/],
  ["a_b", /underscore/],
  ["x".repeat(301), /too long/],
  ["Other", /Another control set/],
])("a control set called %j is refused", (name, told) => {
  const set = newSet(name, [chosen("a")]);

  expect(wrongOf(draft(set, newSet("Other", [chosen("b")]))).bySet.get(set.key)).toMatch(told);
});

test("a control is in a framework once, and a framework has a name and a control", () => {
  const set = newSet("One", [chosen("a")]);

  expect(wrongOf(draft(set, newSet("Two", [chosen("a")]))).bySet.get(set.key)).toMatch(/in another control set/);
  expect(wrongOf({ ...draft(), name: "a\\b" })).toMatchObject({
    name: expect.stringContaining("backslash"),
    sets: expect.stringContaining("at least one"),
  });
  expect(wrongOf({ ...draft(set), name: " " }).name).toMatch(/needs a name/);
});
