import type { CreateAssessmentRequest } from "@aws-sdk/client-auditmanager";
import type { components } from "~/api/schema";
import { words } from "~/pages/assessment/edit";
import type { Chosen } from "~/pages/assessment/services";
import type { Account } from "~/parts/organization";
import { characters } from "~/parts/text-field";

type AssessmentGiven = components["schemas"]["AssessmentGiven"];

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** An assessment before it is created, as its wizard holds it. */
export interface Draft {
  readonly name: string;
  readonly description: string;
  readonly destination: string;
  readonly frameworkId: string;
  readonly tags: readonly Tag[];
  readonly accounts: readonly Account[];
  /** As typed; empty: where the server collects by default. */
  readonly regions: string;
  readonly services: Chosen;
  readonly owners: readonly string[];
  readonly separatesDuties: boolean;
}

/** The steps of the wizard, in their order. */
export const STEPS = ["details", "framework", "tags", "accounts", "services", "owners", "review"] as const;
export type Step = (typeof STEPS)[number];

export const NAME_MOST = 300;
export const DESCRIPTION_MOST = 1000;
export const DESTINATION_MOST = 1024;
export const TAGS_MOST = 50;
const TAG_KEY_MOST = 128;
const TAG_VALUE_MOST = 256;

export const NOTHING: Draft = {
  name: "",
  description: "",
  destination: "",
  frameworkId: "",
  tags: [],
  accounts: [],
  regions: "",
  services: null,
  owners: [],
  separatesDuties: false,
};

/** What is wrong with a draft, by the field. */
export type Wrong = Partial<Record<keyof Draft, string>>;

/** Return what is wrong with a draft, whichever step it belongs to. */
export function wrongOf(draft: Draft): Wrong {
  const found: Record<keyof Draft, string | undefined> = {
    name: wrongName(draft.name),
    description: characters(draft.description) > DESCRIPTION_MOST ? "The description is too long." : undefined,
    destination: wrongDestination(draft.destination.trim()),
    frameworkId: draft.frameworkId ? undefined : "Choose a framework.",
    tags: wrongTags(draft.tags),
    accounts: draft.accounts.length > 0 ? undefined : "Without an account nothing is collected: add one.",
    regions: wrongRegions(draft.regions),
    services: draft.services?.length === 0 ? "Choose at least one service." : undefined,
    owners: draft.owners.length > 0 ? undefined : "Name at least one audit owner.",
    separatesDuties: undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, told]) => told !== undefined));
}

const FIELDS: Readonly<Record<Step, readonly (keyof Draft)[]>> = {
  details: ["name", "description", "destination"],
  framework: ["frameworkId"],
  tags: ["tags"],
  accounts: ["accounts", "regions"],
  services: ["services"],
  owners: ["owners"],
  review: [],
};

/** Return what is wrong in one step. */
export function wrongIn(step: Step, draft: Draft): Wrong {
  const wrong = wrongOf(draft);
  return Object.fromEntries(FIELDS[step].flatMap((field) => (wrong[field] ? [[field, wrong[field]]] : [])));
}

/** Return the first step in which something is wrong; undefined: it can be created. */
export function firstWrongStep(draft: Draft): Step | undefined {
  return STEPS.find((step) => Object.keys(wrongIn(step, draft)).length > 0);
}

/** Return the step that a field of the request, named as on the wire, is typed in. */
export function stepOfField(name: string): Step | undefined {
  const table: readonly (readonly [RegExp, Step])[] = [
    [/^(name|description|assessmentReportsDestination)/, "details"],
    [/^framework/, "framework"],
    [/^tags/, "tags"],
    [/^(scope|regions)/, "accounts"],
    [/^services/, "services"],
    [/^roles/, "owners"],
  ];
  return table.find(([pattern]) => pattern.test(name))?.[1];
}

function wrongName(name: string): string | undefined {
  if (!name.trim()) return "An assessment needs a name.";
  if (name.includes("\\")) return "A name cannot have a backslash in it.";
  return characters(name) > NAME_MOST ? "The name is too long." : undefined;
}

function wrongDestination(url: string): string | undefined {
  if (!url) return "Say where reports go.";
  if (!/^s3:\/\/[^/\s]+(\/\S*)?$/i.test(url)) return "Begin with s3:// and the name of a bucket, without blanks.";
  return characters(url) > DESTINATION_MOST ? "The address is too long." : undefined;
}

