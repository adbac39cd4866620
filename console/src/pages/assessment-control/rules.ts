import type { ControlMappingSource } from "@aws-sdk/client-auditmanager";

const TYPES: Readonly<Record<string, string>> = {
  AWS_API_Call: "AWS API calls",
  AWS_Cloudtrail: "AWS CloudTrail",
  AWS_Config: "AWS Config",
  AWS_Security_Hub: "AWS Security Hub",
  MANUAL: "Manual",
  Common_Control: "Common control",
  Core_Control: "Core control",
};

export function sourceTypeText(type: string | undefined): string {
  return TYPES[type ?? ""] ?? type ?? "-";
}

interface WithName {
  readonly name?: unknown;
}

/** Return the evidence sources of a standard control by name, as its framework's file has them: with their rules. */
export function rulesOf(document: unknown): ReadonlyMap<string, unknown> {
  const sources = (document as { evidence_sources?: unknown } | undefined)?.evidence_sources;
  if (!Array.isArray(sources)) return new Map();
  return new Map(
    (sources as WithName[]).flatMap((each) => (typeof each.name === "string" ? [[each.name, each] as const] : [])),
  );
}

/** One question of a control, with all the keywords that it is asked by. */
export interface Question {
  readonly source: ControlMappingSource;
  readonly keywords: readonly string[];
}

/** Return what is asked: a source that looks at several things is told by Audit Manager once for each keyword. */
export function questionsOf(sources: readonly ControlMappingSource[]): Question[] {
  const questions = new Map<string, { source: ControlMappingSource; keywords: string[] }>();
  for (const source of sources) {
    const { sourceName, sourceType, sourceDescription, sourceFrequency, sourceId } = source;
    const key = JSON.stringify([sourceName || sourceId, sourceType, sourceDescription, sourceFrequency]);
    const question = questions.get(key) ?? { source, keywords: [] };
    questions.set(key, question);
    if (source.sourceKeyword?.keywordValue) question.keywords.push(source.sourceKeyword.keywordValue);
  }
  return [...questions.values()];
}

const WITHOUT_RULE: Readonly<Record<string, string>> = {
  AWS_Config: "AWS Config itself says whether it is as it should be.",
  AWS_Security_Hub: "AWS Security Hub itself says whether it is as it should be.",
  MANUAL: "People bring it, and people look at it.",
};

/** Return who decides what evidence of this type says, where no rule does. */
export function withoutRule(type: string | undefined): string {
  return WITHOUT_RULE[type ?? ""] ?? "No rule weighs what it answers: a person looks at it.";
}
