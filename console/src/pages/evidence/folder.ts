import { useQuery } from "@tanstack/react-query";
import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import type { Whereabouts } from "~/pages/assessment/place";

export type Folder = components["schemas"]["FolderOpened"];
export type Item = components["schemas"]["EvidenceFound"];

export const FOLDER = "/v1/assessments/{assessment_id}/evidence-folders/{folder_id}";

/** How a folder is asked for. */
export function folderOf({ assessmentId, folderId, controlSetId }: Whereabouts) {
  return v1Hooks.queryOptions("get", FOLDER, {
    params: { path: { assessment_id: assessmentId, folder_id: folderId }, query: { controlSetId } },
  });
}

export function useFolder(place: Whereabouts) {
  const asked = useQuery(folderOf(place));
  return { folder: asked.data, error: asked.error as Error | null, refetch: () => void asked.refetch() };
}

/** What of a folder is shown. */
export interface ItemFilter {
  readonly text: string;
  readonly verdict: "" | components["schemas"]["Verdict"];
  readonly sourceKind: "" | components["schemas"]["SourceKind"];
}

export const EVERYTHING: ItemFilter = { text: "", verdict: "", sourceKind: "" };

/** Return how the evidence finder is asked for the items of a folder: its control's, collected on its day. */
export function queryOf(assessmentId: string, folder: Pick<Folder, "controlId" | "day">, filter: ItemFilter) {
  const { text, verdict, sourceKind } = filter;
  return {
    assessmentId: [assessmentId],
    controlId: [folder.controlId],
    since: folder.day,
    until: dayAfter(folder.day),
    ...(text.trim() ? { text: [text.trim()] } : {}),
    ...(verdict ? { verdict: [verdict] } : {}),
    ...(sourceKind ? { sourceKind: [sourceKind] } : {}),
  };
}

export function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}
