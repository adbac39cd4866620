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
