import DateRangePicker, { type DateRangePickerProps } from "@cloudscape-design/components/date-range-picker";
import { type Asked, daysFrom, daysText } from "~/pages/evidence-finder/query";
import { utcDay } from "~/parts/time";

const RELATIVE = [1, 7, 30, 90].map(
  (amount): DateRangePickerProps.RelativeOption => ({ key: `${amount}`, amount, unit: "day", type: "relative" }),
);
const DAY = /^\d{4}-\d{2}-\d{2}$/;

interface Props {
  readonly asked: Asked;
  readonly onChange: (days: Pick<Asked, "since" | "until">) => void;
}

/** Days of collection, the last one included; a range that is open at one end can be shown, not picked. */
export function DaysPicker({ asked, onChange }: Props) {
  return (
    <DateRangePicker
      value={rangeOf(asked)}
      relativeOptions={RELATIVE}
      placeholder={daysText(asked)}
      ariaLabel="Days of collection"
      absoluteFormat="iso"
      dateOnly
      hideTimeOffset
      locale="en"
      customRelativeRangeUnits={["day", "week", "month"]}
      expandToViewport
      isValidRange={check}
      onChange={({ detail }) => onChange(daysOf(detail.value, utcDay(Date.now())))}
      i18nStrings={{
        formatRelativeRange: ({ amount, unit }) =>
          amount === 1 && unit === "day" ? "Today" : `Last ${amount} ${unit}s`,
      }}
    />
  );
}

function rangeOf({ since, until }: Asked): DateRangePickerProps.Value | null {
  if (!since || !until || !DAY.test(since) || !DAY.test(until)) return null;
  return { type: "absolute", startDate: since, endDate: daysFrom(until, -1) };
}

function check(value: DateRangePickerProps.Value | null): DateRangePickerProps.ValidationResult {
  if (value?.type !== "absolute") return { valid: true };
  if (!DAY.test(value.startDate) || !DAY.test(value.endDate)) {
    return { valid: false, errorMessage: "Choose a first and a last day." };
  }
  if (value.startDate > value.endDate) {
    return { valid: false, errorMessage: "The first day must not be later than the last." };
  }
  return { valid: true };
}

const DAYS_OF: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30 };

/** Return the days of what was picked; those that end today have no end, so that the address finds what comes in. */
export function daysOf(value: DateRangePickerProps.Value | null, today: string): Pick<Asked, "since" | "until"> {
  if (value === null) return { since: undefined, until: undefined };
  if (value.type === "absolute") return { since: value.startDate, until: daysFrom(value.endDate, 1) };
  return { since: daysFrom(today, 1 - value.amount * (DAYS_OF[value.unit] ?? 1)), until: undefined };
}
