import FormField from "@cloudscape-design/components/form-field";
import Link from "@cloudscape-design/components/link";
import Multiselect, { type MultiselectProps } from "@cloudscape-design/components/multiselect";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TokenGroup from "@cloudscape-design/components/token-group";
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { usePages } from "~/api/hooks";
import type { components } from "~/api/schema";
import { v1 } from "~/api/v1";
import { address } from "~/app/paths";
import { lastDay, type RefusalsQuery, useActiveAssessments } from "~/pages/dashboard/dashboard";
import { EmptyState } from "~/parts/empty-state";
import { searchOf } from "~/parts/evidence-link";
import { Page } from "~/parts/page";
import { REFUSAL_REASONS, type RefusalReason, refusalColumns } from "~/parts/refusals";
import { type Column, ResourceTable } from "~/parts/resource-table";

type Filed = components["schemas"]["FiledRefusalShown"];
type RefusalsPage = components["schemas"]["AllRefusalsPage"];

const ROWS = 20;
const COLUMNS: readonly Column<Filed>[] = [
  ...refusalColumns<Filed>(({ refusal }) => refusal),
  {
    id: "assessment",
    header: "Assessment",
    minWidth: 200,
    cell: ({ assessmentId, assessmentName }) => (
      <Link href={`${address("assessments", assessmentId)}?tab=coverage`}>
        <span className="console-text">{assessmentName}</span>
      </Link>
    ),
  },
];
const OPTIONS: readonly MultiselectProps.Option[] = Object.entries(REFUSAL_REASONS).map(([value, label]) => ({
  value,
  label,
}));

/** Return what is asked by the address of the page: its parameters have the names of `GET /v1/refusals`. */
export function refusalsAsked(search: URLSearchParams): RefusalsQuery {
  const days = { since: search.get("since"), until: search.get("until") };
  return {
    assessmentId: search.getAll("assessmentId"),
    account: search.getAll("account"),
    region: search.getAll("region"),
    reason: search.getAll("reason").filter((each): each is RefusalReason => each in REFUSAL_REASONS),
    ...(days.since ? { since: days.since } : {}),
    ...(days.until ? { until: days.until } : {}),
  };
}

export function Component() {
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const asked = useMemo(() => refusalsAsked(new URLSearchParams(text)), [text]);
  const paged = usePages<RefusalsPage, Filed>(
    ["get", "/v1/refusals", text],
    async (nextToken, signal) => {
      const query = { ...asked, maxResults: ROWS, ...(nextToken ? { nextToken } : {}) };
      const { data } = await v1.GET("/v1/refusals", { params: { query }, signal });
      return data as RefusalsPage;
    },
    (page) => page.refusals,
  );
  const narrow = (change: Readonly<Record<string, unknown>>) =>
    setSearch(searchOf({ ...asked, ...change }), { replace: true, preventScrollReset: true });
  return (
    <Page
      title="Refusals"
      crumbs={[
        { text: "Dashboard", href: address("dashboard") },
        { text: "Refusals", href: "" },
      ]}
      description="What sources would not say, over all assessments whose coverage you may see. A refusal is a gap: neither a pass nor a failure."
    >
      <ResourceTable
        name="Refusals"
        remember="all-refusals"
        columns={COLUMNS}
        rowId={({ assessmentId, refusal }) => `${assessmentId} ${refusal.id}`}
        paged={paged}
        filter={<Filter asked={asked} onNarrow={narrow} />}
        empty={<EmptyState title="No refusals">Every source that was asked for this has answered.</EmptyState>}
      />
    </Page>
  );
}

interface FilterProps {
  readonly asked: RefusalsQuery;
  readonly onNarrow: (change: Readonly<Record<string, unknown>>) => void;
}

function Filter({ asked, onNarrow }: FilterProps) {
  const { assessmentId = [], account = [], region = [], reason = [], since, until } = asked;
  const { data } = useActiveAssessments();
  const nameOf = (id: string) => data?.find((each) => each.id === id)?.name ?? id;
  const without = (values: readonly string[], value: string) => values.filter((each) => each !== value);
  const tokens = [
    ...assessmentId.map((id) => ({
      label: `Assessment: ${nameOf(id)}`,
      drop: () => onNarrow({ assessmentId: without(assessmentId, id) }),
    })),
    ...account.map((id) => ({ label: `Account: ${id}`, drop: () => onNarrow({ account: without(account, id) }) })),
    ...region.map((id) => ({ label: `Region: ${id}`, drop: () => onNarrow({ region: without(region, id) }) })),
    ...(since || until
      ? [
          {
            label: `Days: ${since ?? "the first"} to ${until ? lastDay(until) : "today"}`,
            drop: () => onNarrow({ since: undefined, until: undefined }),
          },
        ]
      : []),
  ];
  return (
    <SpaceBetween size="xs">
      <FormField label="Reasons">
        <Multiselect
          options={OPTIONS}
          selectedOptions={OPTIONS.filter(({ value }) => reason.includes(value as RefusalReason))}
          onChange={({ detail }) =>
            onNarrow({ reason: detail.selectedOptions.map(({ value }) => value as RefusalReason) })
          }
          placeholder="All reasons"
        />
      </FormField>
      {tokens.length > 0 && (
        <TokenGroup
          items={tokens.map(({ label }) => ({ label, dismissLabel: `Remove ${label}` }))}
          onDismiss={({ detail }) => tokens[detail.itemIndex]?.drop()}
          limit={6}
        />
      )}
    </SpaceBetween>
  );
}
