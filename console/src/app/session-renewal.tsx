import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type SyntheticEvent, useEffect, useState, useSyncExternalStore } from "react";
import { explain } from "~/api/explain";
import { renewal } from "~/api/renewal";
import { providerAddress, signIn, whoAmI } from "~/api/session";
import { address } from "~/app/paths";

interface Props {
  readonly name: string;
  readonly hasPassword: boolean;
}

/** What somebody does with a page, seen before the page itself sees it. */
const DEEDS = ["click", "keydown"] as const;

/** Asks for the password above the page once the session has ended; what waits for it goes on after. */
export function SessionRenewal({ name, hasPassword }: Props) {
  const isWanted = useSyncExternalStore(renewal.subscribe, renewal.isWanted);
  useEffect(() => {
    for (const deed of DEEDS) window.addEventListener(deed, renewal.resume, { capture: true });
    return () => {
      for (const deed of DEEDS) window.removeEventListener(deed, renewal.resume, { capture: true });
    };
  }, []);
  return isWanted ? <Asking name={name} hasPassword={hasPassword} /> : null;
}

function Asking({ name, hasPassword }: Props) {
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState("");

  // At the provider one signs in in another tab: this one looks again when somebody returns to it.
  useEffect(() => {
    if (hasPassword) return undefined;
    const look = async () => {
      const session = await whoAmI().catch(() => null);
      if (session?.name === name) renewal.end(true);
      else if (session)
        setError(`Somebody else is signed in now: ${session.name}. Load the page again to go on as them.`);
    };
    window.addEventListener("focus", look);
    return () => window.removeEventListener("focus", look);
  }, [hasPassword, name]);

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    setError("");
    try {
      await signIn(name, password);
      renewal.end(true);
    } catch (refused) {
      const { message, remedy } = explain(refused);
      setError(`${message}. ${remedy}`);
      setBusy(false);
    }
  };

  const actions = (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" formAction="none" onClick={() => renewal.end(false)}>
        Not now
      </Button>
      {hasPassword ? (
        <Button variant="primary" loading={isBusy}>
          Sign in
        </Button>
      ) : (
        <Button variant="primary" formAction="none" href={providerAddress(address("signed-in"))} target="_blank">
          Sign in
        </Button>
      )}
    </SpaceBetween>
  );
  return (
    <Modal visible header="Your session has ended" onDismiss={() => renewal.end(false)}>
      <form onSubmit={submit}>
        <Form actions={actions}>
          <SpaceBetween size="m">
            <Box>Sign in again as {name} to go on where you are. Nothing that you typed is lost.</Box>
            {error && <Alert type="error">{error}</Alert>}
            {hasPassword && (
              <FormField label="Password">
                <Input
                  type="password"
                  autoComplete="current-password"
                  autoFocus
                  value={password}
                  onChange={({ detail }) => setPassword(detail.value)}
                />
              </FormField>
            )}
          </SpaceBetween>
        </Form>
      </form>
    </Modal>
  );
}
