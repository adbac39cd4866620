import { expect, test } from "vitest";
import { shortNames } from "~/pages/evidence-finder/short-names";

test("names of a chart are short, and no two of them are alike", () => {
  const long = "🧿".repeat(60);
  expect(shortNames(["a", long, "a"])).toEqual(["a", `${"🧿".repeat(47)}…`, "a (2)"]);
});
