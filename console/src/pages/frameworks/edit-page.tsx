import { GetAssessmentFrameworkCommand, UpdateAssessmentFrameworkCommand } from "@aws-sdk/client-auditmanager";
import Button from "@cloudscape-design/components/button";
import { useNavigate, useParams } from "react-router";
import { useAws, useAwsMutation } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import { address } from "~/app/paths";
import { type Draft, draftOf, updateOf } from "~/pages/frameworks/draft";
import { FrameworkForm } from "~/pages/frameworks/framework-form";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { useLeaving } from "~/parts/leaving";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";

export function Component() {
  const { frameworkId = "" } = useParams();
  const { data, error, refetch } = useAws(GetAssessmentFrameworkCommand, { frameworkId });
  const framework = data?.framework;
  const name = framework?.name ?? "Framework";
  return (
    <Page
      title={`Edit ${name}`}
      crumbs={[
        { text: "Framework library", href: address("frameworks") },
        { text: name, href: address("frameworks", frameworkId) },
        { text: "Edit", href: "" },
      ]}
      description="What you change holds for assessments that are made afterwards."
    >
      <ErrorAlert error={error} onRetry={() => void refetch()} />
      {!framework && !error && <Loading what="Loading the framework" />}
      {framework?.type === "Standard" && <CannotEdit id={frameworkId} />}
      {framework?.type === "Custom" && <Editing key={frameworkId} id={frameworkId} begun={draftOf(framework, false)} />}
    </Page>
  );
}

function CannotEdit({ id }: { readonly id: string }) {
  const from = new URLSearchParams({ from: id });
  return (
    <EmptyState
      title="A standard framework cannot be edited"
      action={<Button href={`${address("frameworks", "create")}?${from}`}>Make a custom copy</Button>}
    >
      Make a copy, and edit that.
    </EmptyState>
  );
}

function Editing({ id, begun }: { readonly id: string; readonly begun: Draft }) {
  const navigate = useNavigate();
  const notify = useNotify();
  const update = useAwsMutation(UpdateAssessmentFrameworkCommand, [
    GetAssessmentFrameworkCommand,
    "/v1/framework-cards",
    "/v1/frameworks/{framework_id}",
    "/v1/control-details/{control_id}",
  ]);
  const { isLeaving, leaveTo } = useLeaving();
  const here = `/frameworks/${encodeURIComponent(id)}`;
  const save = (draft: Draft) =>
    update.mutate(updateOf(draft, id), {
      onSuccess: () => {
        notify({ type: "success", header: "The framework was saved" });
        leaveTo(here);
      },
    });
  return (
    <FrameworkForm
      begun={begun}
      action="Save changes"
      hasTags={false}
      onSave={save}
      onCancel={() => navigate(here)}
      isBusy={update.isPending}
      isDone={isLeaving}
      error={update.error}
    />
  );
}
