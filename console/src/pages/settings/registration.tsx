import {
  type AccountStatus,
  DeregisterAccountCommand,
  GetAccountStatusCommand,
  GetSettingsCommand,
  RegisterAccountCommand,
} from "@aws-sdk/client-auditmanager";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useAws, useAwsMutation } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import { address } from "~/app/paths";
import { SESSION_KEY, useMay, useSession } from "~/app/session-gate";
import { Confirm } from "~/parts/confirm";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Properties } from "~/parts/properties";

const POLICY = { attribute: "DEREGISTRATION_POLICY" } as const;

/** Whether the service is on, and turning it on and off. */
export function Registration() {
  const { accountId } = useSession();
  const { data, error, isPending, refetch } = useAws(GetAccountStatusCommand, {});
  const mayDeregister = useMay("DeregisterAccount");
  const mayRegister = useMay("RegisterAccount");
  const [isAsking, setAsking] = useState(false);
  const changed = useEverythingChanged();
  const register = useAwsMutation(RegisterAccountCommand, [GetAccountStatusCommand]);
  const status = data?.status;
  const turnOn = async () => {
    try {
      await register.mutateAsync({});
      changed("The service is on", "Active assessments are collected again.");
    } catch {
      // It is shown in the container.
    }
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Whether the service works for this account."
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {status === "ACTIVE" && mayDeregister && <Button onClick={() => setAsking(true)}>Deregister</Button>}
              {status === "INACTIVE" && mayRegister && (
                <Button variant="primary" loading={register.isPending} onClick={() => void turnOn()}>
                  Register
                </Button>
              )}
            </SpaceBetween>
          }
        >
          Registration
        </Header>
      }
    >
      <SpaceBetween size="m">
        <ErrorAlert error={error ?? register.error} onRetry={() => void refetch()} />
        {isPending && <Loading />}
        {data && (
          <Properties
            columns={2}
            items={[
              ["Account", accountId],
              ["Status", <Status key="status" of={status} />],
            ]}
          />
        )}
      </SpaceBetween>
      {isAsking && (
        <Removal
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            changed("The service is off", "Nothing is collected. Register the account to turn it on again.");
          }}
        />
      )}
    </Container>
  );
}

/** Returns what tells of a change after which no answer is what it was. */
function useEverythingChanged(): (header: string, content: string) => void {
  const notify = useNotify();
  const queries = useQueryClient();
  return (header, content) => {
    notify({ type: "success", header, content });
    void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
  };
}

function Status({ of }: { readonly of: AccountStatus | undefined }) {
  if (of === "ACTIVE") return <StatusIndicator>Active</StatusIndicator>;
  if (of === "INACTIVE") return <StatusIndicator type="stopped">Inactive</StatusIndicator>;
  return <StatusIndicator type="pending">Being activated</StatusIndicator>;
}

interface RemovalProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function Removal({ onClose, onDone }: RemovalProps) {
  const settings = useAws(GetSettingsCommand, POLICY);
  const remove = useAwsMutation(DeregisterAccountCommand, [GetAccountStatusCommand]);
  const policy = settings.data?.settings?.deregistrationPolicy?.deleteResources;
  const confirm = async () => {
    try {
      await remove.mutateAsync({});
      onDone();
    } catch {
      // It is shown in the dialog.
    }
  };
  return (
    <Confirm
      header="Deregister the account?"
      action="Deregister"
      word={policy === "ALL" ? "delete everything" : "deregister"}
      isBusy={remove.isPending || settings.isPending}
      error={remove.error ?? settings.error}
      onCancel={onClose}
      onConfirm={() => void confirm()}
    >
      <ul>
        <li>Collecting ends at once, for all assessments: what happens meanwhile is on nobody's record.</li>
        <li>The Audit Manager API and the pages of assessments answer nobody until the account is registered again.</li>
        {policy === "ALL" ? (
          <>
            <li>
              <b>All assessments are deleted at once</b>, with delegations, comments, change logs, custom frameworks and
              controls, settings and evidence files. Only a backup brings them back.
            </li>
            <li>Their evidence is removed for good after the time that Retention tells.</li>
          </>
        ) : (
          <li>Assessments, evidence and settings are kept, and are all there once the account is registered again.</li>
        )}
        <li>Users, their access keys, and reports stay.</li>
      </ul>
      What is deleted is decided by the <Link href={address("settings", "general")}>deregistration policy</Link>.
    </Confirm>
  );
}
