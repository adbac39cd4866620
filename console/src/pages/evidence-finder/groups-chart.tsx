import BarChart from "@cloudscape-design/components/bar-chart";
import Button from "@cloudscape-design/components/button";
import type { MixedLineBarChartProps } from "@cloudscape-design/components/mixed-line-bar-chart";
import * as tokens from "@cloudscape-design/design-tokens";
import type { Group } from "~/pages/evidence-finder/groups";
import { shortNames } from "~/pages/evidence-finder/short-names";
import { type Verdict, verdictText } from "~/parts/verdict";

const COLOURS: readonly (readonly [Verdict, string])[] = [
  ["NON_COMPLIANT", tokens.colorChartsStatusHigh],
  ["COMPLIANT", tokens.colorChartsStatusPositive],
  ["INCONCLUSIVE", tokens.colorChartsStatusInfo],
  ["NOT_APPLICABLE", tokens.colorChartsStatusNeutral],
];
const BAR_PIXELS = 34;
const LEAST_PIXELS = 120;

interface Props {
  /** What it is grouped by, as people call it. */
  readonly label: string;
  readonly groups: readonly Group[];
  /** Undefined: nothing finds this group alone. */
  readonly onNarrow: (group: Group) => (() => void) | undefined;
}

/** The largest groups as bars, divided by what the evidence says where that is known. */
export default function GroupsChart({ label, groups, onNarrow }: Props) {
  const names = shortNames(groups.map(({ name }) => name));
  const format = (count: number) => count.toLocaleString("en");
  const data = (count: (group: Group) => number) =>
    groups.map((group, place) => ({ x: names[place] ?? group.name, y: count(group) }));
  const isDivided = groups.every(({ verdicts }) => verdicts !== undefined);
  const series: MixedLineBarChartProps.BarDataSeries<string>[] = isDivided
    ? COLOURS.filter(([verdict]) => groups.some(({ verdicts }) => verdicts?.[verdict])).map(([verdict, color]) => ({
        type: "bar",
        title: verdictText(verdict),
        color,
        valueFormatter: format,
        data: data(({ verdicts }) => verdicts?.[verdict] ?? 0),
      }))
    : [{ type: "bar", title: "Evidence", valueFormatter: format, data: data(({ count }) => count) }];
  return (
    <BarChart
      series={series}
      xDomain={names}
      yDomain={[0, Math.max(...groups.map(({ count }) => count))]}
      xScaleType="categorical"
      horizontalBars
      stackedBars={isDivided}
      hideFilter
      hideLegend={!isDivided}
      height={Math.max(LEAST_PIXELS, BAR_PIXELS * groups.length)}
      xTitle={label}
      yTitle="Evidence"
      ariaLabel={`Evidence by ${label.toLowerCase()}`}
      ariaDescription="The table below has the same numbers."
      i18nStrings={{ yTickFormatter: format }}
      detailPopoverFooter={(name) => {
        const narrow = groups[names.indexOf(name)] && onNarrow(groups[names.indexOf(name)] as Group);
        return narrow && <Button onClick={narrow}>Show this evidence</Button>;
      }}
    />
  );
}
