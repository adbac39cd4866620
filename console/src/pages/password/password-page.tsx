import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { fieldError } from "~/api/explain";
import { signIn } from "~/api/session";
import { v1Hooks } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import { SESSION_KEY, useSession } from "~/app/session-gate";
import { ErrorAlert } from "~/parts/error-alert";
import { Page } from "~/parts/page";
import { characters, TextField } from "~/parts/text-field";

const SHORTEST = 12;
const LONGEST = 256;

/** Return what is wrong with a new password before the server is asked; undefined: nothing that can be told here. */
export function weakness(password: string, again: string): { password?: string; again?: string } {
  if (characters(password) < SHORTEST) return { password: `It needs at least ${SHORTEST} characters.` };
  if (password !== again) return { again: "The two are not the same." };
  return {};
}

export function Component() {
  const session = useSession();
  return (
    <Page title="Change password">
      {session.hasPassword ? (
        <PasswordForm />
      ) : (
        <Alert type="info">You sign in at your organization's provider: the password is changed there.</Alert>
      )}
    </Page>
  );
}

function PasswordForm() {
  const { name } = useSession();
  const notify = useNotify();
  const queries = useQueryClient();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [wrong, setWrong] = useState<ReturnType<typeof weakness>>({});
  const change = v1Hooks.useMutation("put", "/v1/password");

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    const found = weakness(password, again);
    setWrong(found);
    if (found.password || found.again) return;
    try {
      await change.mutateAsync({ body: { current, password } });
    } catch {
      return; // it is shown above the form
    }
    notify({ type: "success", header: "Your password was changed", content: "All your other sessions have ended." });
    setCurrent("");
    setPassword("");
    setAgain("");
    // This session has ended with the others: it begins anew.
    queries.setQueryData(SESSION_KEY, await signIn(name, password).catch(() => null));
  };

  return (
    <form onSubmit={submit}>
      <Form
        actions={
          <Button variant="primary" loading={change.isPending}>
            Change password
          </Button>
        }
      >
        <Container>
          <SpaceBetween size="l">
            <ErrorAlert error={change.error} />
            <TextField
              label="Current password"
              type="password"
              autoComplete="current-password"
              value={current}
              onChange={setCurrent}
              error={fieldError(change.error, "current")}
            />
            <TextField
              label="New password"
              type="password"
              autoComplete="new-password"
              constraint={`At least ${SHORTEST} characters.`}
              limit={LONGEST}
              value={password}
              onChange={setPassword}
              error={wrong.password ?? fieldError(change.error, "password")}
            />
            <TextField
              label="New password, again"
              type="password"
              autoComplete="new-password"
              value={again}
              onChange={setAgain}
              error={wrong.again}
            />
          </SpaceBetween>
        </Container>
      </Form>
    </form>
  );
}
