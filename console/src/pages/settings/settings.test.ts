import { expect, test } from "vitest";
import {
  type Account,
  commandOf,
  isReached,
  lastRunOf,
  nextDueOf,
  reachOf,
  refusingOf,
  stateOf as stateOfAccount,
} from "~/pages/settings/accounts";
import { changeOf, draftOf, wrongOf, wrongTopic } from "~/pages/settings/general";
import { csvOf, hasRoom, type Key, stateOf } from "~/pages/settings/keys";
import { inWords, outlineOf } from "~/pages/settings/policies";
import {
  auditingInWords,
  endOf,
  lastDayOf,
  NEW_RIGHTS,
  newPassword,
  rightsOf,
  type User,
  wrongName,
  wrongRole,
} from "~/pages/settings/rights";

const NOW = Date.parse("2026-11-26T12:00:00Z");

test("policies are told by their comments, and a note on one member is not its reason", () => {
  const found = outlineOf(`// What owners may.
// All of it.

// Since they own it.
@id("owners-do-everything")
permit (
  principal,
  // any action
  action,
  resource
)
when { principal in resource.owners };
@id("nobody-else")
forbid (principal, action, resource);
`);
  expect(found.summary).toBe("What owners may. All of it.");
  expect(found.rules).toEqual([
    { id: "owners-do-everything", effect: "permit", comment: "Since they own it." },
    { id: "nobody-else", effect: "forbid", comment: "" },
  ]);
  expect(inWords("owners-do-everything")).toBe("Owners do everything");
});

test("policies without names are numbered, and nothing is made of an empty file", () => {
  expect(outlineOf("permit (principal, action, resource);\n").rules).toEqual([
    { id: "policy 1", effect: "permit", comment: "" },
  ]);
  expect(outlineOf("")).toEqual({ summary: "", rules: [] });
});

function key(change: Partial<Key> = {}): Key {
  return { id: "AKIA1", isDisabled: false, createdAt: "2026-11-01T00:00:00Z", expiresAt: null, ...change };
}

test("a key that has ended makes room for another", () => {
  const ended = key({ expiresAt: "2026-11-26T11:00:00Z" });
  expect(stateOf(ended, NOW)).toBe("expired");
  expect(stateOf(key({ expiresAt: "2026-11-26T13:00:00Z" }), NOW)).toBe("ending");
  expect(stateOf(key({ isDisabled: true }), NOW)).toBe("disabled");
  expect(stateOf(key(), NOW)).toBe("active");
  expect(hasRoom([key(), ended], NOW)).toBe(true);
  expect(hasRoom([key(), key({ isDisabled: true })], NOW)).toBe(false);
  expect(csvOf({ id: "AKIA1", secret: "a/b+c" })).toBe("Access key ID,Secret access key\r\nAKIA1,a/b+c\r\n");
});

test("the last day of an auditor ends with that day, and an end that was set to the second stays", () => {
  const draft = { ...NEW_RIGHTS, standing: "auditor" as const, assessments: ["a-1"], lastDay: "2027-01-31" };
  expect(endOf("2027-01-31")).toBe("2027-02-01T00:00:00.000Z");
  expect(lastDayOf(endOf("2027-01-31"))).toBe("2027-01-31");
  expect(rightsOf(draft).auditing).toEqual({ assessments: ["a-1"], until: "2027-02-01T00:00:00.000Z" });
  const before = { auditing: { assessments: [], until: "2027-01-31T17:30:00Z" } } as unknown as User;
  expect(rightsOf(draft, before).auditing?.until).toBe("2027-01-31T17:30:00Z");
  expect(rightsOf({ ...draft, lastDay: "" }, before).auditing).toEqual({ assessments: ["a-1"], until: null });
});

test("who is no auditor audits nothing", () => {
  expect(rightsOf({ ...NEW_RIGHTS, assessments: ["a-1"], lastDay: "2027-01-31" })).toEqual({
    standing: "member",
    roleArns: [],
    auditing: null,
  });
  expect(auditingInWords({ standing: "member", auditing: null }, NOW)).toBe("");
  const ended = { assessments: ["a"], until: "2026-11-02T00:00:00Z" };
  expect(auditingInWords({ standing: "auditor", auditing: ended }, NOW)).toBe("1 assessment, ended after 2026-11-01");
  expect(auditingInWords({ standing: "auditor", auditing: null }, NOW)).toBe("0 assessments, without end");
});

test("names and roles are looked at before the server is asked", () => {
  expect(wrongName("ada.b@example")).toBeUndefined();
  expect(wrongName("")).toBeDefined();
  expect(wrongName("ada lovelace")).toBeDefined();
  expect(wrongRole("arn:aws:iam::111122223333:role/R", [])).toBeUndefined();
  expect(wrongRole("arn:aws:iam::111122223333:role/R", ["arn:aws:iam::111122223333:role/R"])).toBeDefined();
  expect(wrongRole("R", [])).toBeDefined();
});

