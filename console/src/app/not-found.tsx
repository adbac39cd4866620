import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import { address } from "~/app/paths";
import { Page } from "~/parts/page";

export function NotFound() {
  return (
    <Page title="There is no such page" crumbs={[]}>
      <Box>
        The address leads nowhere. <Link href={address()}>Go to the first page</Link>.
      </Box>
    </Page>
  );
}
