import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type SyntheticEvent, useState } from "react";
import { useNavigate } from "react-router";
import { fieldError } from "~/api/explain";
import { useForget } from "~/api/hooks";
import { v1Hooks } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import { address } from "~/app/paths";
import { useSession } from "~/app/session-gate";
import { weakness } from "~/pages/password/password-page";
import { crumbsTo } from "~/pages/settings/crumbs";
import { NewPasswordField } from "~/pages/settings/new-password-field";
import { NEW_RIGHTS, rightsOf, wrongName } from "~/pages/settings/rights";
import { RightsFields } from "~/pages/settings/rights-fields";
import { ErrorAlert } from "~/parts/error-alert";
import { Page } from "~/parts/page";
import { TextField } from "~/parts/text-field";
import { Unsaved } from "~/parts/unsaved";

const USERS = { text: "Users", href: address("settings", "users") };

export function Component() {
  const navigate = useNavigate();
  const notify = useNotify();
  const forget = useForget();
  const { accountId } = useSession();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [rights, setRights] = useState(NEW_RIGHTS);
  const [isTried, setTried] = useState(false);
  const create = v1Hooks.useMutation("post", "/v1/users");
  const weak = password ? weakness(password, password).password : undefined;
  const wrong = wrongName(name) ?? weak;

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrong) return;
    try {
      const body = { name, ...rightsOf(rights), password: password || null };
      const user = await create.mutateAsync({ body });
      await forget("/v1/users", "/v1/people", "/v1/account-changes");
      notify({ type: "success", header: `${user.name} was created`, content: toldAfter(password) });
      navigate(`/settings/users/${encodeURIComponent(user.id)}`);
    } catch {
      // It is shown above the form.
    }
  };
  const isChanged = !create.isPending && !create.isSuccess && (name !== "" || password !== "" || rights !== NEW_RIGHTS);
  return (
    <Page title="Create user" crumbs={crumbsTo("Create user", USERS)}>
      <Unsaved when={isChanged} />
      <form onSubmit={submit}>
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" href={USERS.href}>
                Cancel
              </Button>
              <Button variant="primary" loading={create.isPending}>
                Create user
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            <ErrorAlert error={create.error} />
            <Container header={<Header variant="h2">User</Header>}>
              <SpaceBetween size="l">
                <TextField
                  label="Name"
                  value={name}
                  onChange={setName}
                  autoFocus
                  limit={64}
                  description={`To assessments it is arn:aws:iam::${accountId}:user/${name || "NAME"}`}
                  error={(isTried ? wrongName(name) : undefined) ?? fieldError(create.error, "name")}
                />
                <NewPasswordField
                  label="Password"
                  isOptional
                  description="Without one the user cannot sign in here, and works by access keys only."
                  value={password}
                  onChange={setPassword}
                  error={(isTried ? weak : undefined) ?? fieldError(create.error, "password")}
                />
                <Alert type="info">
                  Who signs in at your organization's provider needs no user made here: the first sign-in makes it.
                </Alert>
              </SpaceBetween>
            </Container>
            <RightsFields
              draft={rights}
              onChange={(change) => setRights({ ...rights, ...change })}
              error={fieldError(create.error, "roleArns") ?? fieldError(create.error, "auditing")}
            />
          </SpaceBetween>
        </Form>
      </form>
    </Page>
  );
}

function toldAfter(password: string): string {
  return password
    ? "Tell them the password on a way that others do not see; they can change it once they are signed in."
    : "Make an access key for it: it has no password.";
}
