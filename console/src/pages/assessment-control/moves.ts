import type { ControlStatus } from "@aws-sdk/client-auditmanager";

/** A status that a control can have next, and what comes of it. */
export interface Move {
  readonly to: ControlStatus;
  readonly consequence: string;
}

const REVIEWED: Move = {
  to: "REVIEWED",
  consequence:
    "You say that its evidence was looked at. This is final: the status cannot be changed again. Evidence goes on " +
    "coming in, and the changelog tells when it was reviewed.",
};
const INACTIVE: Move = {
  to: "INACTIVE",
  consequence:
    "No more evidence is collected for it, and none can be added by hand. What it has stays. It can be set back to " +
    "Under review.",
};
const UNDER_REVIEW: Move = {
  to: "UNDER_REVIEW",
  consequence: "Evidence is collected again from the next run on; of the time between there is none.",
};

const MOVES: Readonly<Record<ControlStatus, readonly Move[]>> = {
  UNDER_REVIEW: [REVIEWED, INACTIVE],
  INACTIVE: [UNDER_REVIEW, REVIEWED],
  REVIEWED: [],
};

/** Return the statuses that a control can have after `status`, in the order they are offered. */
export function movesFrom(status: ControlStatus | undefined): readonly Move[] {
  return status ? (MOVES[status] ?? []) : [];
}
