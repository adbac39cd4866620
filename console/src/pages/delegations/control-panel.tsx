import type { AssessmentControl } from "@aws-sdk/client-auditmanager";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { usePages } from "~/api/hooks";
import type { components } from "~/api/schema";
import { v1 } from "~/api/v1";
import { Comments } from "~/pages/delegations/comments";
import { EmptyState } from "~/parts/empty-state";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { VerdictCounts } from "~/parts/verdict-counts";

type Folder = components["schemas"]["FolderShown"];

const COLUMNS: readonly Column<Folder>[] = [
  { id: "day", header: "Day (UTC)", cell: ({ day }) => day, isRowHeader: true },
  { id: "count", header: "Evidence", cell: ({ evidenceCount }) => evidenceCount.toLocaleString("en") },
  { id: "said", header: "What it says", cell: ({ verdicts }) => <VerdictCounts of={verdicts} />, minWidth: 160 },
];

interface Props {
  readonly assessmentId: string;
  readonly controlSetId: string;
  readonly control: AssessmentControl;
  readonly onComment: (() => void) | undefined;
  readonly onEvidence: (() => void) | undefined;
}

/** One control of a review: its evidence by day, and what was said of it. */
export function ControlPanel({ assessmentId, controlSetId, control, onComment, onEvidence }: Props) {
  const said = (control.comments ?? []).map((each) => ({
    author: each.authorName,
    text: each.commentBody,
    at: each.postedDate,
  }));
  return (
    <ColumnLayout columns={2}>
      <Evidence
        assessmentId={assessmentId}
        controlSetId={controlSetId}
        controlId={control.id ?? ""}
        actions={onEvidence && <Button onClick={onEvidence}>Add manual evidence</Button>}
      />
      <SpaceBetween size="m">
        <Header
          variant="h3"
          counter={`(${said.length})`}
          actions={onComment && <Button onClick={onComment}>Add comment</Button>}
        >
          Comments
        </Header>
        <Comments said={said} empty="Nobody has said anything of this control yet." />
        {control.description && (
          <div>
            <Box variant="h3">Description</Box>
            <div className="console-text">{control.description}</div>
          </div>
        )}
      </SpaceBetween>
    </ColumnLayout>
  );
}

interface EvidenceProps {
  readonly assessmentId: string;
  readonly controlSetId: string;
  readonly controlId: string;
  readonly actions: React.ReactNode;
}

function Evidence({ assessmentId, controlSetId, controlId, actions }: EvidenceProps) {
  const path = { assessment_id: assessmentId };
  const paged = usePages(
    ["get", "/v1/assessments/{assessment_id}/evidence-folders", path, controlSetId, controlId],
    async (nextToken, signal) => {
      const query = { controlSetId, controlId, maxResults: 10, ...(nextToken ? { nextToken } : {}) };
      const { data } = await v1.GET("/v1/assessments/{assessment_id}/evidence-folders", {
        params: { path, query },
        signal,
      });
      return data ?? { folders: [] };
    },
    (page) => page.folders,
  );
  return (
    <ResourceTable
      name="Evidence folders"
      variant="borderless"
      remember="review-folders"
      paged={paged}
      columns={COLUMNS}
      rowId={({ id }) => id}
      actions={actions}
      empty={
        <EmptyState title="No evidence yet">
          It is collected by itself where a source is automated; people bring the rest.
        </EmptyState>
      }
    />
  );
}