function wrongRegions(regions: string): string | undefined {
  const odd = words(regions).filter((word) => !/^[a-z]{2,}(-[a-z]+)+-\d$/.test(word));
  return odd.length > 0
    ? `No code of a region: ${odd.slice(0, 5).join(", ")}. Write us-east-1, for example.`
    : undefined;
}

const TAG_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Return what is wrong with tags, by the rules of AWS: keys are needed, once each, and none begins with `aws:`. */
export function wrongTags(tags: readonly Tag[]): string | undefined {
  const keys = tags.map((tag) => tag.key);
  const repeated = keys.find((key, place) => keys.indexOf(key) < place);
  if (tags.length > TAGS_MOST) return `There may be up to ${TAGS_MOST} tags.`;
  if (keys.some((key) => !key.trim())) return "Every tag needs a key.";
  if (repeated !== undefined) return `The key ${repeated} is there more than once.`;
  for (const { key, value } of tags) {
    if (/^aws:/i.test(key)) return `The key ${key} begins with aws:, which only AWS may use.`;
    if (characters(key) > TAG_KEY_MOST)
      return `The key ${key.slice(0, 20)}… is longer than ${TAG_KEY_MOST} characters.`;
    if (characters(value) > TAG_VALUE_MOST) return `The value of ${key} is longer than ${TAG_VALUE_MOST} characters.`;
    if (!TAG_CHARACTERS.test(key) || !TAG_CHARACTERS.test(value)) {
      return `The tag ${key} has characters that tags cannot have: letters, numbers, blanks and _ . : / = + - @ are.`;
    }
  }
  return undefined;
}

/** Return what to ask of Audit Manager's API. */
export function requestOf(draft: Draft): CreateAssessmentRequest {
  return {
    name: draft.name.trim(),
    ...(draft.description ? { description: draft.description } : {}),
    assessmentReportsDestination: { destinationType: "S3", destination: draft.destination.trim() },
    frameworkId: draft.frameworkId,
    scope: { awsAccounts: draft.accounts.map(({ id, name }) => ({ id, ...(name ? { name } : {}) })) },
    roles: draft.owners.map((roleArn) => ({ roleType: "PROCESS_OWNER", roleArn })),
    tags: Object.fromEntries(draft.tags.map(({ key, value }) => [key, value])),
  };
}

/** Return what Audit Manager's request has no place for; undefined: nothing. */
export function moreOf(draft: Draft): AssessmentGiven | undefined {
  const regions = words(draft.regions);
  const given: AssessmentGiven = {
    ...(regions.length > 0 ? { regions } : {}),
    ...(draft.services === null ? {} : { services: [...draft.services] }),
    ...(draft.separatesDuties ? { separatesDuties: true } : {}),
  };
  return Object.keys(given).length > 0 ? given : undefined;
}

/** What is kept of a wizard that somebody left midway. */
export interface Kept {
  readonly step: Step;
  readonly draft: Draft;
}

/** Return what was kept, read with care: another version of this page may have written it. */
export function keptFrom(content: unknown): Kept {
  const { step, draft } = asObject(content);
  const said = asObject(draft);
  const text = (name: keyof Draft) => (typeof said[name] === "string" ? said[name] : "");
  return {
    step: STEPS.find((each) => each === step) ?? "details",
    draft: {
      name: text("name"),
      description: text("description"),
      destination: text("destination"),
      frameworkId: text("frameworkId"),
      regions: text("regions"),
      separatesDuties: said.separatesDuties === true,
      services: Array.isArray(said.services) ? textsIn(said.services) : null,
      owners: textsIn(asList(said.owners)),
      accounts: asList(said.accounts).flatMap((each) => accountFrom(asObject(each))),
      tags: asList(said.tags).map((each) => tagFrom(asObject(each))),
    },
  };
}

/** Say whether anything was typed that would be lost. */
export function isTyped(draft: Draft, before: Draft): boolean {
  return JSON.stringify(draft) !== JSON.stringify(before);
}

function textsIn(values: readonly unknown[]): string[] {
  return values.filter((each) => typeof each === "string");
}

function accountFrom({ id, name }: Record<string, unknown>): Account[] {
  if (typeof id !== "string" || !/^\d{12}$/.test(id)) return [];
  return [typeof name === "string" && name ? { id, name } : { id }];
}

function tagFrom({ key, value }: Record<string, unknown>): Tag {
  return { key: typeof key === "string" ? key : "", value: typeof value === "string" ? value : "" };
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
