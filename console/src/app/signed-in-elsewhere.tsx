import Box from "@cloudscape-design/components/box";
import { useEffect } from "react";
import { Page } from "~/parts/page";

/** Where a tab ends up that was opened only to sign in for another. */
export function SignedInElsewhere() {
  useEffect(() => window.close(), []);
  return (
    <Page title="You are signed in" crumbs={[]}>
      <Box>Close this tab and go on in the other one.</Box>
    </Page>
  );
}
