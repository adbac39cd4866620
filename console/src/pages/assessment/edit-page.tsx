import { UpdateAssessmentCommand } from "@aws-sdk/client-auditmanager";
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type SyntheticEvent, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { useAwsMutation } from "~/api/hooks";
import { v1Hooks } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import { address } from "~/app/paths";
import { type AssessmentSeen, useAssessment, useRefresh } from "~/pages/assessment/assessment";
import { draftOf, ownChangeOf, updateOf, type Wrong, wrongOf } from "~/pages/assessment/edit";
import {
  AccountsFields,
  DetailsFields,
  OwnersFields,
  ReviewFields,
  ServicesFields,
} from "~/pages/assessment/edit-fields";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";

export function Component() {
  const { assessmentId = "" } = useParams();
  const seen = useAssessment(assessmentId);
  const name = seen.assessment?.metadata?.name ?? "Assessment";
  const crumbs = [
    { text: "Assessments", href: address("assessments") },
    { text: name, href: address("assessments", assessmentId) },
    { text: "Edit", href: "" },
  ];
  return (
    <Page title="Edit assessment" crumbs={crumbs}>
      {seen.assessment && seen.own ? (
        <Editable assessmentId={assessmentId} seen={seen} />
      ) : seen.error ? (
        <ErrorAlert error={seen.error} onRetry={seen.refetch} />
      ) : (
        <Loading what="Loading the assessment" />
      )}
    </Page>
  );
}

function Editable({ assessmentId, seen }: { readonly assessmentId: string; readonly seen: AssessmentSeen }) {
  if (!seen.isActive) {
    return <Alert type="info">The assessment is inactive. Nobody can change it any more.</Alert>;
  }
  if (!seen.may("UpdateAssessment")) {
    return <Alert type="warning">Only its audit owners may edit the assessment. Ask one of them.</Alert>;
  }
  return <EditForm assessmentId={assessmentId} seen={seen} />;
}

function EditForm({ assessmentId, seen }: { readonly assessmentId: string; readonly seen: AssessmentSeen }) {
  const [before] = useState(() => draftOf(seen.assessment ?? ({} as never), seen.own ?? ({} as never)));
  const [draft, setDraft] = useState(before);
  const [wrong, setWrong] = useState<Wrong>({});
  const navigate = useNavigate();
  const notify = useNotify();
  const refresh = useRefresh();
  const update = useAwsMutation(UpdateAssessmentCommand);
  const updateOwn = v1Hooks.useMutation("patch", "/v1/assessments/{assessment_id}");
  const error = update.error ?? (updateOwn.error as Error | null);

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    const found = wrongOf(draft);
    setWrong(found);
    if (Object.keys(found).length > 0) return;
    const own = ownChangeOf(before, draft);
    try {
      await update.mutateAsync(updateOf(assessmentId, draft));
      const params = { path: { assessment_id: assessmentId } };
      if (own) await updateOwn.mutateAsync({ params, body: own });
    } catch {
      return; // it is shown above the form
    } finally {
      await refresh();
    }
    notify({ type: "success", header: "The assessment was saved" });
    navigate(`/assessments/${assessmentId}`);
  };

  const shared = { draft, onChange: (change: object) => setDraft({ ...draft, ...change }), wrong, error };
  return (
    <form onSubmit={submit}>
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" href={address("assessments", assessmentId)}>
              Cancel
            </Button>
            <Button variant="primary" loading={update.isPending || updateOwn.isPending}>
              Save changes
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <ErrorAlert error={error} />
          <DetailsFields {...shared} />
          <AccountsFields {...shared} />
          <ServicesFields {...shared} frameworkId={seen.assessment?.framework?.id ?? ""} />
          <OwnersFields {...shared} />
          <ReviewFields {...shared} isBound={before.separatesDuties} />
        </SpaceBetween>
      </Form>
    </form>
  );
}
