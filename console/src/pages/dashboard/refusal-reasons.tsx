import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { isKept, type OverviewAsked } from "~/pages/dashboard/coverage";
import { type Overview, refusalsLink } from "~/pages/dashboard/dashboard";
import { Count } from "~/parts/count";
import { EmptyState } from "~/parts/empty-state";
import { REFUSAL_REASONS } from "~/parts/refusals";

type Reason = Overview["reasons"][number];

const COLUMNS: readonly TableProps.ColumnDefinition<Reason>[] = [
  {
    id: "reason",
    header: "Reason",
    isRowHeader: true,
    minWidth: 120,
    cell: ({ reason, refusals }) => <Link href={refusalsLink(refusals.criteria)}>{REFUSAL_REASONS[reason]}</Link>,
  },
  {
    id: "count",
    header: "Refusals",
    minWidth: 90,
    cell: ({ reason, refusals }) => (
      <Count
        value={refusals.count}
        href={refusalsLink(refusals.criteria)}
        of={`refusals: ${REFUSAL_REASONS[reason].toLowerCase()}`}
      />
    ),
  },
  { id: "remedy", header: "What to do", cell: ({ remedy }) => remedy, minWidth: 180 },
];

/** Why sources would not say, and what to do about it. */
export function RefusalReasons({ asked }: { readonly asked: OverviewAsked }) {
  const { data } = asked;
  const kept = isKept(asked);
  return (
    <Table
      variant="container"
      items={data?.reasons ?? []}
      trackBy="reason"
      columnDefinitions={COLUMNS}
      wrapLines
      loading={asked.isPending}
      loadingText="Loading refusals"
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: "Refusals" }}
      header={
        <Header
          variant="h2"
          counter={data && !kept ? `(${data.refusals.count.toLocaleString("en")})` : ""}
          description="What sources would not say, and what to do about it."
          actions={
            data &&
            data.refusals.count > 0 && <Link href={refusalsLink(data.refusals.criteria)}>View all refusals</Link>
          }
        >
          Refusals
        </Header>
      }
      empty={<Empty isKept={kept} isUnread={asked.error !== null} />}
    />
  );
}

function Empty({ isKept: kept, isUnread }: { readonly isKept: boolean; readonly isUnread: boolean }) {
  if (kept) {
    return (
      <EmptyState title="Refusals are not for you">Audit owners, auditors and administrators see them.</EmptyState>
    );
  }
  if (isUnread) return <EmptyState title="Refusals could not be read">Try again above.</EmptyState>;
  return <EmptyState title="No refusals">Every source that was asked has answered.</EmptyState>;
}
