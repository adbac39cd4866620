import type { BatchAssociateAssessmentReportEvidenceResponse } from "@aws-sdk/client-auditmanager";
import { explain } from "~/api/explain";
import { pieces } from "~/pages/evidence/selection";
import type { Found } from "~/parts/found-evidence";

type Pickable = Pick<Found, "id" | "assessmentId" | "folderId">;

export interface Batch {
  readonly assessmentId: string;
  readonly evidenceFolderId: string;
  readonly evidenceIds: string[];
}

/** What came of each item. */
export interface Picked<T> {
  readonly added: readonly T[];
  readonly refused: readonly { readonly item: T; readonly reason: string }[];
}

/** Return the requests that add `items` to reports: one takes items of one folder of one assessment. */
export function batchesOf(items: readonly Pickable[]): Batch[] {
  const folders = new Map<string, { readonly of: Pickable; readonly ids: string[] }>();
  for (const of of items) {
    const key = JSON.stringify([of.assessmentId, of.folderId]);
    const folder = folders.get(key) ?? { of, ids: [] };
    folder.ids.push(of.id);
    folders.set(key, folder);
  }
  return [...folders.values()].flatMap(({ of, ids }) =>
    pieces(ids).map((evidenceIds) => ({
      assessmentId: of.assessmentId,
      evidenceFolderId: of.folderId,
      evidenceIds,
    })),
  );
}

/** Add items to the next reports of their assessments; what one folder's request is refused does not stop the others. */
export async function pick<T extends Pickable>(
  items: readonly T[],
  send: (batch: Batch) => Promise<BatchAssociateAssessmentReportEvidenceResponse>,
): Promise<Picked<T>> {
  const reasons = new Map<string, string>();
  for (const batch of batchesOf(items)) {
    try {
      for (const { evidenceId = "", errorMessage, errorCode } of (await send(batch)).errors ?? []) {
        reasons.set(nameOf(batch.assessmentId, evidenceId), errorMessage ?? errorCode ?? "The server gives no reason.");
      }
    } catch (error) {
      const { message } = explain(error);
      for (const id of batch.evidenceIds) reasons.set(nameOf(batch.assessmentId, id), message);
    }
  }
  const reasonOf = (item: T) => reasons.get(nameOf(item.assessmentId, item.id));
  return {
    added: items.filter((item) => reasonOf(item) === undefined),
    refused: items.flatMap((item) => {
      const reason = reasonOf(item);
      return reason === undefined ? [] : [{ item, reason }];
    }),
  };
}

function nameOf(assessmentId: string, evidenceId: string): string {
  return JSON.stringify([assessmentId, evidenceId]);
}

/** Return what an item is called: what was done or asked, and of what. */
export function itemName({ eventName, evidenceByType, resource }: Found): string {
  return [eventName || evidenceByType, resource].filter(Boolean).join(": ");
}
