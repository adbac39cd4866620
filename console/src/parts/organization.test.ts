import { expect, test } from "vitest";
import { accountsIn, allOf, chosenAccounts, chosenNodes, nodeOf } from "./organization";

const account = (id: string, status = "ACTIVE") => ({ id, name: `account ${id}`, email: "", status });
const ROOT = nodeOf({
  id: "r",
  name: "Root",
  accounts: [account("1")],
  units: [
    { id: "ou-ai", name: "AI", accounts: [account("2"), account("3", "SUSPENDED")], units: [] },
    { id: "ou-empty", name: "Empty", accounts: [], units: [] },
  ],
});
const node = (id: string) => allOf(ROOT).filter((each) => each.id === id);
const ids = (nodes: readonly { id: string }[]) => nodes.map(({ id }) => id);

test("only active accounts can be assessed", () => {
  expect(ids(accountsIn(ROOT))).toEqual(["2", "1"]);
});

test("a unit is chosen when all that can be chosen in it is", () => {
  expect(ids(chosenNodes(ROOT, new Set(["2"])))).toEqual(["ou-ai", "2"]);
  expect(ids(chosenNodes(ROOT, new Set(["1", "2"])))).toEqual(["r", "ou-ai", "2", "1"]);
  expect(chosenNodes(ROOT, new Set())).toEqual([]);
});

test("a unit brings its accounts and takes them away again", () => {
  const all = chosenAccounts(ROOT, new Set(), [ROOT]);
  expect([...all].sort()).toEqual(["1", "2"]);
  const without = chosenNodes(ROOT, all).filter(({ id }) => id !== "ou-ai");
  expect([...chosenAccounts(ROOT, all, without)]).toEqual(["1"]);
});

test("one account is chosen alone", () => {
  expect([...chosenAccounts(ROOT, new Set(["1"]), [...chosenNodes(ROOT, new Set(["1"])), ...node("2")])]).toEqual([
    "1",
    "2",
  ]);
});
