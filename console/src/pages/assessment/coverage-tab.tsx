import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { usePages } from "~/api/hooks";
import type { components } from "~/api/schema";
import { v1 } from "~/api/v1";
import type { Coverage } from "~/pages/assessment/assessment";
import { shareText } from "~/pages/assessment/summary";
import { EmptyState } from "~/parts/empty-state";
import { Loading } from "~/parts/loading";
import { Properties } from "~/parts/properties";
import { type Column, ResourceTable } from "~/parts/resource-table";

type Refusal = components["schemas"]["RefusalShown"];
type Page = components["schemas"]["RefusalsPage"];

const REASONS: Readonly<Record<Refusal["reason"], string>> = {
  ACCESS_DENIED: "Access denied",
  ERROR: "Error",
  MALFORMED: "Unreadable answer",
  NOT_ENABLED: "Not enabled",
  NOT_SUPPORTED: "Not supported",
  REGION_UNAVAILABLE: "Region unavailable",
  THROTTLED: "Throttled",
  TIMEOUT: "Timed out",
};
const ROWS = 20;

const COLUMNS: readonly Column<Refusal>[] = [
  { id: "day", header: "Day", cell: ({ day }) => day, minWidth: 110 },
  { id: "reason", header: "Reason", cell: ({ reason }) => REASONS[reason], minWidth: 130 },
  {
    id: "remedy",
    header: "What to do",
    cell: ({ remedy }) => <span className="console-text">{remedy}</span>,
    minWidth: 220,
  },
  {
    id: "question",
    header: "What was asked",
    cell: ({ unit }) => <span className="console-text">{unit}</span>,
    isRowHeader: true,
    minWidth: 240,
  },
  { id: "source", header: "Data source", cell: ({ sourceKind }) => sourceKind, minWidth: 140 },
  { id: "account", header: "Account", cell: ({ account }) => account, minWidth: 140 },
  { id: "region", header: "Region", cell: ({ region }) => region, minWidth: 120 },
  {
    id: "message",
    header: "What the source said",
    cell: ({ message }) => <span className="console-text">{message}</span>,
    minWidth: 280,
  },
  { id: "attempts", header: "Attempts", cell: ({ attempts }) => attempts.toLocaleString("en"), minWidth: 100 },
];

interface Props {
  readonly assessmentId: string;
  readonly coverage: Coverage | undefined;
}

/** What should have been seen, what was, and which sources would not say, with what to do. */
export function CoverageTab({ assessmentId, coverage }: Props) {
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h2" description="Of all that was to be asked: each call, place and day counts once.">
            Coverage
          </Header>
        }
      >
        {coverage ? <Whole of={coverage.coverage} /> : <Loading />}
      </Container>
      <Refusals assessmentId={assessmentId} />
    </SpaceBetween>
  );
}

function Whole({ of }: { readonly of: Coverage["coverage"] }) {
  const number = (value: number) => value.toLocaleString("en");
  return (
    <Properties
      columns={4}
      items={[
        ["Coverage", shareText(of.share)],
        ["Expected", number(of.expected)],
        ["Answered whole", number(of.answered)],
        ["Answered in part", number(of.partial)],
        ["Refused", number(of.refused)],
        ["Not seen yet", number(of.unseen)],
        ["Not applicable", number(of.notApplicable)],
      ]}
    />
  );
}

function Refusals({ assessmentId }: { readonly assessmentId: string }) {
  const paged = usePages<Page, Refusal>(
    ["get", "/v1/assessments/{assessment_id}/refusals", assessmentId],
    async (nextToken, signal) => {
      const query = { maxResults: ROWS, ...(nextToken ? { nextToken } : {}) };
      const params = { path: { assessment_id: assessmentId }, query };
      const { data } = await v1.GET("/v1/assessments/{assessment_id}/refusals", { params, signal });
      return data as Page;
    },
    (page) => page.refusals,
  );
  return (
    <ResourceTable
      name="Refusals"
      remember="refusals"
      description="What sources would not say. It is a gap: neither a pass nor a failure."
      columns={COLUMNS}
      rowId={({ id }) => id}
      paged={paged}
      empty={
        <EmptyState title="No refusals">
          <Box color="inherit">Every source that was asked has answered.</Box>
        </EmptyState>
      }
    />
  );
}
