import { useMemo } from "react";
import { useLocation } from "react-router";
import { address } from "~/app/paths";

/** Where in an assessment something is. */
export interface Place {
  readonly assessmentId: string;
  readonly controlSetId: string;
  readonly controlId: string;
}

/** Return the address of a control. */
export function controlAddress({ assessmentId, controlSetId, controlId }: Place): string {
  return address("assessments", assessmentId, "control-sets", controlSetId, "controls", controlId);
}

export function folderAddress(place: Place, folderId: string): string {
  return `${controlAddress(place)}/evidence-folders/${encodeURIComponent(folderId)}`;
}

export function evidenceAddress(place: Place, folderId: string, evidenceId: string): string {
  return `${folderAddress(place, folderId)}/evidence/${encodeURIComponent(evidenceId)}`;
}

/** Return the parts of a path as they were before they were encoded: what names a control set may have slashes. */
export function partsOf(pathname: string): string[] {
  return pathname.split("/").slice(1).map(decoded);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export interface Whereabouts extends Place {
  readonly folderId: string;
  readonly evidenceId: string;
}

/** Return where the page is. */
export function useWhereabouts(): Whereabouts {
  const { pathname } = useLocation();
  return useMemo(() => whereaboutsOf(pathname), [pathname]);
}

/** Return where a path leads. The router's own labels take `%2F` in a name for a slash. */
export function whereaboutsOf(pathname: string): Whereabouts {
  const parts = partsOf(pathname);
  const after = (name: string, from: number) => (parts[from] === name ? (parts[from + 1] ?? "") : "");
  return {
    assessmentId: after("assessments", 0),
    controlSetId: after("control-sets", 2),
    controlId: after("controls", 4),
    folderId: after("evidence-folders", 6),
    evidenceId: after("evidence", 8),
  };
}
