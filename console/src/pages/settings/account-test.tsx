import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { words } from "~/pages/assessment/edit";
import { AccountChecks } from "~/pages/settings/account-checks";
import { isAccountId } from "~/pages/settings/accounts";
import { TextField } from "~/parts/text-field";

/** Tries an account, be it in the scope of an assessment or not. */
export default function AccountTest() {
  const [account, setAccount] = useState("");
  const [regions, setRegions] = useState("");
  const id = account.trim();
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Whether the server can assume its role there, and as whom; what is in use, and what is not switched on."
        >
          Test an account
        </Header>
      }
    >
      <SpaceBetween size="m">
        <TextField
          label="Account ID"
          value={account}
          onChange={setAccount}
          constraint="12 digits."
          error={id.length >= 12 && !isAccountId(id) ? "An account id has 12 digits." : undefined}
        />
        <TextField
          label="Regions"
          isOptional
          value={regions}
          onChange={setRegions}
          placeholder="us-east-1, eu-west-1"
          constraint="Joined by commas. Empty: where the server collects by default."
        />
        <AccountChecks accountId={id} regions={words(regions)} isDisabled={!isAccountId(id)} />
      </SpaceBetween>
    </Container>
  );
}
