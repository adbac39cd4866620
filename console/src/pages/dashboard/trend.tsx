import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { lazy, Suspense } from "react";
import { type Dashboard, type Day, totalOf, VERDICTS } from "~/pages/dashboard/dashboard";
import { Count } from "~/parts/count";
import { EmptyState } from "~/parts/empty-state";
import { countLink } from "~/parts/evidence-link";
import { Loading } from "~/parts/loading";
import { verdictText } from "~/parts/verdict";

// Charts are large: they come after the numbers.
const TrendChart = lazy(() => import("./trend-chart"));

const COLUMNS: readonly TableProps.ColumnDefinition<Day>[] = [
  { id: "day", header: "Day", cell: ({ day }) => day, isRowHeader: true, minWidth: 110 },
  ...VERDICTS.map(
    ([name, verdict]): TableProps.ColumnDefinition<Day> => ({
      id: name,
      header: verdictText(verdict),
      minWidth: 110,
      cell: ({ day, verdicts }) => (
        <Count
          value={verdicts[name].count}
          href={countLink(verdicts[name])}
          of={`${verdictText(verdict).toLowerCase()} evidence items on ${day}`}
        />
      ),
    }),
  ),
];

/** What came in, day by day: as a chart, and as numbers that lead to the evidence. */
export function Trend({ of }: { readonly of: Dashboard }) {
  const days = of.trend.filter(({ verdicts }) => totalOf(verdicts) > 0).reverse();
  return (
    <Container
      header={
        <Header variant="h2" description="Evidence by the day on which it came in, and by what it says.">
          Trend
        </Header>
      }
    >
      {days.length === 0 ? (
        <EmptyState title="No evidence in these days">
          Collection runs by itself, day and night. If nothing comes for a day, look at coverage and refusals below.
        </EmptyState>
      ) : (
        <SpaceBetween size="m">
          <Suspense fallback={<Loading what="Loading the chart" />}>
            <TrendChart days={of.trend} />
          </Suspense>
          <ExpandableSection headerText="The same in numbers" variant="footer">
            <Table
              variant="embedded"
              items={days}
              columnDefinitions={COLUMNS}
              trackBy="day"
              enableKeyboardNavigation
              ariaLabels={{ tableLabel: "Evidence by day" }}
            />
          </ExpandableSection>
        </SpaceBetween>
      )}
    </Container>
  );
}
