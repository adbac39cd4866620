import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import * as tokens from "@cloudscape-design/design-tokens";
import type { CSSProperties } from "react";
import { shareText } from "~/pages/assessment/summary";
import { type Overview, refusalsLink } from "~/pages/dashboard/dashboard";
import { HEATS, type Heat, heatOf, type MapRow, mapOf, type Place } from "~/pages/dashboard/heat";
import { Count } from "~/parts/count";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { countLink } from "~/parts/evidence-link";

/** What a request for the overview has come to so far. */
export interface OverviewAsked {
  readonly data?: Overview | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly refetch: () => unknown;
}

const COLORS: Readonly<Record<Heat, CSSProperties>> = {
  whole: { background: tokens.colorBackgroundStatusSuccess, borderColor: tokens.colorBorderStatusSuccess },
  most: { background: tokens.colorBackgroundStatusInfo, borderColor: tokens.colorBorderStatusInfo },
  part: { background: tokens.colorBackgroundStatusWarning, borderColor: tokens.colorBorderStatusWarning },
  little: { background: tokens.colorBackgroundStatusError, borderColor: tokens.colorBorderStatusError },
  nothing: { borderColor: "transparent" },
};

/** Say whether the server keeps coverage from whoever looks. */
export function isKept({ data, error }: OverviewAsked): boolean {
  return data?.assessmentsCount === 0 || (error as { code?: string } | null)?.code === "forbidden";
}

/** Coverage by account and region, as a map that is a table: in numbers and words, and in colours. */
export function Coverage({ asked }: { readonly asked: OverviewAsked }) {
  const kept = isKept(asked);
  const { regions, rows } = mapOf(asked.data?.places ?? []);
  const columns: TableProps.ColumnDefinition<MapRow>[] = [
    { id: "account", header: "Account", cell: ({ account }) => account, isRowHeader: true, minWidth: 140, width: 160 },
    ...regions.map(
      (region): TableProps.ColumnDefinition<MapRow> => ({
        id: region,
        header: region,
        minWidth: 170,
        cell: ({ byRegion }) => <Cell place={byRegion.get(region)} />,
      }),
    ),
  ];
  if (asked.error && !kept) return <ErrorAlert error={asked.error} onRetry={() => void asked.refetch()} />;
  return (
    <Table
      variant="container"
      items={rows}
      trackBy="account"
      columnDefinitions={columns}
      loading={asked.isPending}
      loadingText="Loading coverage"
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: "Coverage by account and region" }}
      header={
        <Header
          variant="h2"
          description="Of all that was to be asked in an account and region: what share was answered whole. What could not be seen is a gap, neither a pass nor a failure."
        >
          Coverage by account and region
        </Header>
      }
      footer={asked.data && asked.data.places.length > 0 && <Legend of={asked.data} />}
      empty={
        kept ? (
          <EmptyState title="Coverage is not for you">
            It is shown to audit owners, auditors and administrators. You see evidence of your control sets above.
          </EmptyState>
        ) : (
          <EmptyState title="Nothing was to be asked in these days">
            Coverage shows once collection has begun, a few minutes after an assessment is created.
          </EmptyState>
        )
      }
    />
  );
}

function Cell({ place }: { readonly place: Place | undefined }) {
  if (!place) return <Box color="text-body-secondary">Not in scope</Box>;
  const { account, region, coverage, refusals, evidence } = place;
  const heat = heatOf(coverage.share);
  const where = `in ${account}, ${region}`;
  return (
    <div className="dashboard-heat" style={COLORS[heat]}>
      {coverage.share !== null && <Box variant="strong">{shareText(coverage.share)}</Box>}
      <div>{HEATS[heat]}</div>
      <div className="console-target">
        <Count value={evidence.count} href={countLink(evidence)} of={`evidence items ${where}`} />{" "}
        {evidence.count === 1 ? "evidence item" : "evidence items"}
      </div>
      {refusals.count > 0 && (
        <div className="console-target">
          <Count value={refusals.count} href={refusalsLink(refusals.criteria)} of={`refusals ${where}`} />{" "}
          {refusals.count === 1 ? "refusal" : "refusals"}
        </div>
      )}
      {coverage.unseen > 0 && <div>{coverage.unseen.toLocaleString("en")} not seen yet</div>}
    </div>
  );
}

const LEGEND: readonly (readonly [Heat, string])[] = [
  ["whole", "100 %"],
  ["most", "90 % and more"],
  ["part", "50 % and more"],
  ["little", "less than 50 %"],
];

function Legend({ of }: { readonly of: Overview }) {
  return (
    <SpaceBetween size="xs">
      <Box>
        Answered whole, of all that was to be asked ({of.coverage.expected.toLocaleString("en")}):{" "}
        {shareText(of.coverage.share)}
      </Box>
      <ul className="dashboard-legend" aria-label="What the colours mean">
        {LEGEND.map(([heat, share]) => (
          <li key={heat} style={COLORS[heat]}>
            {HEATS[heat]}: {share}
          </li>
        ))}
      </ul>
    </SpaceBetween>
  );
}
