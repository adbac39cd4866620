import { expect, test } from "vitest";
import {
  type Counted,
  isNumbersOnly,
  lastDay,
  needsLink,
  nonCompliantShare,
  refusalsLink,
  totalOf,
  type Verdicts,
} from "~/pages/dashboard/dashboard";
import { heatOf, mapOf, type Place } from "~/pages/dashboard/heat";

const counted = (count: number): Counted => ({ count, criteria: null });

function verdicts(nonCompliant: number, compliant: number): Verdicts {
  return {
    nonCompliant: counted(nonCompliant),
    compliant: counted(compliant),
    inconclusive: counted(5),
    notApplicable: counted(0),
  };
}

test("the share of what is non-compliant is of what was decided, and never rounded to none or all", () => {
  expect(totalOf(verdicts(1, 3))).toBe(9);
  expect(nonCompliantShare(verdicts(1, 3))).toBe(25);
  expect(nonCompliantShare(verdicts(1, 9999))).toBe(1);
  expect(nonCompliantShare(verdicts(9999, 1))).toBe(99);
  expect(nonCompliantShare(verdicts(0, 2))).toBe(0);
  expect(nonCompliantShare(verdicts(2, 0))).toBe(100);
  expect(nonCompliantShare(verdicts(0, 0))).toBeUndefined();
});

test("numbers lead to the lists behind them", () => {
  expect(refusalsLink({ account: ["1"], reason: ["THROTTLED", "TIMEOUT"] })).toBe(
    "/console/dashboard/refusals?account=1&reason=THROTTLED&reason=TIMEOUT",
  );
  expect(needsLink({ need: ["REVIEW"], assessmentId: "a" })).toBe(
    "/console/dashboard/controls-that-need-people?need=REVIEW&assessmentId=a",
  );
  expect(needsLink({})).toBe("/console/dashboard/controls-that-need-people");
});

test("who may know only how much there is is told so, unless there is nothing", () => {
  expect(isNumbersOnly({ evidence: counted(3) })).toBe(true);
  expect(isNumbersOnly({ evidence: counted(0) })).toBe(false);
  expect(isNumbersOnly({ evidence: { count: 3, criteria: {} as never } })).toBe(false);
});

test("the day before the end is the last one", () => {
  expect(lastDay("2026-11-27")).toBe("2026-11-26");
  expect(lastDay("2026-03-01")).toBe("2026-02-28");
});

test("coverage is told in words, and all of it only where nothing is missing", () => {
  expect([1, 0.9999, 0.9, 0.5, 0.49, 0, null].map(heatOf)).toEqual([
    "whole",
    "most",
    "most",
    "part",
    "little",
    "little",
    "nothing",
  ]);
});

test("the map has a row for each account and a column for each region, wherever there is something", () => {
  const at = (account: string, region: string) => ({ account, region }) as Place;
  const { regions, rows } = mapOf([at("1", "us-east-1"), at("2", "eu-west-1"), at("2", "us-east-1")]);
  expect(regions).toEqual(["eu-west-1", "us-east-1"]);
  expect(rows.map(({ account, byRegion }) => [account, [...byRegion.keys()]])).toEqual([
    ["1", ["us-east-1"]],
    ["2", ["eu-west-1", "us-east-1"]],
  ]);
});
