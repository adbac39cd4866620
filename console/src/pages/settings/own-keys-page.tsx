import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { address } from "~/app/paths";
import { useSession } from "~/app/session-gate";
import { crumbsTo } from "~/pages/settings/crumbs";
import { KeysTable } from "~/pages/settings/keys-table";
import { Copyable } from "~/parts/copyable";
import { Page } from "~/parts/page";
import { Properties } from "~/parts/properties";

export function Component() {
  const { name, arn, roleArns, hasPassword } = useSession();
  return (
    <Page title="My access keys" crumbs={crumbsTo("My access keys")}>
      <SpaceBetween size="l">
        <Container
          header={
            <Header variant="h2" actions={hasPassword && <Button href={address("password")}>Change password</Button>}>
              You
            </Header>
          }
        >
          <Properties
            columns={2}
            minColumnWidth={250}
            items={[
              ["Name", name],
              ["ARN", <Copyable key="arn" value={arn} name="ARN" />],
              ["Roles that you act as", roleArns.join(", ")],
              ["You sign in", hasPassword ? "with a password" : "at your organization's provider"],
            ]}
          />
        </Container>
        <KeysTable whose="Your" />
      </SpaceBetween>
    </Page>
  );
}
