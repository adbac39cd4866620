import { GetSettingsCommand, type Settings, UpdateSettingsCommand } from "@aws-sdk/client-auditmanager";
import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type SyntheticEvent, useState } from "react";
import { useAws, useAwsMutation } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import { crumbsTo } from "~/pages/settings/crumbs";
import { changeOf, draftOf, wrongOf } from "~/pages/settings/general";
import { Deregistration, Encryption, Exports, Finder, Owners, Reports } from "~/pages/settings/general-sections";
import { SettingsError } from "~/pages/settings/service-off";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";
import { Unsaved } from "~/parts/unsaved";

const ALL = { attribute: "ALL" } as const;

export function Component() {
  const { data, error, isPending, refetch } = useAws(GetSettingsCommand, ALL);
  return (
    <Page
      title="General settings"
      crumbs={crumbsTo("General settings")}
      description="Defaults of new assessments, and what holds for the whole account."
    >
      <SettingsError error={error} onRetry={() => void refetch()} />
      {isPending && <Loading what="Reading the settings" />}
      {data?.settings && <SettingsForm settings={data.settings} />}
    </Page>
  );
}

function SettingsForm({ settings }: { readonly settings: Settings }) {
  const notify = useNotify();
  const [before, setBefore] = useState(() => draftOf(settings));
  const [draft, setDraft] = useState(before);
  const [isTried, setTried] = useState(false);
  const save = useAwsMutation(UpdateSettingsCommand, [GetSettingsCommand, "/v1/destinations", "/v1/retention"]);
  const change = changeOf(before, draft);
  const found = wrongOf(before, draft);

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (!change || Object.keys(found).length > 0) return;
    try {
      const saved = await save.mutateAsync(change);
      const now = draftOf(saved.settings ?? {});
      setBefore(now);
      setDraft(now);
      setTried(false);
      notify({ type: "success", header: "The settings were saved" });
    } catch {
      // It is shown above the form.
    }
  };
  const fields = {
    draft,
    wrong: isTried ? found : {},
    onChange: (part: Partial<typeof draft>) => setDraft({ ...draft, ...part }),
  };
  return (
    <form onSubmit={submit}>
      <Unsaved when={change !== undefined && !save.isPending} />
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button formAction="none" variant="link" disabled={!change} onClick={() => setDraft(before)}>
              Discard changes
            </Button>
            <Button variant="primary" disabled={!change} loading={save.isPending}>
              Save changes
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <ErrorAlert error={save.error} />
          <Reports {...fields} />
          <Owners {...fields} />
          <Encryption {...fields} />
          <Finder {...fields} />
          <Exports {...fields} />
          <Deregistration {...fields} />
        </SpaceBetween>
      </Form>
    </form>
  );
}
