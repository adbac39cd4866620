import SpaceBetween from "@cloudscape-design/components/space-between";
import { crumbsTo } from "~/pages/settings/crumbs";
import { DelegatedAdministrator } from "~/pages/settings/delegated-administrator";
import { Registration } from "~/pages/settings/registration";
import { Page } from "~/parts/page";

const TITLE = "Organization and registration";

export function Component() {
  return (
    <Page title={TITLE} crumbs={crumbsTo(TITLE)}>
      <SpaceBetween size="l">
        <DelegatedAdministrator />
        <Registration />
      </SpaceBetween>
    </Page>
  );
}