test("a password that is made is long, and never twice the same", () => {
  const made = newPassword();
  expect(made).toMatch(/^[a-zA-Z2-9]{5}(-[a-zA-Z2-9]{5}){3}$/);
  expect(newPassword()).not.toBe(made);
});

const SETTINGS = {
  kmsKey: "DEFAULT",
  evidenceFinderEnablement: { enablementStatus: "ENABLED" as const },
  deregistrationPolicy: { deleteResources: "DEFAULT" as const },
  defaultAssessmentReportsDestination: { destinationType: "S3" as const, destination: "s3://reports" },
};

test("of settings only what changes is sent", () => {
  const before = draftOf(SETTINGS);
  expect(changeOf(before, before)).toBeUndefined();
  expect(changeOf(before, { ...before, hasOwnKey: true, kmsKey: "arn:aws:kms:x " })).toEqual({
    kmsKey: "arn:aws:kms:x",
  });
  const after = { ...before, owners: ["arn:aws:iam::111122223333:user/o"], deletesAll: true, isFinderOn: false };
  expect(changeOf(before, after)).toEqual({
    defaultProcessOwners: [{ roleType: "PROCESS_OWNER", roleArn: "arn:aws:iam::111122223333:user/o" }],
    deregistrationPolicy: { deleteResources: "ALL" },
    evidenceFinderEnabled: false,
  });
  const own = draftOf({ ...SETTINGS, kmsKey: "arn:aws:kms:x" });
  expect(changeOf(own, { ...own, hasOwnKey: false })).toEqual({ kmsKey: "DEFAULT" });
});

test("what is wrong with settings is told by field", () => {
  const before = draftOf(SETTINGS);
  expect(wrongOf(before, before)).toEqual({});
  expect(wrongOf(before, { ...before, reportDestination: " " })).toHaveProperty("reportDestination");
  expect(wrongOf(before, { ...before, exportDestination: "bucket" })).toHaveProperty("exportDestination");
  expect(wrongOf(before, { ...before, hasOwnKey: true })).toHaveProperty("kmsKey");
  expect(wrongTopic("arn:aws:sns:us-east-1:111122223333:reviews.fifo")).toBeUndefined();
  expect(wrongTopic("reviews")).toBeDefined();
});

function effort(lastRunAt: string | null) {
  return { lastRunAt, nextDueAt: "2026-11-27T00:00:00Z", failures: 0, lastError: "" };
}

function account(state: "WAITING" | "COLLECTING" | "FAILING", lastRunAt: string | null): Account {
  const detail = {
    since: "2026-11-20T00:00:00Z",
    live: effort(lastRunAt),
    logs: effort(null),
    checks: effort(null),
    nextDueAt: "2026-11-27T00:00:00Z",
    plannedThrough: null,
    listedThrough: null,
    refusing: 2,
  };
  const one = { assessmentId: "a", account: "1", state, detail };
  return { id: "1", regions: [], collection: [one, { ...one, assessmentId: "b", state: "WAITING", detail: null }] };
}

test("an account stands as its worst assessment, and what is not known is no zero", () => {
  expect(stateOfAccount(account("FAILING", null))).toBe("FAILING");
  expect(stateOfAccount(account("COLLECTING", null))).toBe("WAITING");
  expect(refusingOf(account("COLLECTING", null))).toBe(2);
  const unknown = { id: "1", regions: [], collection: [] };
  expect(refusingOf(unknown)).toBeNull();
  expect(nextDueOf(unknown)).toBeNull();
  expect(stateOfAccount(unknown)).toBe("WAITING");
  expect(lastRunOf(account("COLLECTING", "2026-11-26T10:00:00Z"))).toBe("2026-11-26T10:00:00.000Z");
});

test("nothing is reached until something was collected to its end", () => {
  expect(isReached([])).toBe(false);
  expect(isReached([account("FAILING", null)])).toBe(false);
  expect(isReached([account("FAILING", null), account("COLLECTING", "2026-11-26T10:00:00Z")])).toBe(true);
});

test("the settings say how accounts are reached", () => {
  const told = (name: string, value: string) => ({ name, value, isDefault: false, isSecret: false });
  const reach = reachOf([told("PROBATIVE_ROLE_NAME", "Reader"), told("PROBATIVE_COLLECT", "false")]);
  expect(reach).toEqual({ roleName: "Reader", externalId: "", cloudtrail: "", collects: false, endpoint: "" });
  expect(reachOf([]).collects).toBe(true);
  expect(commandOf("trust", "t.json", "Reader")).toContain("create-role --role-name Reader");
});
