import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type SyntheticEvent, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { fieldError } from "~/api/explain";
import { useForget } from "~/api/hooks";
import { v1Hooks } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import { address } from "~/app/paths";
import { crumbsTo } from "~/pages/settings/crumbs";
import { draftOf, type RightsDraft, rightsOf, type User } from "~/pages/settings/rights";
import { RightsFields } from "~/pages/settings/rights-fields";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";
import { Unsaved } from "~/parts/unsaved";

export function Component() {
  const { userId = "" } = useParams();
  const { data, error, isPending, refetch } = v1Hooks.useQuery("get", "/v1/users/{user_id}", {
    params: { path: { user_id: userId } },
  });
  const title = data ? `Edit rights of ${data.name}` : "Edit rights";
  const between = [
    { text: "Users", href: address("settings", "users") },
    { text: data?.name ?? "User", href: address("settings", "users", userId) },
  ];
  return (
    <Page title={title} crumbs={crumbsTo("Edit rights", ...between)}>
      <ErrorAlert error={error} onRetry={() => void refetch()} />
      {isPending && <Loading />}
      {data && <RightsForm user={data} />}
    </Page>
  );
}

function RightsForm({ user }: { readonly user: User }) {
  const navigate = useNavigate();
  const notify = useNotify();
  const forget = useForget();
  // What somebody edits is not changed under their hands when the user is read anew.
  const [before] = useState(user);
  const [draft, setDraft] = useState<RightsDraft>(() => draftOf(user));
  const save = v1Hooks.useMutation("put", "/v1/users/{user_id}/rights");
  const back = `/settings/users/${encodeURIComponent(user.id)}`;

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    try {
      await save.mutateAsync({ params: { path: { user_id: user.id } }, body: rightsOf(draft, before) });
      await forget("/v1/users", "/v1/users/{user_id}", "/v1/people", "/v1/account-changes");
      notify({ type: "success", header: `${user.name} has other rights`, content: "They hold within seconds." });
      navigate(back);
    } catch {
      // It is shown above the form.
    }
  };
  const isChanged = !save.isPending && !save.isSuccess && JSON.stringify(draft) !== JSON.stringify(draftOf(before));
  return (
    <form onSubmit={submit}>
      <Unsaved when={isChanged} />
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" href={address("settings", "users", user.id)}>
              Cancel
            </Button>
            <Button variant="primary" loading={save.isPending}>
              Save changes
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <ErrorAlert error={save.error} />
          {user.signsInByProvider && (
            <Alert type="info" header="Standing and roles come from the provider">
              {user.name} signs in at your organization's provider: the groups there give the standing and the roles at
              every sign-in anew, as PROBATIVE_OIDC_GROUP_ROLES says. What you set here holds until then. Which
              assessments an auditor may read is decided here alone.
            </Alert>
          )}
          <RightsFields
            draft={draft}
            onChange={(change) => setDraft({ ...draft, ...change })}
            error={fieldError(save.error, "standing") ?? fieldError(save.error, "roleArns")}
          />
        </SpaceBetween>
      </Form>
    </form>
  );
}
