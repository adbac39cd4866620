import { GetAccountStatusCommand } from "@aws-sdk/client-auditmanager";
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { useAws } from "~/api/hooks";
import { address } from "~/app/paths";
import { ErrorAlert } from "~/parts/error-alert";

interface Props {
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** What is told where settings could not be read: that the service is off, where that is why. */
export function SettingsError({ error, onRetry }: Props) {
  const status = useAws(GetAccountStatusCommand, {}, { enabled: Boolean(error) });
  if (!error) return null;
  if (status.data?.status !== "INACTIVE") return <ErrorAlert error={error} onRetry={onRetry} />;
  return (
    <Alert
      type="warning"
      header="The service is turned off"
      action={<Button href={address("settings", "organization")}>Turn it on</Button>}
    >
      The account is deregistered: nothing is collected, and its settings can neither be read nor changed.
    </Alert>
  );
}
