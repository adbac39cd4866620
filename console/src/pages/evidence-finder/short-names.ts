const LONGEST = 48;

/** Return names that are short enough for a chart, each another: what is called alike is told apart by a number. */
export function shortNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const characters = [...name];
    const short = characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join("")}…` : name;
    const times = (seen.get(short) ?? 0) + 1;
    seen.set(short, times);
    return times === 1 ? short : `${short} (${times})`;
  });
}
