import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { type SyntheticEvent, useEffect, useState } from "react";
import { methods, providerAddress, type Session, signIn } from "~/api/session";
import { ErrorAlert } from "~/parts/error-alert";
import { TextField } from "~/parts/text-field";

interface Props {
  readonly onSignedIn: (session: Session) => void;
}

/** Signs in with a password, or at the provider where there is one. The address stays: it is where one goes on to. */
export default function SignIn({ onSignedIn }: Props) {
  const asked = useQuery({ queryKey: ["methods"], queryFn: methods });
  useEffect(() => {
    document.title = "Sign in - Probative";
  }, []);
  return (
    <main className="console-middle">
      <SpaceBetween size="l">
        <Box textAlign="center">
          <Box variant="h1" fontSize="display-l">
            Probative
          </Box>
          <Box color="text-body-secondary">Proof that AI systems and the clouds under them are run as promised</Box>
        </Box>
        <ErrorAlert error={asked.error} onRetry={() => void asked.refetch()} />
        {asked.data?.oidc && (
          <Container>
            <Button variant="primary" fullWidth href={providerAddress(`${location.pathname}${location.search}`)}>
              Sign in with your organization
            </Button>
          </Container>
        )}
        {asked.data?.password !== false && <ByPassword onSignedIn={onSignedIn} isSecond={asked.data?.oidc === true} />}
        <ExpandableSection headerText="The first time">
          <Box variant="p">
            When <Box variant="code">probative serve</Box> is started for the first time, it makes an administrator and
            shows name and password once, where it was started; with <Box variant="code">--bootstrap-json FILE</Box>{" "}
            they are in that file. Sign in with them, then change the password in the menu below your name.
          </Box>
          <Box variant="p">Everybody else gets a name and a password from an administrator.</Box>
        </ExpandableSection>
      </SpaceBetween>
    </main>
  );
}

function ByPassword({ onSignedIn, isSecond }: Props & { readonly isSecond: boolean }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      onSignedIn(await signIn(name.trim(), password));
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };

  return (
    <form onSubmit={submit}>
      <Container header={<Header variant="h2">{isSecond ? "Or with a password" : "Sign in"}</Header>}>
        <Form
          actions={
            <Button variant={isSecond ? "normal" : "primary"} loading={isBusy}>
              Sign in
            </Button>
          }
        >
          <SpaceBetween size="m">
            {isBusy ? null : <ErrorAlert error={error} />}
            <TextField label="Name" value={name} onChange={setName} autoComplete="username" autoFocus />
            <TextField
              label="Password"
              type="password"
              value={password}
              onChange={setPassword}
              autoComplete="current-password"
            />
          </SpaceBetween>
        </Form>
      </Container>
    </form>
  );
}
