import Button from "@cloudscape-design/components/button";
import { lazy, Suspense, useState } from "react";
import type { ManualEvidenceProps } from "~/pages/manual-evidence/add-manual-evidence";

const Dialog = lazy(() =>
  import("~/pages/manual-evidence/add-manual-evidence").then((module) => ({ default: module.AddManualEvidence })),
);

/** Adds manual evidence to a control: files, a text or a link into S3. Mount it while it is asked, for who has the right
 *  `BatchImportEvidenceToAssessmentControl` on the control set of an active assessment. */
export function AddManualEvidence(props: ManualEvidenceProps) {
  return (
    <Suspense>
      <Dialog {...props} />
    </Suspense>
  );
}

/** A button that asks for manual evidence; what it stands on says whether it is there at all. */
export function AddManualEvidenceButton(props: Omit<ManualEvidenceProps, "onClose">) {
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      <Button onClick={() => setAsked(true)}>Add manual evidence</Button>
      {isAsked && <AddManualEvidence {...props} onClose={() => setAsked(false)} />}
    </>
  );
}
