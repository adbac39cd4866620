import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import { KIND } from "~/pages/create-assessment/use-kept-draft";
import { ErrorAlert } from "~/parts/error-alert";
import { Time } from "~/parts/time";

type Outline = components["schemas"]["DraftOutline"];

/** Offers to go on with assessments that were left midway. */
export function DraftsAlert() {
  const { data } = v1Hooks.useQuery("get", "/v1/drafts", { params: { query: { kind: KIND } } });
  if (!data?.length) return null;
  return (
    <Alert type="info" header="You left an assessment midway">
      <SpaceBetween size="s">
        {data.map((draft) => (
          <DraftRow key={draft.id} draft={draft} />
        ))}
      </SpaceBetween>
    </Alert>
  );
}

function DraftRow({ draft }: { readonly draft: Outline }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const removal = v1Hooks.useMutation("delete", "/v1/drafts/{draft_id}", {
    onSuccess: () => queries.invalidateQueries({ queryKey: ["get", "/v1/drafts"] }),
  });
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <span className="console-text">{draft.name}</span>
      <span>
        changed <Time at={draft.updatedAt} relative />
      </span>
      <Button
        ariaLabel={`Continue with ${draft.name}`}
        onClick={() => navigate(`/assessments/create?${new URLSearchParams({ draft: draft.id })}`)}
      >
        Continue
      </Button>
      <Button
        variant="link"
        ariaLabel={`Discard ${draft.name}`}
        loading={removal.isPending}
        onClick={() => removal.mutate({ params: { path: { draft_id: draft.id } } })}
      >
        Discard
      </Button>
      <ErrorAlert error={removal.error} />
    </SpaceBetween>
  );
}
