import { CreateAssessmentFrameworkCommand, GetAssessmentFrameworkCommand } from "@aws-sdk/client-auditmanager";
import { useNavigate, useSearchParams } from "react-router";
import { useAws, useAwsMutation } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import { address } from "~/app/paths";
import { creationOf, type Draft, draftOf, EMPTY } from "~/pages/frameworks/draft";
import { FrameworkForm } from "~/pages/frameworks/framework-form";
import { ErrorAlert } from "~/parts/error-alert";
import { useLeaving } from "~/parts/leaving";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";

const CRUMBS = [
  { text: "Framework library", href: address("frameworks") },
  { text: "Create custom framework", href: "" },
];

export function Component() {
  const [search] = useSearchParams();
  const from = search.get("from") ?? "";
  return (
    <Page
      title="Create custom framework"
      crumbs={CRUMBS}
      description={
        from ? "A copy of another framework: leave out what you do not need, and add what is yours." : undefined
      }
    >
      {from ? <Copied key={from} from={from} /> : <Begun begun={EMPTY} />}
    </Page>
  );
}

function Copied({ from }: { readonly from: string }) {
  const { data, error, refetch } = useAws(GetAssessmentFrameworkCommand, { frameworkId: from });
  if (data?.framework) return <Begun begun={draftOf(data.framework, true)} />;
  return error ? (
    <ErrorAlert error={error} onRetry={() => void refetch()} />
  ) : (
    <Loading what="Loading the framework to copy" />
  );
}

function Begun({ begun }: { readonly begun: Draft }) {
  const navigate = useNavigate();
  const { isLeaving, leaveTo } = useLeaving();
  const notify = useNotify();
  const creation = useAwsMutation(CreateAssessmentFrameworkCommand, [
    "/v1/framework-cards",
    "/v1/control-details/{control_id}",
  ]);
  const save = (draft: Draft) =>
    creation.mutate(creationOf(draft), {
      onSuccess: ({ framework }) => {
        notify({ type: "success", header: "The framework was created" });
        leaveTo(`/frameworks/${encodeURIComponent(framework?.id ?? "")}`);
      },
    });
  return (
    <FrameworkForm
      begun={begun}
      action="Create custom framework"
      hasTags
      onSave={save}
      onCancel={() => navigate("/frameworks")}
      isBusy={creation.isPending}
      isDone={isLeaving}
      error={creation.error}
    />
  );
}
