import { expect, test } from "vitest";
import { glanceOf, missingOf, type Readiness, usesOf } from "./readiness";

const use = (name: string, status: "IN_USE" | "NOT_IN_USE" | "UNKNOWN") => ({
  platform: name,
  name,
  status,
  because: "",
});
const need = (state: "ENABLED" | "NOT_ENABLED" | "UNKNOWN") => ({
  service: "AWS Config" as const,
  state,
  reason: "",
  remedy: "",
});
const found = (regions: Readiness["regions"]): Readiness => ({
  accountId: "111122223333",
  isReachable: true,
  identity: "arn",
  findings: [],
  regions,
  checkedAt: "2026-11-26T00:00:00Z",
});

test("an account that is not reached says so before all else", () => {
  expect(glanceOf({ ...found([]), isReachable: false })).toEqual({ type: "error", text: "Cannot be reached" });
});

test("what is not switched on, or was not told, is no success", () => {
  const mixed = found([
    { region: "us-east-1", platforms: [], prerequisites: [need("ENABLED")] },
    { region: "eu-west-1", platforms: [], prerequisites: [need("UNKNOWN")] },
  ]);
  expect(missingOf(mixed)).toEqual([{ ...need("UNKNOWN"), region: "eu-west-1" }]);
  expect(glanceOf(mixed)).toEqual({ type: "warning", text: "Not switched on everywhere: AWS Config" });
  expect(glanceOf({ ...found([]), findings: [{ name: "regions", message: "no" }] }).type).toBe("warning");
  expect(glanceOf(found([])).type).toBe("success");
});

test("what could not be told is not called unused", () => {
  const told = found([
    {
      region: "us-east-1",
      platforms: [use("Amazon Bedrock", "IN_USE"), use("SageMaker", "NOT_IN_USE")],
      prerequisites: [],
    },
    { region: "eu-west-1", platforms: [use("Amazon Bedrock", "UNKNOWN")], prerequisites: [] },
  ]);
  expect(usesOf(told)).toEqual([
    ["Amazon Bedrock", "in use in us-east-1; could not be told in eu-west-1"],
    ["SageMaker", "not seen in use"],
  ]);
});
