import { type Control, GetControlCommand } from "@aws-sdk/client-auditmanager";
import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import { useParams } from "react-router";
import { useAws } from "~/api/hooks";
import { v1Hooks } from "~/api/v1";
import { address } from "~/app/paths";
import { ControlForm } from "~/pages/controls/control-form";
import { draftOf } from "~/pages/controls/draft";
import type { Details } from "~/pages/controls/words";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";

export function Component() {
  const { controlId = "" } = useParams();
  const details = v1Hooks.useQuery("get", "/v1/control-details/{control_id}", {
    params: { path: { control_id: controlId } },
  });
  const whole = useAws(GetControlCommand, { controlId });
  const control = whole.data?.control;
  const name = details.data?.name ?? "Control";
  const error = details.error ?? whole.error;
  return (
    <Page
      title={`Edit ${name}`}
      crumbs={[
        { text: "Control library", href: address("controls") },
        { text: name, href: address("controls", controlId) },
        { text: "Edit", href: "" },
      ]}
      description="What you change holds in every active assessment that has the control, from the next collection on."
    >
      <ErrorAlert error={error} onRetry={() => void Promise.all([details.refetch(), whole.refetch()])} />
      {!(details.data && control) && !error && <Loading what="Loading the control" />}
      {details.data?.isStandard && <CannotEdit id={controlId} />}
      {details.data && !details.data.isStandard && control && (
        <Editing key={controlId} control={control} details={details.data} />
      )}
    </Page>
  );
}

function CannotEdit({ id }: { readonly id: string }) {
  const from = new URLSearchParams({ from: id });
  return (
    <EmptyState
      title="A standard control cannot be edited"
      action={<Button href={`${address("controls", "create")}?${from}`}>Make a custom copy</Button>}
    >
      Make a copy, and edit that.
    </EmptyState>
  );
}

function Editing({ control, details }: { readonly control: Control; readonly details: Details }) {
  const [begun] = useState(() => draftOf(control, details));
  const [kept] = useState(() => ({
    controlId: details.id,
    rules: new Map(begun.sources.map(({ id, rule }) => [id ?? "", rule] as const)),
  }));
  return (
    <ControlForm
      begun={begun}
      kept={kept}
      action="Save changes"
      done="The control was saved"
      back={`/controls/${encodeURIComponent(details.id)}`}
    />
  );
}
