import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import { NEEDS, needsLink, queryOf } from "~/pages/dashboard/dashboard";
import { Count } from "~/parts/count";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";

type Counted = components["schemas"]["NeedCount"];

interface Props {
  readonly assessmentId: string | null;
}

/** How many controls wait for people, and for what. */
export function Needs({ assessmentId }: Props) {
  const asked = v1Hooks.useQuery("get", "/v1/needs", {
    params: { query: { ...queryOf(assessmentId), maxResults: 1 } },
  });
  const error = asked.error as { code?: string } | null;
  const isKept = error?.code === "forbidden";
  if (error && !isKept) return <ErrorAlert error={error} onRetry={() => void asked.refetch()} />;
  const counts = (asked.data?.counts ?? []).filter(({ count }) => count > 0);
  const columns: TableProps.ColumnDefinition<Counted>[] = [
    {
      id: "need",
      header: "What is needed",
      isRowHeader: true,
      minWidth: 120,
      cell: ({ need }) => <Link href={needsLink({ ...queryOf(assessmentId), need: [need] })}>{NEEDS[need].text}</Link>,
    },
    {
      id: "count",
      header: "Controls",
      minWidth: 90,
      cell: ({ need, count }) => (
        <Count
          value={count}
          href={needsLink({ ...queryOf(assessmentId), need: [need] })}
          of={`controls that need people: ${NEEDS[need].text.toLowerCase()}`}
        />
      ),
    },
    { id: "todo", header: "What to do", cell: ({ need }) => NEEDS[need].todo, minWidth: 180 },
  ];
  return (
    <Table
      variant="container"
      items={counts}
      trackBy="need"
      columnDefinitions={columns}
      wrapLines
      loading={asked.isPending}
      loadingText="Loading controls that need people"
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: "Controls that need people" }}
      header={
        <Header
          variant="h2"
          description="What no source can answer by itself."
          actions={counts.length > 0 && <Link href={needsLink(queryOf(assessmentId))}>View all controls</Link>}
        >
          Controls that need people
        </Header>
      }
      empty={
        isKept ? (
          <EmptyState title="This list is not for you">Your control sets are under Delegations.</EmptyState>
        ) : (
          <EmptyState title="No control waits for people">
            Manual evidence, reviews and parameters that are missing show here.
          </EmptyState>
        )
      }
    />
  );
}
