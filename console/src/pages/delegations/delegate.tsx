import { lazy, Suspense } from "react";
import type { DelegateProps } from "~/pages/delegations/delegate-dialog";

const Dialog = lazy(() =>
  import("~/pages/delegations/delegate-dialog").then((module) => ({ default: module.DelegateControlSets })),
);

/** Hands control sets to somebody for review; what could not be handed over is told, set by set. Mount it while it is
 *  asked, for who has the right `BatchCreateDelegationByAssessment`. */
export function DelegateControlSets(props: DelegateProps) {
  return (
    <Suspense>
      <Dialog {...props} />
    </Suspense>
  );
}
