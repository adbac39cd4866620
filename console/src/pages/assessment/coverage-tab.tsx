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
import { type Refusal, refusalColumns } from "~/parts/refusals";
import { ResourceTable } from "~/parts/resource-table";

type Page = components["schemas"]["RefusalsPage"];

const ROWS = 20;

const COLUMNS = refusalColumns<Refusal>((refusal) => refusal);

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
