import { useEffect, useState } from "react";

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const MINUTE_MS = 60_000;

export type Instant = Date | string | number;

/** Return the day and time in UTC: `2026-11-26 07:23:00 UTC`. */
export function utc(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Return the day in UTC: `2026-11-26`. */
export function utcDay(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Return how far it is from `now`, in the largest unit that fits: `3 hours ago`, `in 2 days`. */
export function fromNow(at: Instant, now: Instant): string {
  const seconds = Math.trunc((new Date(at).getTime() - new Date(now).getTime()) / 1000);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return RELATIVE.format(Math.trunc(seconds / size), unit);
}

interface Props {
  /** Absent: a dash. */
  readonly at: Instant | null | undefined;
  /** How far it is from now, with the time as its title; else the other way round. */
  readonly relative?: boolean;
}

/** A moment, as everybody reads it: in UTC, and how far from now. */
export function Time({ at, relative = false }: Props) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  if (at === null || at === undefined) return "-";
  const [shown, title] = relative ? [fromNow(at, now), utc(at)] : [utc(at), fromNow(at, now)];
  return (
    <time dateTime={new Date(at).toISOString()} title={title}>
      {shown}
    </time>
  );
}
