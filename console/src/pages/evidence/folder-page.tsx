import {
  AssociateAssessmentReportEvidenceFolderCommand,
  DisassociateAssessmentReportEvidenceFolderCommand,
} from "@aws-sdk/client-auditmanager";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { pagesOptions, useAwsMutation } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import type { Ask } from "~/app/page";
import { address } from "~/app/paths";
import { type AssessmentSeen, askAssessment, useAssessment, useRefresh } from "~/pages/assessment/assessment";
import { controlAddress, useWhereabouts, type Whereabouts, whereaboutsOf } from "~/pages/assessment/place";
import { EVERYTHING, type Folder, folderOf, queryOf, useFolder } from "~/pages/evidence/folder";
import { ItemsTable } from "~/pages/evidence/items-table";
import { ErrorAlert } from "~/parts/error-alert";
import { foundBy } from "~/parts/found-evidence";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";
import { Properties } from "~/parts/properties";
import { total, VerdictCounts } from "~/parts/verdict-counts";

export const ask: Ask = async (queries, { pathname }) => {
  const place = whereaboutsOf(pathname);
  askAssessment(queries, place.assessmentId);
  const folder = await queries.ensureQueryData(folderOf(place));
  await queries.prefetchInfiniteQuery(pagesOptions(...foundBy(queryOf(place.assessmentId, folder, EVERYTHING))));
};

export function Component() {
  const place = useWhereabouts();
  const seen = useAssessment(place.assessmentId);
  const { folder, error, refetch } = useFolder(place);
  const title = folder ? `Evidence folder ${folder.day}` : "Evidence folder";
  return (
    <Page
      title={title}
      description={folder?.controlName}
      crumbs={[
        { text: "Assessments", href: address("assessments") },
        { text: seen.assessment?.metadata?.name ?? "Assessment", href: address("assessments", place.assessmentId) },
        { text: folder?.controlName ?? "Control", href: controlAddress(place) },
        { text: folder?.day ?? "Evidence folder", href: "" },
      ]}
      actions={folder && <FolderActions place={place} seen={seen} folder={folder} />}
    >
      <ErrorAlert error={error} onRetry={refetch} />
      {!folder && !error && <Loading what="Loading the evidence folder" />}
      {folder && (
        <SpaceBetween size="l">
          <Summary folder={folder} />
          <ItemsTable place={place} seen={seen} folder={folder} />
        </SpaceBetween>
      )}
    </Page>
  );
}

function Summary({ folder }: { readonly folder: Folder }) {
  const number = (value: number) => value.toLocaleString("en");
  return (
    <Container header={<Header variant="h2">Summary</Header>}>
      <Properties
        minColumnWidth={170}
        items={[
          ["Date (UTC)", folder.day],
          ["Control", folder.controlName],
          ["Control set", folder.controlSetId],
          ["Total evidence", number(folder.evidenceCount)],
          ["What the evidence says", <VerdictCounts key="says" of={folder.verdicts} />],
          [
            "Added to assessment report",
            `${number(folder.selectedCount)} of ${number(folder.evidenceCount)}${
              folder.selection.isWhole ? ", and what comes in later" : ""
            }`,
          ],
          ...folder.sources.map(
            ({ sourceKind, verdicts }) =>
              [
                sourceKind,
                <SpaceBetween key={sourceKind} size="xxxs">
                  <span>{number(total(verdicts))} items</span>
                  <VerdictCounts of={verdicts} />
                </SpaceBetween>,
              ] as const,
          ),
        ]}
      />
    </Container>
  );
}

interface Props {
  readonly place: Whereabouts;
  readonly seen: AssessmentSeen;
  readonly folder: Folder;
}

/** The whole folder into the next report, or out of it. */
function FolderActions({ place, seen, folder }: Props) {
  const notify = useNotify();
  const refresh = useRefresh();
  const add = useAwsMutation(AssociateAssessmentReportEvidenceFolderCommand);
  const remove = useAwsMutation(DisassociateAssessmentReportEvidenceFolderCommand);
  if (!seen.may("AssociateAssessmentReportEvidenceFolder")) return null;
  const isAll = folder.selection.isWhole && folder.selection.evidenceIds.length === 0;
  const act = async (change: typeof add | typeof remove, told: string) => {
    try {
      await change.mutateAsync({ assessmentId: place.assessmentId, evidenceFolderId: place.folderId });
      notify({ type: "success", header: told });
    } catch (error) {
      notify.failed(error);
    } finally {
      await refresh();
    }
  };
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button
        disabled={folder.selectedCount === 0}
        loading={remove.isPending}
        onClick={() => void act(remove, "The evidence folder was removed from the assessment report")}
      >
        Remove the folder from the assessment report
      </Button>
      <Button
        disabled={isAll}
        loading={add.isPending}
        onClick={() => void act(add, "The evidence folder was added to the assessment report")}
      >
        Add the folder to the assessment report
      </Button>
    </SpaceBetween>
  );
}
