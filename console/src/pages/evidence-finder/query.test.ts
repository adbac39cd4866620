import { expect, test } from "vitest";
import {
  cleared,
  criteriaOf,
  daysFrom,
  daysText,
  isNarrow,
  narrowed,
  queryOf,
  readAsked,
  tokensOf,
  without,
  withTokens,
  writeAsked,
} from "~/pages/evidence-finder/query";

const read = (search: string) => readAsked(new URLSearchParams(search));

test.each([
  "assessmentId=one&assessmentId=other&text=a%26b%3Dc+%C3%BC",
  "verdict=NON_COMPLIANT&match=any&since=2026-11-01&until=2026-11-02&order=oldest_first&by=account",
  "",
])("an address is written as it was read: %s", (search) => {
  expect(writeAsked(read(search))).toBe(search);
});

test("what is not known, or is given too often, goes to the server, which says what is wrong", () => {
  const asked = read("foo=1&since=2026-11-01&since=2026-11-02&match=some&by=colour&region=eu-west-1");
  expect(queryOf(asked)).toEqual({
    foo: ["1"],
    since: ["2026-11-01", "2026-11-02"],
    match: ["some"],
    by: ["colour"],
    region: ["eu-west-1"],
  });
});

test("what is wrong is taken out by its name", () => {
  const asked = read("foo=1&since=x&verdict=BAD&region=eu-west-1&by=account");
  expect(writeAsked(without(asked, ["foo", "since", "verdict"]))).toBe("region=eu-west-1&by=account");
});

test("nothing but a way to match asks for all evidence", () => {
  expect(isNarrow(read("match=any&order=oldest_first&by=day"))).toBe(false);
  expect(isNarrow(read("text=a"))).toBe(true);
  expect(writeAsked(cleared(read("text=a&match=any&until=2026-11-02&by=day")))).toBe("by=day");
});

test("a property is one token, whatever is added to it, and words are text", () => {
  const asked = read("region=eu-west-1&text=a");
  expect(tokensOf(asked).tokens).toEqual([
    { propertyKey: "region", operator: "=", value: ["eu-west-1"] },
    { propertyKey: "text", operator: ":", value: ["a"] },
  ]);
  const tokens = [
    ...tokensOf(asked).tokens,
    { propertyKey: "region", operator: "=", value: ["us-east-1", "eu-west-1"] },
    { operator: ":", value: " b " },
    { propertyKey: "account", operator: "=", value: [] },
    { propertyKey: "service", operator: "=", value: null },
  ];
  expect(criteriaOf(withTokens(asked, { tokens, operation: "or" }))).toEqual({
    region: ["eu-west-1", "us-east-1"],
    text: ["a", "b"],
    match: "any",
  });
});

test("a group narrows the question to what is in it", () => {
  const asked = read("region=a&region=b&verdict=COMPLIANT&by=region");
  expect(writeAsked(narrowed(asked, "region", "b") ?? asked)).toBe("region=b&verdict=COMPLIANT");
  expect(writeAsked(narrowed(asked, "day", "2026-11-30") ?? asked)).toBe(
    "region=a&region=b&verdict=COMPLIANT&since=2026-11-30&until=2026-12-01",
  );
});

test("no question finds a group whose value is empty, nor one among what any property brings", () => {
  expect(narrowed(read("by=resource"), "resource", "")).toBeUndefined();
  expect(narrowed(read("match=any&region=a&by=account"), "account", "1")).toBeUndefined();
  expect(criteriaOf(narrowed(read("match=any&region=a&region=b"), "region", "a") ?? read(""))).toEqual({
    region: ["a"],
  });
});

test("days are told as people count them, the last one included", () => {
  expect(daysText(read("since=2026-11-01&until=2026-11-08"))).toBe("2026-11-01 to 2026-11-07");
  expect(daysText(read("since=2026-11-01&until=2026-11-02"))).toBe("2026-11-01");
  expect(daysText(read("since=2026-11-01"))).toBe("Since 2026-11-01");
  expect(daysText(read("until=2026-12-01"))).toBe("Up to 2026-11-30");
  expect(daysText(read(""))).toBe("All days");
  expect(daysFrom("nonsense", 1)).toBe("nonsense");
});
