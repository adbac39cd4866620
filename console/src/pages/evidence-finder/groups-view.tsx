import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo } from "react";
import { address } from "~/app/paths";
import { askGroups, type Group, type Grouping } from "~/pages/evidence-finder/groups";
import { type Dimension, labelOf } from "~/pages/evidence-finder/properties";
import { type Asked, criteriaOf, narrowed, writeAsked } from "~/pages/evidence-finder/query";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { type Verdict, verdictText } from "~/parts/verdict";

const GroupsChart = lazy(() => import("~/pages/evidence-finder/groups-chart"));

const CHARTED = 10;
const VERDICTS: readonly Verdict[] = ["NON_COMPLIANT", "COMPLIANT", "INCONCLUSIVE", "NOT_APPLICABLE"];

interface Props {
  readonly asked: Asked;
  readonly by: Dimension;
  readonly onChange: (asked: Asked) => void;
}

/** How much evidence there is of each value: bars, and a table of the same numbers. */
export default function GroupsView({ asked, by, onChange }: Props) {
  const criteria = criteriaOf(asked);
  const { data, error, refetch } = useQuery({
    queryKey: ["get", "/v1/evidence/groups", criteria, "by", by],
    queryFn: ({ signal }) => askGroups(criteria, by, signal),
  });
  const label = labelOf(by);
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={data && toldOf(data)}
          actions={<Button onClick={() => onChange({ ...asked, by: undefined })}>Remove grouping</Button>}
        >
          Evidence by {label.toLowerCase()}
        </Header>
      }
    >
      <ErrorAlert error={error} onRetry={() => void refetch()} />
      {!data && !error && <Loading what="Counting the evidence" />}
      {data?.groups.length === 0 && <EmptyState title="No groups">No evidence is like what you asked for.</EmptyState>}
      {data && data.groups.length > 0 && <Groups asked={asked} by={by} found={data} onChange={onChange} />}
    </Container>
  );
}

function toldOf({ groups, groupsCount }: Grouping): string {
  const number = groupsCount.toLocaleString("en");
  if (groups.length < groupsCount)
    return `The ${groups.length} largest of ${number} groups; narrow the search for the others.`;
  return groupsCount === 1 ? "1 group" : `${number} groups`;
}

function Groups({ asked, by, found, onChange }: Props & { readonly found: Grouping }) {
  const groups = useMemo(() => found.groups.map((group) => ({ ...group, name: nameOf(group, by) })), [found, by]);
  const charted = groups.slice(0, CHARTED);
  const columns = useMemo(() => columnsOf(asked, by, groups), [asked, by, groups]);
  const to = (group: Group) => narrowed(asked, by, group.value);
  const isStuck = groups.every((group) => to(group) === undefined);
  return (
    <SpaceBetween size="l">
      <Suspense fallback={<Loading what="Drawing the chart" />}>
        <GroupsChart
          label={labelOf(by)}
          groups={charted}
          onNarrow={(group) => {
            const next = to(group);
            return next && (() => onChange(next));
          }}
        />
      </Suspense>
      {charted.length < groups.length && (
        <Box color="text-body-secondary">The chart has the {CHARTED} largest groups, the table has all of these.</Box>
      )}
      {isStuck && asked.isAny && (
        <Box color="text-body-secondary">
          As one criterion is enough, a group cannot be opened: it would find more, not less. Let all criteria hold to
          open one.
        </Box>
      )}
      <ResourceTable
        name="Groups"
        remember="evidence-groups"
        variant="embedded"
        columns={columns}
        rows={groups}
        rowId={({ value }) => `group ${value}`}
        rowName={({ name }) => name}
        empty={<EmptyState title="No groups" />}
      />
    </SpaceBetween>
  );
}

function nameOf({ value, name }: Group, by: Dimension): string {
  if (value === "") return "(none)";
  return by === "verdict" ? verdictText(value as Verdict) : name;
}

function columnsOf(asked: Asked, by: Dimension, groups: readonly Group[]): readonly Column<Group>[] {
  const told = VERDICTS.filter((verdict) => groups.some(({ verdicts }) => verdicts?.[verdict]));
  return [
    {
      id: "name",
      header: labelOf(by),
      isRowHeader: true,
      minWidth: 220,
      value: ({ name }) => name,
      cell: (group) => {
        const next = narrowed(asked, by, group.value);
        const name = <span className="console-text">{group.name}</span>;
        return next ? <Link href={`${address("evidence-finder")}?${writeAsked(next)}`}>{name}</Link> : name;
      },
    },
    { id: "count", header: "Evidence", value: ({ count }) => count, cell: ({ count }) => count.toLocaleString("en") },
    ...told.map(
      (verdict): Column<Group> => ({
        id: verdict,
        header: verdictText(verdict),
        value: ({ verdicts }) => verdicts?.[verdict] ?? 0,
        cell: ({ verdicts }) => (verdicts?.[verdict] ?? 0).toLocaleString("en"),
      }),
    ),
  ];
}
