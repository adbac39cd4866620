import { expect, test } from "vitest";
import { inWords, listed, type Source, verdictOf, whenEmptyText } from "~/pages/controls/words";

const source = (more: Partial<Source>): Source => ({
  id: "s",
  name: "",
  description: "",
  troubleshooting: "",
  keywords: [],
  questions: [],
  platforms: [],
  artefact: "",
  accepts: [],
  takesRule: false,
  isRuleInDescription: false,
  restsOn: [],
  ...more,
});

test.each<[Partial<Source>, string]>([
  [
    { kind: "AWS API calls", questions: ["bedrock:ListGuardrails", "bedrock:GetGuardrail"], frequency: "DAILY" },
    "Calls bedrock:ListGuardrails, then bedrock:GetGuardrail for what was found, daily.",
  ],
  [{ kind: "AWS API calls", questions: ["iam:GetAccountSummary"] }, "Calls iam:GetAccountSummary."],
  [
    { kind: "AWS CloudTrail", questions: ["a:B", "c:D"] },
    "Looks for a:B and c:D in CloudTrail's log files, as they arrive.",
  ],
  [{ kind: "AWS Config", questions: ["X"] }, "Reads what the AWS Config rule X found."],
  [
    { kind: "AWS Security Hub", questions: ["A.1", "B.2"] },
    "Reads the findings of the Security Hub controls A.1 and B.2.",
  ],
  [
    { kind: "Amazon CloudWatch", questions: ["AWS/Bedrock Invocations"] },
    "Reads AWS/Bedrock Invocations from Amazon CloudWatch, daily.",
  ],
  [
    { kind: "Manual", artefact: "The policy", accepts: ["file", "text", "link"], reviewIntervalDays: 365 },
    "People bring: The policy (a file, a text or a link), anew every 365 days.",
  ],
  [{ restsOn: [{ id: "1", code: "A", name: "B" }] }, "Asks all that a standard control asks."],
  [{}, "Can be asked no more: bring the evidence by hand, or edit the source."],
])("%o is told in words", (more, told) => {
  expect(inWords(source(more))).toBe(told);
});

test("lists, verdicts of examples, and what nothing means", () => {
  expect(listed(["a", "b", "c"])).toBe("a, b and c");
  expect(verdictOf({ expect: "not_applicable" })).toBe("NOT_APPLICABLE");
  expect(whenEmptyText(undefined)).toBe("Inconclusive");
  expect(whenEmptyText("fail")).toBe("Non-compliant");
});
