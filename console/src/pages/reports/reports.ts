import { GetAssessmentReportUrlCommand } from "@aws-sdk/client-auditmanager";
import { aws } from "~/api/aws";
import { v1Hooks } from "~/api/v1";
import { ownAddress } from "~/pages/manual-evidence/uploading";

export const REPORT = "/v1/assessments/{assessment_id}/reports/{report_id}";
export const NAME_LENGTH = 300;
export const DESCRIPTION_LENGTH = 1000;
export const LOOK_AGAIN_MS = 3_000;

/** Return what is wrong with the name of a report; undefined: nothing that can be told here. */
export function nameFault(name: string): string | undefined {
  if (name === "") return "Give it a name.";
  return /^[a-zA-Z0-9._-]+$/.test(name) ? undefined : "It may have letters, digits, and the characters . _ - only.";
}

/** Return a name for a report of an assessment that is generated on a day, `YYYY-MM-DD`. */
export function suggestedName(assessment: string, day: string): string {
  const longest = NAME_LENGTH - day.length - 1;
  const clean = assessment
    .normalize("NFKD")
    .replace(/[^a-zA-Z0-9._-]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, longest);
  return `${clean || "report"}-${day}`;
}

/** Return the id of the message that a report is being made. */
export function noticeOf(reportId: string): string {
  return `report-${reportId}`;
}

/** A report, looked at again while it is being made. */
export function useReport(assessmentId: string, reportId: string) {
  return v1Hooks.useQuery(
    "get",
    REPORT,
    { params: { path: { assessment_id: assessmentId, report_id: reportId } } },
    { refetchInterval: (query) => (query.state.data?.status === "IN_PROGRESS" ? LOOK_AGAIN_MS : false) },
  );
}

/** What may be done to the reports of an assessment; nothing until it is known. */
export function useReportRights(assessmentId: string | undefined) {
  const own = v1Hooks.useQuery(
    "get",
    "/v1/assessments/{assessment_id}",
    { params: { path: { assessment_id: assessmentId ?? "" } } },
    { enabled: assessmentId !== undefined },
  );
  const rights = own.data?.rights ?? [];
  return {
    mayFetch: rights.includes("GetAssessmentReportUrl"),
    mayValidate: rights.includes("ValidateAssessmentReportIntegrity"),
    mayDelete: rights.includes("DeleteAssessmentReport"),
  };
}

/** Have the browser save the zip of a report. */
export async function download(assessmentId: string, assessmentReportId: string): Promise<void> {
  const { preSignedUrl } = await aws.send(new GetAssessmentReportUrlCommand({ assessmentId, assessmentReportId }));
  const link = document.createElement("a");
  link.href = ownAddress(preSignedUrl?.link ?? "");
  link.download = preSignedUrl?.hyperlinkName ?? "";
  link.click();
}

/** What is wrong with a report, as the server tells it: `path: reason`. */
export interface Finding {
  readonly what: string;
  readonly reason: string;
}

/** Return a finding of a validation in its two parts. */
export function findingOf(told: string): Finding {
  const [, what = "", reason = ""] = /^(.*?): (.*)$/s.exec(told) ?? [];
  if (!reason) return { what: "The report", reason: told };
  if (what === "archive") return { what: "The zip", reason };
  return { what: what.startsWith("digest") ? "The signed digest (digest.json)" : what, reason };
}
