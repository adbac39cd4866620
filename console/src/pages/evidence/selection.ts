import {
  BatchAssociateAssessmentReportEvidenceCommand,
  type BatchAssociateAssessmentReportEvidenceResponse,
  BatchDisassociateAssessmentReportEvidenceCommand,
} from "@aws-sdk/client-auditmanager";
import { useAwsMutation } from "~/api/hooks";
import type { components } from "~/api/schema";
import { useNotify } from "~/app/notifications";
import { useRefresh } from "~/pages/assessment/assessment";

export type Selection = components["schemas"]["FolderSelection"];

/** Say whether an item of a folder is to be in the next report. */
export function isSelected({ isWhole, evidenceIds }: Selection, evidenceId: string): boolean {
  return evidenceIds.includes(evidenceId) !== isWhole;
}

const AT_ONCE = 50;

/** Return the ids in pieces that one request takes. */
export function pieces(ids: readonly string[], size = AT_ONCE): string[][] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, place) =>
    ids.slice(place * size, (place + 1) * size),
  );
}

/** Return what adds items of a folder to the next report, or takes them out; it tells what came of it. */
export function useSelecting(assessmentId: string, evidenceFolderId: string) {
  const notify = useNotify();
  const refresh = useRefresh();
  const add = useAwsMutation(BatchAssociateAssessmentReportEvidenceCommand);
  const remove = useAwsMutation(BatchDisassociateAssessmentReportEvidenceCommand);
  const change = async (how: typeof add | typeof remove, ids: readonly string[], told: string): Promise<boolean> => {
    try {
      const answers: BatchAssociateAssessmentReportEvidenceResponse[] = [];
      for (const evidenceIds of pieces(ids)) {
        answers.push(await how.mutateAsync({ assessmentId, evidenceFolderId, evidenceIds }));
      }
      const faults = answers.flatMap((answer) => answer.errors ?? []);
      if (faults.length > 0) {
        const content = `${faults.length} of ${ids.length} items are not there any more.`;
        notify({ type: "warning", header: "Not all of it could be done", content });
      } else {
        const items = ids.length === 1 ? "1 evidence item" : `${ids.length} evidence items`;
        notify({ type: "success", header: `${items} ${told}` });
      }
      return true;
    } catch (error) {
      notify.failed(error);
      return false;
    } finally {
      await refresh();
    }
  };
  return {
    isAdding: add.isPending,
    isRemoving: remove.isPending,
    add: (ids: readonly string[]) => change(add, ids, "added to the assessment report"),
    remove: (ids: readonly string[]) => change(remove, ids, "removed from the assessment report"),
  };
}
