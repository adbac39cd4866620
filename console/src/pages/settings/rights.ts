import type { components } from "~/api/schema";
import { isArn } from "~/pages/assessment/edit";

export type User = components["schemas"]["UserShown"];
export type Standing = User["standing"];
export type RightsGiven = components["schemas"]["RightsGiven"];

/** The rights of a user as they are edited. */
export interface RightsDraft {
  readonly standing: Standing;
  readonly roleArns: readonly string[];
  /** Ids of the assessments that an auditor may read. */
  readonly assessments: readonly string[];
  /** The last day on which an auditor may read, in UTC; empty: without end. */
  readonly lastDay: string;
}

export const NEW_RIGHTS: RightsDraft = { standing: "member", roleArns: [], assessments: [], lastDay: "" };

/** The standings, in the order in which they are offered. */
export const STANDINGS: readonly { readonly value: Standing; readonly label: string; readonly description: string }[] =
  [
    {
      value: "member",
      label: "Member",
      description:
        "Reads the library; sees the assessments that name them as audit owner or delegate. The usual standing.",
    },
    {
      value: "administrator",
      label: "Administrator",
      description:
        "Looks after users, accounts, settings, and the library, and creates assessments. Of assessments of others they see that they are there and how much was found, never what.",
    },
    {
      value: "auditor",
      label: "Auditor",
      description: "Reads the assessments that are named here, until a day that you say, and changes nothing.",
    },
    {
      value: "collector",
      label: "Collector",
      description: "A machine that brings evidence by an access key, and reads nothing.",
    },
  ];

export function labelOf(standing: Standing): string {
  return STANDINGS.find(({ value }) => value === standing)?.label ?? standing;
}

export function draftOf({ standing, roleArns, auditing }: User): RightsDraft {
  return {
    standing,
    roleArns,
    assessments: auditing?.assessments ?? [],
    lastDay: lastDayOf(auditing?.until),
  };
}

const DAY_MS = 86_400_000;

/** Return the last day, in UTC, of which any moment lies before `until`. */
export function lastDayOf(until: string | null | undefined): string {
  return until ? new Date(Date.parse(until) - 1).toISOString().slice(0, 10) : "";
}

/** Return the moment at which a day is over. */
export function endOf(lastDay: string): string {
  return new Date(Date.parse(lastDay) + DAY_MS).toISOString();
}

/** Return what to ask of the server; an end that falls on the same day stays to the second as it was. */
export function rightsOf(draft: RightsDraft, before?: User): RightsGiven {
  const { standing, assessments, lastDay } = draft;
  const auditing = { assessments: [...assessments], until: untilOf(lastDay, before?.auditing?.until) };
  return { standing, roleArns: [...draft.roleArns], auditing: standing === "auditor" ? auditing : null };
}

function untilOf(lastDay: string, before: string | null | undefined): string | null {
  if (!lastDay) return null;
  return before && lastDayOf(before) === lastDay ? before : endOf(lastDay);
}

/** Return what is wrong with an ARN that is to be added; undefined: nothing. */
export function wrongRole(arn: string, known: readonly string[]): string | undefined {
  const typed = arn.trim();
  if (!isArn(typed)) return "It begins with arn:aws:iam::, names an account of 12 digits, and a role or user.";
  return known.includes(typed) ? "It is there already." : undefined;
}

/** Return what an auditor may read, in words. */
export function auditingInWords({ standing, auditing }: Pick<User, "standing" | "auditing">, now: number): string {
  if (standing !== "auditor") return "";
  const count = auditing?.assessments.length ?? 0;
  const read = count === 1 ? "1 assessment" : `${count} assessments`;
  if (!auditing?.until) return `${read}, without end`;
  const over = Date.parse(auditing.until) <= now;
  return `${read}, ${over ? "ended after" : "until"} ${lastDayOf(auditing.until)}`;
}

const NAME = /^[A-Za-z0-9_+=,.@-]{1,64}$/;

/** Return what is wrong with the name of a new user; undefined: nothing that can be told here. */
export function wrongName(name: string): string | undefined {
  return NAME.test(name) ? undefined : "It has 1 to 64 letters, digits and characters of _+=,.@-";
}

const LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const GROUPS = 4;
const GROUP_LENGTH = 5;

/** Return a password that nobody guesses, in groups that can be read out. */
export function newPassword(): string {
  // Bytes beyond the last whole round of letters would make some of them likelier.
  const fair = 256 - (256 % LETTERS.length);
  const letters: string[] = [];
  while (letters.length < GROUPS * GROUP_LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(GROUPS * GROUP_LENGTH))) {
      if (byte < fair) letters.push(LETTERS.charAt(byte % LETTERS.length));
    }
  }
  return Array.from({ length: GROUPS }, (_, group) =>
    letters.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH).join(""),
  ).join("-");
}
