import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import { address } from "~/app/paths";
import { useMay } from "~/app/session-gate";
import { crumbsTo } from "~/pages/settings/crumbs";
import { TextView } from "~/pages/settings/text-view";
import { ErrorAlert } from "~/parts/error-alert";
import { Page } from "~/parts/page";

type Retention = components["schemas"]["RetentionShown"];

const KEEP_DELETED = "PROBATIVE_KEEP_DELETED_DAYS";

export function Component() {
  const { data, error, isPending, refetch } = v1Hooks.useQuery("get", "/v1/retention");
  const mayChange = useMay("UpdateSettings");
  const kept = data?.find(({ decidedBy }) => decidedBy === KEEP_DELETED)?.kept;
  return (
    <Page
      title="Retention"
      crumbs={crumbsTo("Retention")}
      description="Nothing that a record names is ever removed by itself."
    >
      <SpaceBetween size="l">
        <ErrorAlert error={error} onRetry={() => void refetch()} />
        <Table<Retention>
          items={data ?? []}
          loading={isPending}
          loadingText="Reading how long what is kept"
          trackBy="what"
          wrapLines
          header={<Header variant="h2">How long what is kept</Header>}
          ariaLabels={{ tableLabel: "How long what is kept" }}
          columnDefinitions={[
            { id: "what", header: "What", isRowHeader: true, minWidth: 180, cell: ({ what }) => upper(what) },
            { id: "kept", header: "Kept", minWidth: 160, cell: ({ kept: each }) => upper(each) },
            {
              id: "by",
              header: "Decided by",
              minWidth: 180,
              cell: ({ decidedBy }) => <span className="console-text">{upper(decidedBy || "always so")}</span>,
            },
          ]}
        />
        {mayChange && kept && <KeepDeleted kept={kept} />}
      </SpaceBetween>
    </Page>
  );
}

function KeepDeleted({ kept }: { readonly kept: string }) {
  return (
    <Container
      header={
        <Header variant="h2" description={`Now: ${kept}.`}>
          Evidence of deleted assessments
        </Header>
      }
    >
      <SpaceBetween size="m">
        <div>
          A deleted assessment cannot be reached from the moment it is deleted, and only a backup brings it back. Its
          evidence stays in the lake for the days that {KEEP_DELETED} says, and is then removed for good, with the facts
          that no other evidence rests on. Change the variable on all servers and restart them:
        </div>
        <TextView name="Keep evidence of deleted assessments for 90 days" text={`${KEEP_DELETED}=90`} />
        <div>For a legal hold, nothing is removed from the lake while it says:</div>
        <TextView name="Remove nothing" text={`${KEEP_DELETED}=forever`} />
        <div>
          What was deleted meanwhile goes once a number of days is set again. What deregistering the account deletes is
          decided by the <Link href={address("settings", "general")}>deregistration policy</Link>.
        </div>
      </SpaceBetween>
    </Container>
  );
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
