import type { Assessment, AWSAccount, UpdateAssessmentRequest } from "@aws-sdk/client-auditmanager";
import type { components } from "~/api/schema";
import type { Own } from "~/pages/assessment/assessment";
import type { Chosen } from "~/pages/assessment/services";

/** An assessment as it is edited. */
export interface Draft {
  readonly name: string;
  readonly description: string;
  readonly destination: string;
  readonly accounts: readonly AWSAccount[];
  readonly regions: string;
  readonly services: Chosen;
  readonly owners: readonly string[];
  readonly separatesDuties: boolean;
}

export type OwnChange = components["schemas"]["AssessmentGiven"];

export function draftOf({ metadata }: Assessment, own: Own): Draft {
  return {
    name: metadata?.name ?? "",
    description: metadata?.description ?? "",
    destination: metadata?.assessmentReportsDestination?.destination ?? "",
    accounts: metadata?.scope?.awsAccounts ?? [],
    regions: own.regions.join(", "),
    services: own.services.length > 0 ? own.services : null,
    owners: (metadata?.roles ?? [])
      .filter((role) => role.roleType === "PROCESS_OWNER")
      .map((role) => role.roleArn ?? ""),
    separatesDuties: own.separatesDuties,
  };
}

/** Return what to ask of Audit Manager's API. */
export function updateOf(assessmentId: string, draft: Draft): UpdateAssessmentRequest {
  return {
    assessmentId,
    assessmentName: draft.name.trim(),
    assessmentDescription: draft.description,
    scope: { awsAccounts: [...draft.accounts] },
    assessmentReportsDestination: { destinationType: "S3", destination: draft.destination.trim() },
    roles: draft.owners.map((roleArn) => ({ roleType: "PROCESS_OWNER", roleArn })),
  };
}

/** Return what to ask of the native API; undefined: nothing of it changes. */
export function ownChangeOf(before: Draft, after: Draft): OwnChange | undefined {
  const change: OwnChange = {};
  const regions = words(after.regions);
  if (regions.join() !== words(before.regions).join()) change.regions = regions;
  if (after.services?.join() !== before.services?.join()) change.services = [...(after.services ?? [])];
  if (after.separatesDuties !== before.separatesDuties) change.separatesDuties = after.separatesDuties;
  return Object.keys(change).length > 0 ? change : undefined;
}

/** Return the words of a text, which commas, semicolons, blanks or lines part, each once. */
export function words(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
}

/** Return the account ids in a pasted text, and what in it is none; quotes and dashes of spreadsheets are taken off. */
export function parseAccounts(text: string): { readonly ids: readonly string[]; readonly wrong: readonly string[] } {
  const found = words(text.replace(/["'`]/g, " ")).map((word) => word.replace(/(?<=\d)-(?=\d)/g, ""));
  const isId = (word: string) => /^\d{12}$/.test(word);
  return { ids: [...new Set(found.filter(isId))], wrong: found.filter((word) => !isId(word)) };
}

/** Return the accounts with those ids added that are not among them. */
export function withAccounts(accounts: readonly AWSAccount[], ids: readonly string[]): readonly AWSAccount[] {
  const known = new Set(accounts.map((account) => account.id));
  return [...accounts, ...ids.filter((id) => !known.has(id)).map((id) => ({ id }))];
}

const ARN = /^arn:.+:iam::\d{12}:(user|role)\/.+$/i;

export interface Wrong {
  readonly name?: string;
  readonly destination?: string;
  readonly accounts?: string;
  readonly regions?: string;
  readonly services?: string;
}

/** Return what is wrong before the server is asked. */
export function wrongOf(draft: Draft): Wrong {
  return {
    ...(draft.name.trim() ? {} : { name: "An assessment needs a name." }),
    ...(/^s3:\/\/[^/]+/i.test(draft.destination.trim())
      ? {}
      : { destination: "Begin with s3:// and the name of a bucket." }),
    ...(draft.accounts.length > 0 ? {} : { accounts: "Without an account nothing is collected: add one." }),
    ...(words(draft.regions).length > 0 ? {} : { regions: "Name at least one region." }),
    ...(draft.services?.length === 0 ? { services: "Choose at least one service." } : {}),
  };
}

export function isArn(text: string): boolean {
  return ARN.test(text.trim());
}
