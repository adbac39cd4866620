import BarChart from "@cloudscape-design/components/bar-chart";
import {
  colorChartsStatusCritical,
  colorChartsStatusMedium,
  colorChartsStatusNeutral,
  colorChartsStatusPositive,
} from "@cloudscape-design/design-tokens";
import { type Day, totalOf, VERDICTS, type Verdicts } from "~/pages/dashboard/dashboard";
import { Count } from "~/parts/count";
import { countLink } from "~/parts/evidence-link";
import { verdictText } from "~/parts/verdict";

const COLORS: Readonly<Record<keyof Verdicts, string>> = {
  nonCompliant: colorChartsStatusCritical,
  compliant: colorChartsStatusPositive,
  inconclusive: colorChartsStatusMedium,
  notApplicable: colorChartsStatusNeutral,
};

interface Props {
  readonly days: readonly Day[];
}

/** Evidence day by day, one bar for each, in the colours of verdicts. */
export default function TrendChart({ days }: Props) {
  const byDay = new Map(days.map((day) => [day.day, day]));
  const most = Math.max(...days.map(({ verdicts }) => totalOf(verdicts)));
  const shown = VERDICTS.filter(([name]) => days.some(({ verdicts }) => verdicts[name].count > 0));
  const series = shown.map(([name, verdict]) => ({
    name,
    verdict,
    type: "bar" as const,
    title: verdictText(verdict),
    color: COLORS[name],
    data: days.map(({ day, verdicts }) => ({ x: day, y: verdicts[name].count })),
  }));
  return (
    <BarChart
      series={series}
      stackedBars
      xScaleType="categorical"
      xDomain={days.map(({ day }) => day)}
      yDomain={[0, most]}
      xTickFormatter={(day) => (isLabelled(day, days) ? day.slice(5) : "")}
      yTickFormatter={(count) => (Number.isInteger(count) ? count.toLocaleString("en") : "")}
      height={220}
      hideFilter
      ariaLabel="Evidence by day"
      ariaDescription="A bar for each day, divided by what evidence says. The same numbers stand in the table below."
      detailPopoverSeriesContent={({ series: { title }, x, y }) => {
        const name = shown.find(([, verdict]) => verdictText(verdict) === title)?.[0];
        const counted = name && byDay.get(x)?.verdicts[name];
        const href = counted && countLink(counted);
        return { key: title, value: <Count value={y} href={href} of={`${title.toLowerCase()} evidence items`} /> };
      }}
    />
  );
}

const LABELS = 6;

/** Labels of all days would run into each other. */
function isLabelled(day: string, days: readonly Day[]): boolean {
  const fromEnd = days.length - 1 - days.findIndex((each) => each.day === day);
  return fromEnd % Math.ceil(days.length / LABELS) === 0;
}
