import { expect, test } from "vitest";
import { daysOf } from "~/pages/evidence-finder/days-picker";

test("the last day that is picked is included", () => {
  const picked = { type: "absolute", startDate: "2026-11-01", endDate: "2026-11-30" } as const;
  expect(daysOf(picked, "2026-12-24")).toEqual({ since: "2026-11-01", until: "2026-12-01" });
});

test("days that end today are counted with today", () => {
  const picked = { type: "relative", amount: 7, unit: "day" } as const;
  expect(daysOf(picked, "2026-12-03")).toEqual({ since: "2026-11-27", until: undefined });
  expect(daysOf({ ...picked, amount: 2, unit: "week" }, "2026-12-14")).toMatchObject({ since: "2026-12-01" });
  expect(daysOf(null, "2026-12-03")).toEqual({ since: undefined, until: undefined });
});
