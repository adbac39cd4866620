import type { components } from "~/api/schema";
import { FREQUENCIES } from "~/parts/library-words";

export type Details = components["schemas"]["ControlDetailsShown"];
export type Source = Details["sources"][number];
type Example = components["schemas"]["RuleExample"];

const WHEN: Readonly<Record<string, string>> = { DAILY: "daily", WEEKLY: "weekly", MONTHLY: "monthly" };
const ACCEPTS: Readonly<Record<string, string>> = { file: "a file", text: "a text", link: "a link" };

/** Return things as one reads them: `a, b and c`. */
export function listed(things: readonly string[]): string {
  if (things.length < 2) return things.join("");
  return `${things.slice(0, -1).join(", ")} and ${things.at(-1)}`;
}

/** Return what an evidence source asks, in a sentence. */
export function inWords(source: Source): string {
  const { kind, questions } = source;
  switch (kind) {
    case "AWS API calls":
      return callsInWords(questions, source.frequency ? `, ${WHEN[source.frequency]}` : "");
    case "AWS CloudTrail":
      return `Looks for ${listed(questions)} in CloudTrail's log files, as they arrive.`;
    case "AWS Config":
      return `Reads what the AWS Config ${questions.length === 1 ? "rule" : "rules"} ${listed(questions)} found.`;
    case "AWS Security Hub":
      return `Reads the findings of the Security Hub ${questions.length === 1 ? "control" : "controls"} ${listed(questions)}.`;
    case "Amazon CloudWatch":
      return `Reads ${listed(questions)} from Amazon CloudWatch, daily.`;
    case "Manual":
      return manualInWords(source);
    default:
      return source.restsOn.length > 0
        ? `Asks all that ${source.restsOn.length === 1 ? "a standard control asks" : `${source.restsOn.length} standard controls ask`}.`
        : "Can be asked no more: bring the evidence by hand, or edit the source.";
  }
}

function callsInWords(calls: readonly string[], when: string): string {
  const [first = "", ...rest] = calls;
  const then = rest.map((call) => `, then ${call} for what was found`).join("");
  return `Calls ${first}${then}${when}.`;
}

function manualInWords({ artefact, accepts, reviewIntervalDays }: Source): string {
  const forms = accepts.map((each) => ACCEPTS[each] ?? each);
  const asked = artefact ? `People bring: ${artefact}` : "People bring evidence";
  const form =
    forms.length > 0 ? ` (${forms.slice(0, -1).join(", ")}${forms.length > 1 ? " or " : ""}${forms.at(-1)})` : "";
  const days = reviewIntervalDays ? `, anew every ${reviewIntervalDays} days` : "";
  return `${asked}${form}${days}.`;
}

const EMPTY: Readonly<Record<string, string>> = {
  fail: "Non-compliant",
  pass: "Compliant",
  not_applicable: "Not applicable",
};

/** Return what it means that nothing was found. */
export function whenEmptyText(of: string | undefined): string {
  return EMPTY[of ?? ""] ?? "Inconclusive";
}

const EXPECTED = {
  pass: "COMPLIANT",
  fail: "NON_COMPLIANT",
  inconclusive: "INCONCLUSIVE",
  not_applicable: "NOT_APPLICABLE",
} as const;

/** Return the verdict that an example of a rule stands for. */
export function verdictOf({ expect }: Pick<Example, "expect">) {
  return EXPECTED[expect as keyof typeof EXPECTED] ?? "INCONCLUSIVE";
}

export function frequencyText(of: Source["frequency"]): string | undefined {
  return of && FREQUENCIES[of];
}
