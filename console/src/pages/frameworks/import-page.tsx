import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useNavigate } from "react-router";
import { explain } from "~/api/explain";
import { useForget } from "~/api/hooks";
import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import { address } from "~/app/paths";
import { NAME_MOST } from "~/pages/frameworks/draft";
import { ErrorAlert } from "~/parts/error-alert";
import { FileField, type TextFile } from "~/parts/file-field";
import { useLeaving } from "~/parts/leaving";
import { Page } from "~/parts/page";
import { Properties } from "~/parts/properties";
import { characters, TextField } from "~/parts/text-field";
import { Unsaved } from "~/parts/unsaved";

type Imported = components["schemas"]["ImportShown"];

const FILE_MOST = 1 << 20;
const CRUMBS = [
  { text: "Framework library", href: address("frameworks") },
  { text: "Import file", href: "" },
];

export function Component() {
  return (
    <Page
      title="Import framework"
      crumbs={CRUMBS}
      description="A custom framework of a file's: first it is looked through, then you decide."
    >
      <ImportForm />
    </Page>
  );
}

function ImportForm() {
  const [file, setFile] = useState<TextFile>();
  const [name, setName] = useState("");
  const [isTried, setTried] = useState(false);
  const navigate = useNavigate();
  const notify = useNotify();
  const forget = useForget();
  const { isLeaving, leaveTo } = useLeaving();
  const trial = v1Hooks.useMutation("post", "/v1/framework-imports");
  const taking = v1Hooks.useMutation("post", "/v1/framework-imports");
  const isSound = file !== undefined && characters(name) <= NAME_MOST;
  const asked = { content: file?.content ?? "", name: name.trim() || null };
  const change = () => {
    trial.reset();
    taking.reset();
  };
  const look = () => {
    setTried(true);
    taking.reset();
    if (isSound) trial.mutate({ body: { ...asked, isTrial: true } });
  };
  const take = () =>
    taking.mutate(
      { body: { ...asked, isTrial: false } },
      {
        onSuccess: async (made) => {
          await forget("/v1/framework-cards", "/v1/control-cards", "/v1/control-details/{control_id}");
          notify({ type: "success", header: "The framework was imported" });
          leaveTo(`/frameworks/${encodeURIComponent(made.frameworkId ?? "")}`);
        },
      },
    );
  return (
    <>
      <Unsaved when={!isLeaving && file !== undefined} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (trial.data) take();
          else look();
        }}
      >
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button formAction="none" variant="link" onClick={() => navigate("/frameworks")}>
                Cancel
              </Button>
              {trial.data ? (
                <Button variant="primary" loading={taking.isPending}>
                  Import
                </Button>
              ) : (
                <Button variant="primary" loading={trial.isPending}>
                  Look through file
                </Button>
              )}
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            <Container header={<Header variant="h2">Framework file</Header>}>
              <SpaceBetween size="l">
                <FileField
                  label="File"
                  constraint="YAML or JSON, as the library's download gives it, up to 1 MB."
                  accept=".yaml,.yml,.json"
                  most={FILE_MOST}
                  file={file}
                  onChange={(chosen) => {
                    setFile(chosen);
                    change();
                  }}
                  error={isTried && !file ? "Choose a file." : undefined}
                />
                <TextField
                  label="Name"
                  isOptional
                  description="Another name than the one in the file."
                  value={name}
                  limit={NAME_MOST}
                  onChange={(typed) => {
                    setName(typed);
                    change();
                  }}
                />
              </SpaceBetween>
            </Container>
            <div aria-live="polite">
              {trial.data && <Outcome of={trial.data} />}
              <Refused error={trial.error ?? taking.error} />
            </div>
          </SpaceBetween>
        </Form>
      </form>
    </>
  );
}

function Outcome({ of }: { readonly of: Imported }) {
  return (
    <Alert type="success" header="The file is sound. Nothing is kept yet.">
      <Properties
        columns={4}
        items={[
          ["Name", of.name],
          ["Control sets", of.controlSetsCount],
          ["Standard controls it refers to", of.referredCount],
          ["Custom controls to be created", of.createdCount],
        ]}
      />
    </Alert>
  );
}

/** What is wrong with a file, place by place. */
function Refused({ error }: { readonly error: unknown }) {
  if (!error) return null;
  const { fields } = explain(error);
  if (fields.length === 0) return <ErrorAlert error={error} />;
  return (
    <Alert
      type="error"
      header={`The file cannot be taken as it is: ${fields.length} ${fields.length === 1 ? "thing" : "things"} to correct`}
    >
      <ul>
        {fields.map(({ name, message }) => (
          <li key={`${name} ${message}`}>
            <span className="console-text">{[name, message].filter(Boolean).join(": ")}</span>
          </li>
        ))}
      </ul>
      Correct the file and choose it again. Nothing was kept.
    </Alert>
  );
}
