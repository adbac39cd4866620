import {
  DeregisterOrganizationAdminAccountCommand,
  GetOrganizationAdminAccountCommand,
  GetSettingsCommand,
  RegisterOrganizationAdminAccountCommand,
} from "@aws-sdk/client-auditmanager";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type SyntheticEvent, useState } from "react";
import { useAws, useAwsMutation } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import { address } from "~/app/paths";
import { useMay, useSession } from "~/app/session-gate";
import { isAccountId } from "~/pages/settings/accounts";
import { Confirm } from "~/parts/confirm";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Properties } from "~/parts/properties";
import { TextField } from "~/parts/text-field";

const CHANGED = [GetOrganizationAdminAccountCommand, GetSettingsCommand];

/** The account that looks after the organization's assessments. */
export function DelegatedAdministrator() {
  const { data, error, isPending, refetch } = useAws(GetOrganizationAdminAccountCommand, {});
  const mayRemove = useMay("DeregisterOrganizationAdminAccount");
  const mayRegister = useMay("RegisterOrganizationAdminAccount");
  const [isAsking, setAsking] = useState(false);
  const account = data?.adminAccountId;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="As in AWS Organizations: the account that looks after assessments for the whole organization."
          actions={account && mayRemove && <Button onClick={() => setAsking(true)}>Deregister</Button>}
        >
          Delegated administrator
        </Header>
      }
    >
      <SpaceBetween size="m">
        <ErrorAlert error={error} onRetry={() => void refetch()} />
        {isPending && <Loading />}
        {data && <Properties columns={2} items={[["Account", account ?? "None is registered"]]} />}
        {data && !account && mayRegister && <RegistrationForm />}
        <div>
          It is what clients of the Audit Manager API are told, and opens nothing by itself: this server reads the{" "}
          <Link href={`${address("settings", "accounts")}?tab=organization`}>tree of the organization</Link> and each
          account with its own credentials and the role of its settings.
        </div>
      </SpaceBetween>
      {account && isAsking && <Removal account={account} onClose={() => setAsking(false)} />}
    </Container>
  );
}

function RegistrationForm() {
  const { accountId } = useSession();
  const notify = useNotify();
  const [account, setAccount] = useState("");
  const [isTried, setTried] = useState(false);
  const register = useAwsMutation(RegisterOrganizationAdminAccountCommand, CHANGED);
  const id = account.trim();
  const wrong = wrongAccount(id, accountId);
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrong) return;
    try {
      await register.mutateAsync({ adminAccountId: id });
      notify({ type: "success", header: `${id} is the delegated administrator` });
    } catch {
      // It is shown above the form.
    }
  };
  return (
    <form onSubmit={submit}>
      <Form
        actions={
          <Button variant="normal" loading={register.isPending}>
            Register
          </Button>
        }
      >
        <SpaceBetween size="s">
          <ErrorAlert error={register.error} />
          <TextField
            label="Account ID of the delegated administrator"
            value={account}
            onChange={setAccount}
            constraint="12 digits. Another one than the account of this server."
            error={isTried ? wrong : undefined}
          />
        </SpaceBetween>
      </Form>
    </form>
  );
}

function wrongAccount(id: string, own: string): string | undefined {
  if (!isAccountId(id)) return "An account id has 12 digits.";
  return id === own ? "This is the account that the server speaks for: name another one." : undefined;
}

function Removal({ account, onClose }: { readonly account: string; readonly onClose: () => void }) {
  const notify = useNotify();
  const remove = useAwsMutation(DeregisterOrganizationAdminAccountCommand, CHANGED);
  const confirm = async () => {
    try {
      await remove.mutateAsync({ adminAccountId: account });
      notify({ type: "success", header: `${account} is the delegated administrator no longer` });
      onClose();
    } catch {
      // It is shown in the dialog.
    }
  };
  return (
    <Confirm
      header="Deregister the delegated administrator?"
      action="Deregister"
      isBusy={remove.isPending}
      error={remove.error}
      onCancel={onClose}
      onConfirm={() => void confirm()}
    >
      Clients of the API are then told that no organization is enabled. Assessments, evidence and the accounts in scope
      stay as they are. Another account can be registered afterwards.
    </Confirm>
  );
}
