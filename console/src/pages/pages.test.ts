import { expect, test } from "vitest";
import { owners } from "~/pages/assessments/list-page";
import { weakness } from "~/pages/password/password-page";

test("audit owners are named by the last part of their ARNs", () => {
  const roles = [
    { roleType: "PROCESS_OWNER", roleArn: "arn:aws:iam::111122223333:user/team/olivia" },
    { roleType: "RESOURCE_OWNER", roleArn: "arn:aws:iam::111122223333:user/dan" },
  ] as const;
  expect(owners({ roles: [...roles] })).toEqual(["olivia"]);
  expect(owners({})).toEqual([]);
});

test("a new password is long enough and typed twice alike", () => {
  expect(weakness("short", "short")).toHaveProperty("password");
  expect(weakness("long enough to do", "another")).toHaveProperty("again");
  expect(weakness("long enough to do", "long enough to do")).toEqual({});
});
