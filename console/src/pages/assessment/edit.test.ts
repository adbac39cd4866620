import { expect, test } from "vitest";
import {
  draftOf,
  isArn,
  ownChangeOf,
  parseAccounts,
  updateOf,
  withAccounts,
  words,
  wrongOf,
} from "~/pages/assessment/edit";

const ASSESSMENT = {
  metadata: {
    name: "Quarter 4",
    description: "What runs",
    assessmentReportsDestination: { destinationType: "S3" as const, destination: "s3://Reports/here" },
    scope: { awsAccounts: [{ id: "111122223333", name: "Main" }] },
    roles: [{ roleType: "PROCESS_OWNER" as const, roleArn: "arn:aws:iam::111122223333:user/olivia" }],
  },
};
const OWN = {
  id: "a",
  name: "Quarter 4",
  status: "ACTIVE" as const,
  accounts: ["111122223333"],
  regions: ["us-east-1"],
  services: ["s3", "bedrock"],
  separatesDuties: false,
  isDormant: false,
  controlSets: [],
  rights: [],
};
const DRAFT = draftOf(ASSESSMENT, OWN);

test("what is not edited goes back as it was", () => {
  expect(updateOf("a", DRAFT)).toEqual({
    assessmentId: "a",
    assessmentName: "Quarter 4",
    assessmentDescription: "What runs",
    scope: { awsAccounts: [{ id: "111122223333", name: "Main" }] },
    assessmentReportsDestination: { destinationType: "S3", destination: "s3://Reports/here" },
    roles: [{ roleType: "PROCESS_OWNER", roleArn: "arn:aws:iam::111122223333:user/olivia" }],
  });
  expect(ownChangeOf(DRAFT, { ...DRAFT, regions: " us-east-1 " })).toBeUndefined();
});

test("the native API is asked only for what is its own and changed", () => {
  expect(ownChangeOf(DRAFT, { ...DRAFT, regions: "us-east-1, eu-west-1" })).toEqual({
    regions: ["us-east-1", "eu-west-1"],
  });
  expect(ownChangeOf(DRAFT, { ...DRAFT, separatesDuties: true })).toEqual({ separatesDuties: true });
  expect(ownChangeOf(DRAFT, { ...DRAFT, services: ["s3"] })).toEqual({ services: ["s3"] });
  expect(ownChangeOf(DRAFT, { ...DRAFT, services: null })).toEqual({ services: [] });
  expect(draftOf(ASSESSMENT, { ...OWN, services: [] }).services).toBeNull();
});

test("pasted lists are read however they are parted", () => {
  expect(parseAccounts('111122223333, 444455556666\n"777788889999";\t1111-2222-3333 12345 main')).toEqual({
    ids: ["111122223333", "444455556666", "777788889999"],
    wrong: ["12345", "main"],
  });
  expect(words(" a,b ; c\n a")).toEqual(["a", "b", "c"]);
});

test("an account keeps its name when its id is pasted again", () => {
  expect(withAccounts(DRAFT.accounts, ["111122223333", "444455556666"])).toEqual([
    { id: "111122223333", name: "Main" },
    { id: "444455556666" },
  ]);
});

test("what cannot be is told before the server is asked", () => {
  expect(wrongOf(DRAFT)).toEqual({});
  const wrong = wrongOf({ ...DRAFT, name: " ", destination: "reports", accounts: [], regions: " , ", services: [] });
  expect(Object.keys(wrong)).toEqual(["name", "destination", "accounts", "regions", "services"]);
});

test("owners are named by ARN", () => {
  expect(isArn("arn:aws:iam::111122223333:role/Audit/Owners")).toBe(true);
  expect(isArn("olivia")).toBe(false);
  expect(isArn("arn:aws:s3:::bucket")).toBe(false);
});
