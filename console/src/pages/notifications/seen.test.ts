import { expect, test } from "vitest";
import { countNew, markSeen, seenUntil } from "~/pages/notifications/seen";

const at = (milliseconds: number) => ({ eventTime: new Date(milliseconds) });

test("what came in since it was looked at is new, for each user by themselves", () => {
  const told = [at(2000), at(1000)];
  expect(countNew(told, seenUntil("olivia"))).toBe(2);

  markSeen("olivia", told);

  expect(countNew([at(3000), ...told], seenUntil("olivia"))).toBe(1);
  expect(seenUntil("dan")).toBe(0);
});

test("looking at older ones forgets nothing", () => {
  markSeen("olivia", [at(2000)]);
  markSeen("olivia", [at(1000)]);
  markSeen("olivia", []);

  expect(seenUntil("olivia")).toBe(2000);
});
