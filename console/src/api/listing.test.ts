import { expect, test } from "vitest";
import { allOf } from "~/api/listing";

test("all pages of a list are asked for, one after another", async () => {
  const asked: (string | undefined)[] = [];
  const found = await allOf(
    async (nextToken) => {
      asked.push(nextToken);
      return { data: nextToken ? { items: [2] } : { items: [1], nextToken: "second" } };
    },
    (page) => page.items,
  );
  expect(found).toEqual([1, 2]);
  expect(asked).toEqual([undefined, "second"]);
});
