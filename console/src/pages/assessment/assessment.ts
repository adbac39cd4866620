import {
  type Assessment,
  GetAssessmentCommand,
  GetChangeLogsCommand,
  ListAssessmentsCommand,
  type Role,
} from "@aws-sdk/client-auditmanager";
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { awsKey, awsOptions } from "~/api/hooks";
import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";

export type Own = components["schemas"]["AssessmentShown"];
export type Coverage = components["schemas"]["AssessmentCoverage"];
export type AssessmentRight = Own["rights"][number];
export type ControlSetRight = components["schemas"]["ReviewShown"]["rights"][number];

/** An assessment as both APIs tell it, and what whoever is signed in may do to it. */
export interface AssessmentSeen {
  readonly assessment: Assessment | undefined;
  readonly own: Own | undefined;
  readonly role: Role | undefined;
  readonly isActive: boolean;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly refetch: () => void;
  /** Policies let them do it, whatever state the assessment is in. */
  readonly may: (right: AssessmentRight) => boolean;
  readonly mayIn: (controlSetId: string, right: ControlSetRight) => boolean;
}

function toldOf(assessmentId: string) {
  return awsOptions(GetAssessmentCommand, { assessmentId });
}

function ownOf(assessmentId: string) {
  return v1Hooks.queryOptions("get", "/v1/assessments/{assessment_id}", {
    params: { path: { assessment_id: assessmentId } },
  });
}

/** Begin to ask for what `useAssessment` returns. */
export function askAssessment(queries: QueryClient, assessmentId: string): void {
  void queries.prefetchQuery(toldOf(assessmentId));
  void queries.prefetchQuery(ownOf(assessmentId));
}

export function useAssessment(assessmentId: string): AssessmentSeen {
  const told = useQuery(toldOf(assessmentId));
  const own = useQuery(ownOf(assessmentId));
  return {
    assessment: told.data?.assessment,
    own: own.data,
    role: told.data?.userRole,
    isActive: told.data?.assessment?.metadata?.status === "ACTIVE",
    isPending: told.isPending || own.isPending,
    error: told.error ?? (own.error as Error | null),
    refetch: () => {
      void told.refetch();
      void own.refetch();
    },
    may: (right) => own.data?.rights.includes(right) ?? false,
    mayIn: (controlSetId, right) =>
      own.data?.controlSets.find((each) => each.id === controlSetId)?.rights.includes(right) ?? false,
  };
}

/** What should have been seen and what was; not asked of a server that would not say. */
export function useCoverage(assessmentId: string, enabled: boolean) {
  const asked = v1Hooks.useQuery(
    "get",
    "/v1/assessments/{assessment_id}/coverage",
    { params: { path: { assessment_id: assessmentId } } },
    { enabled },
  );
  return { coverage: asked.data, error: asked.error as Error | null, refetch: () => void asked.refetch() };
}

export const SELECTION = "/v1/assessments/{assessment_id}/report-selection";

/** One evidence item, whole. */
export const ITEM = "/v1/assessments/{assessment_id}/evidence/{evidence_id}";

const FOLLOWING = [
  ITEM,
  SELECTION,
  "/v1/assessments/{assessment_id}",
  "/v1/assessments/{assessment_id}/coverage",
  "/v1/assessments/{assessment_id}/evidence-folders",
  "/v1/assessments/{assessment_id}/evidence-folders/{folder_id}",
] as const;

/** Return what has everything of assessments asked anew after a change. */
export function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    const keys = [
      awsKey(GetAssessmentCommand),
      awsKey(ListAssessmentsCommand),
      awsKey(GetChangeLogsCommand),
      ...FOLLOWING.map((path) => ["get", path]),
    ];
    await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })));
  };
}
