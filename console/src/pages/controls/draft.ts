import type {
  Control,
  ControlMappingSource,
  CreateControlMappingSource,
  CreateControlRequest,
  UpdateControlRequest,
} from "@aws-sdk/client-auditmanager";
import type { components } from "~/api/schema";
import type { Details, Source } from "~/pages/controls/words";
import type { Frequency, SourceType } from "~/parts/library-words";
import { characters } from "~/parts/text-field";

type Parameter = components["schemas"]["ParameterShown"];

/** An evidence source in a form; without an id it is new. */
export interface SourceDraft {
  /** Tells it from the others for as long as the form is there. */
  readonly key: string;
  readonly id?: string;
  readonly type: SourceType;
  readonly keyword: string;
  readonly name: string;
  readonly description: string;
  readonly frequency: Frequency;
  readonly troubleshooting: string;
  /** A CEL expression, set beside what Audit Manager's request has a place for; empty: none. */
  readonly rule: string;
  /** As it was sent when it was made: what the form has no field for stays so. */
  readonly sent?: ControlMappingSource;
}

/** A custom control as its form holds it. */
export interface Draft {
  readonly name: string;
  readonly description: string;
  readonly testingInformation: string;
  readonly actionPlanTitle: string;
  readonly actionPlanInstructions: string;
  readonly sources: readonly SourceDraft[];
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

export const NAME_MOST = 300;
export const TEXT_MOST = 1000;
const TITLE_MOST = 300;
const RULE_MOST = 10_000;
const WITH_RULE: ReadonlySet<SourceType> = new Set(["AWS_API_Call", "AWS_Cloudtrail"]);

let sources = 0;

export function newSource(more: Partial<SourceDraft> = {}): SourceDraft {
  sources += 1;
  return {
    key: `${sources}`,
    type: "AWS_API_Call",
    keyword: "",
    name: "",
    description: "",
    frequency: "DAILY",
    troubleshooting: "",
    rule: "",
    ...more,
  };
}

/** Say whether a rule can weigh what this type of source answers. */
export function takesRule(type: SourceType): boolean {
  return WITH_RULE.has(type);
}

/** Say whether the source's own description has a rule, which then counts. */
export function hasRuleInDescription(description: string): boolean {
  return /^rule:/m.test(description);
}

export function emptyDraft(): Draft {
  return {
    name: "",
    description: "",
    testingInformation: "",
    actionPlanTitle: "",
    actionPlanInstructions: "",
    sources: [newSource()],
    tags: [],
  };
}

/** Return what a form begins with that edits `control`; its rules are those of `details`. */
export function draftOf(control: Control, details: Details): Draft {
  const rules = new Map(details.sources.map((each) => [each.id, each]));
  return {
    ...textsOf(details),
    name: control.name ?? "",
    tags: [],
    sources: (control.controlMappingSources ?? []).map((sent) => {
      const shown = rules.get(sent.sourceId ?? "");
      return newSource({
        ...(sent.sourceId ? { id: sent.sourceId } : {}),
        sent,
        type: sent.sourceType ?? "MANUAL",
        keyword: sent.sourceKeyword?.keywordValue ?? "",
        name: sent.sourceName ?? "",
        description: sent.sourceDescription ?? "",
        frequency: sent.sourceFrequency ?? "DAILY",
        troubleshooting: sent.troubleshootingText ?? "",
        rule: shown && !shown.isRuleInDescription ? (shown.rule?.expression ?? "") : "",
      });
    }),
  };
}

function textsOf(details: Details) {
  return {
    description: details.description,
    testingInformation: details.testingInformation,
    actionPlanTitle: details.actionPlanTitle,
    actionPlanInstructions: details.actionPlanInstructions,
  };
}

/** A copy of a control, and what of it has no place in a custom one. */
export interface Copy {
  readonly draft: Draft;
  readonly leftOut: readonly string[];
}

/** Return a custom control that asks and weighs the same as far as one can. */
export function copyOf(details: Details): Copy {
  const leftOut: string[] = [];
  const sources = details.sources.flatMap((source) => copiedSources(source, details.parameters, leftOut));
  const name = [...`Copy of ${details.name}`].slice(0, NAME_MOST).join("");
  return { draft: { ...textsOf(details), name, tags: [], sources }, leftOut };
}

function copiedSources(source: Source, parameters: readonly Parameter[], leftOut: string[]): readonly SourceDraft[] {
  const { sourceType: type } = source;
  const name = source.name || source.keywords.join(", ");
  if (!type) return [];
  if (source.kind === "Amazon CloudWatch") {
    leftOut.push(`${name}: metrics and alarms have no place in a custom control.`);
    return [];
  }
  if (source.rule && !source.isRuleInDescription) leftOut.push(...beside(name, source.rule));
  const shared = {
    type,
    name: source.name,
    description: source.artefact || source.description,
    troubleshooting: source.troubleshooting,
    frequency: source.frequency ?? ("DAILY" as const),
    rule: source.isRuleInDescription ? "" : withValues(source.rule?.expression ?? "", parameters),
  };
  return (source.keywords.length > 0 ? source.keywords : [""]).map((keyword) => newSource({ ...shared, keyword }));
}

function beside(name: string, rule: NonNullable<Source["rule"]>): readonly string[] {
  const parts = [
    rule.applies ? `“not applicable unless ${rule.applies}”` : "",
    rule.decidedWhen ? `“inconclusive unless ${rule.decidedWhen}”` : "",
    rule.whenEmpty ? "what it means that nothing is found" : "",
  ].filter(Boolean);
  return parts.length > 0 ? [`${name}: of its rule, ${parts.join(" and ")}.`] : [];
}

/** Return a rule with the values of the parameters that it reads, as a custom control has no parameters. */
export function withValues(rule: string, parameters: readonly Parameter[]): string {
  const values = new Map(parameters.map((each) => [each.name, literal(each)]));
  return rule.replace(/\bparams\.(\w+)/g, (whole, name: string) => values.get(name) ?? whole);
}

function literal({ type, default: value }: Parameter): string {
  const written = JSON.stringify(value);
  // CEL tells 1 from 1.0.
  return type === "float" && /^-?\d+$/.test(written) ? `${written}.0` : written;
}

/** What is wrong with a draft: by field, and by the key of a source. */
export interface Wrong {
  readonly name?: string;
  readonly sources?: string;
  readonly others?: string;
  readonly bySource: ReadonlyMap<string, WrongSource>;
}

export interface WrongSource {
  readonly keyword?: string;
  readonly rule?: string;
  readonly others?: string;
}

export function wrongOf(draft: Draft): Wrong {
  const name = wrongName(draft.name);
  const isLong =
    [draft.description, draft.testingInformation, draft.actionPlanInstructions].some(
      (text) => characters(text) > TEXT_MOST,
    ) || characters(draft.actionPlanTitle) > TITLE_MOST;
  return {
    ...(name ? { name } : {}),
    ...(draft.sources.length === 0 ? { sources: "A control needs an evidence source: add one." } : {}),
    ...(isLong ? { others: "A text is too long." } : {}),
    bySource: new Map(
      draft.sources.flatMap((source) => {
        const found = wrongSource(source);
        return Object.keys(found).length > 0 ? [[source.key, found] as const] : [];
      }),
    ),
  };
}

export function isWrong({ bySource, ...fields }: Wrong): boolean {
  return bySource.size > 0 || Object.keys(fields).length > 0;
}

function wrongName(name: string): string | undefined {
  if (!name.trim()) return "A control needs a name.";
  if (name.includes("\\")) return "A name cannot have a backslash in it.";
  return characters(name) > NAME_MOST ? "The name is too long." : undefined;
}

const MISSING: Readonly<Partial<Record<SourceType, string>>> = {
  Common_Control: "Choose a common control.",
  Core_Control: "Choose a standard control.",
};

function wrongSource(source: SourceDraft): WrongSource {
  const isMissing = source.type !== "MANUAL" && !source.keyword.trim();
  const isLong =
    characters(source.name) > NAME_MOST ||
    characters(source.description) > TEXT_MOST ||
    characters(source.troubleshooting) > TEXT_MOST;
  return {
    ...(isMissing ? { keyword: MISSING[source.type] ?? "Say what is asked: type some words and choose." } : {}),
    ...(characters(source.rule) > RULE_MOST ? { rule: "The rule is too long." } : {}),
    ...(isLong ? { others: "A text is too long." } : {}),
  };
}

/** Return the rule that a source is to have; empty: none, or the one of its description. */
export function ruleOf({ type, rule, description }: SourceDraft): string {
  return takesRule(type) && !hasRuleInDescription(description) ? rule.trim() : "";
}

function head(draft: Draft) {
  const texts = {
    description: draft.description,
    testingInformation: draft.testingInformation,
    actionPlanTitle: draft.actionPlanTitle,
    actionPlanInstructions: draft.actionPlanInstructions,
  };
  return { name: draft.name.trim(), ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text)) };
}

