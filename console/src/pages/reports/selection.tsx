import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { v1, v1Hooks } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import { type AssessmentSeen, SELECTION, useRefresh } from "~/pages/assessment/assessment";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";

interface Props {
  readonly assessmentId: string;
  readonly seen: AssessmentSeen;
}

/** How much is selected for the next report; adding and removing all of the assessment, or a control set of it. */
export function SelectionContainer({ assessmentId, seen }: Props) {
  const notify = useNotify();
  const refresh = useRefresh();
  const [isBusy, setBusy] = useState(false);
  const path = { assessment_id: assessmentId };
  const told = v1Hooks.useQuery("get", SELECTION, { params: { path, query: { maxResults: 1 } } });
  const sets = (seen.assessment?.framework?.controlSets ?? []).map(({ id }) => id ?? "");
  const mayAdd = seen.may("AssociateAssessmentReportEvidenceFolder");
  const mayRemove = seen.may("DisassociateAssessmentReportEvidenceFolder");

  const act = async (change: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await change();
      await refresh();
    } catch (error) {
      notify.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const add = (controlSetId?: string) =>
    act(() => v1.POST(SELECTION, { params: { path }, body: { controlSetId: controlSetId ?? "", controlId: "" } }));
  const remove = () => act(() => v1.DELETE(SELECTION, { params: { path } }));

  const actions = (
    <SpaceBetween direction="horizontal" size="xs">
      {mayRemove && (
        <Button loading={isBusy} disabled={told.data?.selectedCount === 0} onClick={() => void remove()}>
          Remove all
        </Button>
      )}
      {mayAdd && (
        <ButtonDropdown
          loading={isBusy}
          items={[
            { id: "all", text: "All evidence of the assessment" },
            { id: "sets", text: "A control set", items: sets.map((id) => ({ id: `set ${id}`, text: id })) },
          ]}
          onItemClick={({ detail }) => void add(detail.id === "all" ? undefined : detail.id.slice("set ".length))}
        >
          Add evidence
        </ButtonDropdown>
      )}
    </SpaceBetween>
  );
  return (
    <Container
      header={
        <Header variant="h2" actions={actions}>
          Evidence
        </Header>
      }
    >
      {told.error ? (
        <ErrorAlert error={told.error} onRetry={() => void told.refetch()} />
      ) : told.data ? (
        <Box>{selectionText(told.data)}</Box>
      ) : (
        <Loading what="Loading what is selected" />
      )}
    </Container>
  );
}

/** Return in words what a report would have. */
export function selectionText({
  selectedCount,
  evidenceCount,
}: {
  readonly selectedCount: number;
  readonly evidenceCount: number;
}): string {
  const all = evidenceCount.toLocaleString("en");
  if (evidenceCount === 0) return "The assessment has no evidence yet: a report would say just that.";
  if (selectedCount === 0) return `Nothing is selected, so that the report has all ${all} evidence items.`;
  if (selectedCount === 1) return `The report has the one evidence item that is selected, of ${all}.`;
  return `The report has the ${selectedCount.toLocaleString("en")} evidence items that are selected, of ${all}.`;
}
