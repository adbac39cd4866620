import { type AssessmentControl, GetControlCommand } from "@aws-sdk/client-auditmanager";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs, { type TabsProps } from "@cloudscape-design/components/tabs";
import { useSearchParams } from "react-router";
import { pagesOptions, useAws } from "~/api/hooks";
import type { Ask } from "~/app/page";
import { address } from "~/app/paths";
import { useMay } from "~/app/session-gate";
import {
  type AssessmentSeen,
  askAssessment,
  useAssessment,
  useCoverage,
  useRefresh,
} from "~/pages/assessment/assessment";
import { ChangeLog } from "~/pages/assessment/change-log";
import { type Place, useWhereabouts, whereaboutsOf } from "~/pages/assessment/place";
import { Comments } from "~/pages/assessment-control/comments";
import { ControlDetails } from "~/pages/assessment-control/details";
import { FoldersTable, foldersOf } from "~/pages/assessment-control/folders-table";
import { Sources } from "~/pages/assessment-control/sources";
import { StatusButton } from "~/pages/assessment-control/status-change";
import { AddManualEvidenceButton } from "~/pages/manual-evidence";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";

export const ask: Ask = (queries, { pathname }) => {
  const place = whereaboutsOf(pathname);
  askAssessment(queries, place.assessmentId);
  void queries.prefetchInfiniteQuery(pagesOptions(...foldersOf(place)));
};

export function Component() {
  const place = useWhereabouts();
  const seen = useAssessment(place.assessmentId);
  const set = seen.assessment?.framework?.controlSets?.find((each) => each.id === place.controlSetId);
  const control = set?.controls?.find((each) => each.id === place.controlId);
  const crumbs = [
    { text: "Assessments", href: address("assessments") },
    { text: seen.assessment?.metadata?.name ?? "Assessment", href: address("assessments", place.assessmentId) },
    { text: control?.name ?? "Control", href: "" },
  ];
  if (control) return <Seen place={place} seen={seen} control={control} crumbs={crumbs} />;
  return (
    <Page title="Control" crumbs={crumbs}>
      <ErrorAlert error={seen.error} onRetry={seen.refetch} />
      {seen.isPending && !seen.error && <Loading what="Loading the control" />}
      {seen.assessment && (
        <EmptyState title="The control is not there">
          The assessment has no such control, or its control set is not yours to see.
        </EmptyState>
      )}
    </Page>
  );
}

interface SeenProps {
  readonly place: Place;
  readonly seen: AssessmentSeen;
  readonly control: AssessmentControl;
  readonly crumbs: { text: string; href: string }[];
}

function Seen({ place, seen, control, crumbs }: SeenProps) {
  const [search, setSearch] = useSearchParams();
  const refresh = useRefresh();
  const library = useAws(GetControlCommand, { controlId: place.controlId }, { enabled: useMay("GetControl") });
  const { coverage } = useCoverage(place.assessmentId, seen.may("GetCoverage"));
  const found = coverage?.controls.find(
    (each) => each.id === place.controlId && each.controlSetId === place.controlSetId,
  );
  const tabs: TabsProps.Tab[] = [
    { id: "folders", label: "Evidence folders", content: <FoldersTable place={place} seen={seen} /> },
    {
      id: "sources",
      label: "Evidence sources",
      content: <Sources control={library.data?.control} error={library.error} onRetry={() => void library.refetch()} />,
    },
    {
      id: "comments",
      label: `Comments (${control.comments?.length ?? 0})`,
      content: <Comments place={place} seen={seen} comments={control.comments ?? []} />,
    },
    ...(seen.mayIn(place.controlSetId, "GetChangeLogs")
      ? [{ id: "changelog", label: "Changelog", content: <ChangeLog {...place} /> }]
      : []),
  ];
  const asked = search.get("tab");
  const mayBring =
    seen.isActive &&
    control.status !== "INACTIVE" &&
    seen.mayIn(place.controlSetId, "BatchImportEvidenceToAssessmentControl");
  return (
    <Page
      title={control.name ?? ""}
      crumbs={crumbs}
      description={found && found.code !== found.id ? found.code : undefined}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          {mayBring && (
            <AddManualEvidenceButton {...place} controlName={control.name ?? ""} onDone={() => void refresh()} />
          )}
          <StatusButton place={place} seen={seen} control={control} />
        </SpaceBetween>
      }
    >
      <SpaceBetween size="l">
        <ControlDetails place={place} seen={seen} control={control} library={library.data?.control} found={found} />
        <Tabs
          tabs={tabs}
          activeTabId={tabs.some((tab) => tab.id === asked) ? (asked ?? "") : "folders"}
          onChange={({ detail }) => setSearch({ tab: detail.activeTabId }, { replace: true, preventScrollReset: true })}
          ariaLabel="Parts of the control"
        />
      </SpaceBetween>
    </Page>
  );
}