const SET_UP = { manual: "Procedural_Controls_Mapping", automated: "System_Controls_Mapping" } as const;

/** Say whether a source asks what it asked when it was sent. */
function asksTheSame({ type, keyword, sent }: SourceDraft): boolean {
  return sent?.sourceType === type && (sent.sourceKeyword?.keywordValue ?? "") === keyword.trim();
}

function sourceOf(source: SourceDraft): CreateControlMappingSource {
  const { type, keyword } = source;
  const isManual = type === "MANUAL";
  const sent = asksTheSame(source) ? source.sent : undefined;
  return {
    sourceSetUpOption: sent?.sourceSetUpOption ?? (isManual ? SET_UP.manual : SET_UP.automated),
    sourceType: type,
    ...(source.name.trim() ? { sourceName: source.name.trim() } : {}),
    ...(source.description ? { sourceDescription: source.description } : {}),
    ...(source.troubleshooting ? { troubleshootingText: source.troubleshooting } : {}),
    ...(isManual
      ? {}
      : {
          sourceKeyword: {
            keywordInputType: sent?.sourceKeyword?.keywordInputType ?? "SELECT_FROM_LIST",
            keywordValue: keyword.trim(),
          },
        }),
    ...(type === "AWS_API_Call" ? { sourceFrequency: source.frequency } : {}),
  };
}

