import Alert from "@cloudscape-design/components/alert";
import type { ReactNode } from "react";
import type { Right } from "~/api/session";
import { useMay } from "~/app/session-gate";
import { Page } from "~/parts/page";

/** Shows what is inside to who has the right, and tells everybody else what to do. */
export function Needs({ right, children }: { readonly right: Right | undefined; readonly children: ReactNode }) {
  if (useMay(right)) return children;
  return (
    <Page title="Not for you">
      <Alert type="warning" header="You may not see this page">
        It needs the right {right}. Ask an administrator for it.
      </Alert>
    </Page>
  );
}
