import Link from "@cloudscape-design/components/link";

interface Props {
  readonly value: number | null | undefined;
  /** The evidence behind it; nothing leads anywhere where there is none. */
  readonly href?: string | undefined;
  /** What is counted, for who cannot see where the number stands: `non-compliant controls`. */
  readonly of: string;
}

/** A number that leads to what it counts. */
export function Count({ value, href, of }: Props) {
  if (value === null || value === undefined) return "-";
  const shown = value.toLocaleString("en");
  if (!href || value === 0) return shown;
  return (
    <Link href={href} ariaLabel={`${shown} ${of}`}>
      {shown}
    </Link>
  );
}