/** Return what to ask of Audit Manager's API for a new control; rules go beside it. */
export function creationOf(draft: Draft): CreateControlRequest {
  return {
    ...head(draft),
    controlMappingSources: draft.sources.map(sourceOf),
    ...(draft.tags.length > 0 ? { tags: Object.fromEntries(draft.tags.map(({ key, value }) => [key, value])) } : {}),
  };
}

/** Return what to ask of Audit Manager's API for one that is there. */
export function updateOf(draft: Draft, controlId: string): UpdateControlRequest {
  return {
    controlId,
    ...head(draft),
    controlMappingSources: draft.sources.map((each) => ({
      // What asks something else is another source: the rule of the one before would not fit.
      ...(each.id && asksTheSame(each) ? { sourceId: each.id } : {}),
      ...sourceOf(each),
    })),
  };
}

/** Return a draft whose sources have the ids that the server gave them, in their order. */
export function withIds(draft: Draft, given: readonly ControlMappingSource[]): Draft {
  return {
    ...draft,
    sources: draft.sources.map((source, place) => {
      const sent = given[place];
      return sent?.sourceId ? { ...source, id: sent.sourceId, sent } : source;
    }),
  };
}

/** Return which rules are to be set (or, null, taken away), by the id of their source. */
export function ruleChanges(
  draft: Draft,
  known: ReadonlyMap<string, string>,
): readonly (readonly [string, string | null])[] {
  return draft.sources.flatMap((source) => {
    const wanted = ruleOf(source);
    const before = known.get(source.id ?? "") ?? "";
    // Where the description has a rule, that one counts and nothing is set beside it.
    if (!source.id || wanted === before || hasRuleInDescription(source.description)) return [];
    return [[source.id, wanted || null] as const];
  });
}
