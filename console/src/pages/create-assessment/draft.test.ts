import { expect, test } from "vitest";
import {
  firstWrongStep,
  keptFrom,
  moreOf,
  NOTHING,
  requestOf,
  stepOfField,
  wrongIn,
  wrongOf,
  wrongTags,
} from "./draft";

const SOUND = {
  ...NOTHING,
  name: " Generative AI ",
  destination: "s3://reports/genai",
  frameworkId: "an-id",
  accounts: [{ id: "111122223333", name: "Models" }, { id: "444455556666" }],
  owners: ["arn:aws:iam::111122223333:user/owner"],
  tags: [{ key: "team", value: "" }],
};

test("a sound draft has nothing wrong, and becomes a request", () => {
  expect(wrongOf(SOUND)).toEqual({});
  expect(firstWrongStep(SOUND)).toBeUndefined();
  expect(requestOf(SOUND)).toEqual({
    name: "Generative AI",
    assessmentReportsDestination: { destinationType: "S3", destination: "s3://reports/genai" },
    frameworkId: "an-id",
    scope: { awsAccounts: [{ id: "111122223333", name: "Models" }, { id: "444455556666" }] },
    roles: [{ roleType: "PROCESS_OWNER", roleArn: "arn:aws:iam::111122223333:user/owner" }],
    tags: { team: "" },
  });
});

test("what Audit Manager's request has no place for is told apart", () => {
  expect(moreOf(SOUND)).toBeUndefined();
  expect(moreOf({ ...SOUND, regions: "us-east-1 eu-west-1,us-east-1" })).toEqual({
    regions: ["us-east-1", "eu-west-1"],
  });
  expect(moreOf({ ...SOUND, separatesDuties: true })).toEqual({ separatesDuties: true });
  expect(moreOf({ ...SOUND, services: ["s3"] })).toEqual({ services: ["s3"] });
});

test("nothing is wrong in steps that come later", () => {
  expect(Object.keys(wrongIn("details", NOTHING))).toEqual(["name", "destination"]);
  expect(wrongIn("services", NOTHING)).toEqual({});
  expect(firstWrongStep({ ...SOUND, accounts: [] })).toBe("accounts");
});

test.each([
  ["name", { name: "x".repeat(301) }],
  ["name", { name: "a\\b" }],
  ["destination", { destination: "reports" }],
  ["destination", { destination: "s3://re ports" }],
  ["regions", { regions: "us-east-1, Frankfurt" }],
  ["services", { services: [] }],
  ["owners", { owners: [] }],
])("%s is checked", (field, change) => {
  expect(Object.keys(wrongOf({ ...SOUND, ...change }))).toEqual([field]);
});

test("an emoji is one character", () => {
  expect(wrongOf({ ...SOUND, name: "🙂".repeat(300) })).toEqual({});
});

test("tags follow the rules of AWS", () => {
  const tag = (key: string, value = "") => ({ key, value });
  expect(wrongTags([tag("a"), tag("A")])).toBeUndefined();
  expect(wrongTags([tag("a"), tag("a")])).toMatch(/more than once/);
  expect(wrongTags([tag("", "value")])).toMatch(/needs a key/);
  expect(wrongTags([tag("AWS:team")])).toMatch(/only AWS/);
  expect(wrongTags([tag("a".repeat(129))])).toMatch(/128/);
  expect(wrongTags([tag("a", "b".repeat(257))])).toMatch(/256/);
  expect(wrongTags([tag("a;b")])).toMatch(/characters/);
  expect(wrongTags(Array.from({ length: 51 }, (_, each) => tag(`${each}`)))).toMatch(/50/);
});

test("what was kept comes back, whatever wrote it", () => {
  expect(keptFrom(JSON.parse(JSON.stringify({ step: "owners", draft: SOUND })))).toEqual({
    step: "owners",
    draft: SOUND,
  });
  expect(keptFrom(undefined)).toEqual({ step: "details", draft: NOTHING });
  expect(keptFrom({ step: "none", draft: { accounts: [{ id: "1" }, 2], owners: [3, "arn"], tags: ["x"] } })).toEqual({
    step: "details",
    draft: { ...NOTHING, owners: ["arn"], tags: [{ key: "", value: "" }] },
  });
});

test("fields of the server's errors lead to their steps", () => {
  expect(stepOfField("assessmentReportsDestination.destination")).toBe("details");
  expect(stepOfField("scope.awsAccounts")).toBe("accounts");
  expect(stepOfField("unheard")).toBeUndefined();
});
