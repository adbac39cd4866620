import { GetSettingsCommand, UpdateSettingsCommand } from "@aws-sdk/client-auditmanager";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type SyntheticEvent, useState } from "react";
import { useAws, useAwsMutation } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import { address } from "~/app/paths";
import { crumbsTo } from "~/pages/settings/crumbs";
import { wrongTopic } from "~/pages/settings/general";
import { SettingsError } from "~/pages/settings/service-off";
import { TextView } from "~/pages/settings/text-view";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";
import { TextField } from "~/parts/text-field";
import { Unsaved } from "~/parts/unsaved";

const ALL = { attribute: "ALL" } as const;
const NONE = "NONE";

export function Component() {
  const { data, error, isPending, refetch } = useAws(GetSettingsCommand, ALL);
  return (
    <Page
      title="Notification settings"
      crumbs={crumbsTo("Notification settings")}
      description="Who is told beside this console when a control set is delegated, submitted for review, or reviewed."
    >
      <SettingsError error={error} onRetry={() => void refetch()} />
      {isPending && <Loading what="Reading the settings" />}
      {data?.settings && <TopicForm key={data.settings.snsTopic ?? ""} name={data.settings.snsTopic} />}
    </Page>
  );
}

/** The API takes the ARN of a topic, and tells its name only. */
function TopicForm({ name }: { readonly name: string | undefined }) {
  const notify = useNotify();
  const known = name && name !== NONE ? name : undefined;
  const [choice, setChoice] = useState<"none" | "kept" | "other">(known ? "kept" : "none");
  const [arn, setArn] = useState("");
  const [isTried, setTried] = useState(false);
  const save = useAwsMutation(UpdateSettingsCommand, [GetSettingsCommand]);
  const isChanged = choice === "other" || (choice === "none" && known !== undefined);
  const wrong = choice === "other" ? wrongTopic(arn) : undefined;

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isChanged || wrong) return;
    try {
      await save.mutateAsync({ snsTopic: choice === "none" ? NONE : arn.trim() });
      notify({ type: "success", header: choice === "none" ? "No topic is told any more" : "The topic was saved" });
    } catch {
      // It is shown above the form.
    }
  };
  return (
    <form onSubmit={submit}>
      <Unsaved when={choice === "other" && arn !== "" && !save.isPending && !save.isSuccess} />
      <Form
        actions={
          <Button variant="primary" disabled={!isChanged} loading={save.isPending}>
            Save changes
          </Button>
        }
      >
        <SpaceBetween size="l">
          <ErrorAlert error={save.error} />
          <Container
            header={
              <Header variant="h2" description="Subscribe mail, chat or a ticket system to it.">
                Amazon SNS topic
              </Header>
            }
          >
            <SpaceBetween size="m">
              <FormField label="Topic">
                <RadioGroup
                  value={choice}
                  items={[
                    ...(known ? [{ value: "kept", label: known, description: "Is told now." }] : []),
                    {
                      value: "none",
                      label: "None",
                      description: (
                        <>
                          Everybody still finds their notifications <Link href={address("notifications")}>here</Link>.
                        </>
                      ),
                    },
                    { value: "other", label: known ? "Another topic" : "A topic of yours" },
                  ]}
                  onChange={({ detail }) => setChoice(detail.value as typeof choice)}
                />
              </FormField>
              {choice === "other" && (
                <TextField
                  label="ARN of the topic"
                  value={arn}
                  onChange={setArn}
                  placeholder="arn:aws:sns:us-east-1:111122223333:audit-reviews"
                  constraint="Standard or FIFO."
                  error={isTried ? wrong : undefined}
                />
              )}
            </SpaceBetween>
          </Container>
          <Container
            header={
              <Header
                variant="h2"
                description="Without it notifications stay in this console, and the server's log says why."
              >
                What the server needs
              </Header>
            }
          >
            <SpaceBetween size="s">
              <div>The credentials that the server runs with need this on the topic:</div>
              <TextView name="Policy for the topic" text={policyFor(arn.trim())} />
            </SpaceBetween>
          </Container>
        </SpaceBetween>
      </Form>
    </form>
  );
}

function policyFor(arn: string): string {
  const topic = arn && !wrongTopic(arn) ? arn : "arn:aws:sns:REGION:ACCOUNT:NAME";
  return JSON.stringify({ Effect: "Allow", Action: "sns:Publish", Resource: topic }, null, 2);
}
