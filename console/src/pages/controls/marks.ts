import type { components } from "~/api/schema";

type Fault = components["schemas"]["RuleFaultShown"];

/** A piece of a rule as it is drawn. */
export interface Piece {
  readonly text: string;
  readonly isFault: boolean;
}

/** Return where in `text` a line and column (from 1, in characters as the server counts them) is. */
export function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const inLine = [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
  return Math.min(before + inLine, text.length);
}

/** Return where a fault begins and ends: the word there, or one character. */
export function spanOf(text: string, { line, column }: Pick<Fault, "line" | "column">): readonly [number, number] {
  const start = offsetOf(text, line, column);
  const word = /^\w+/.exec(text.slice(start))?.[0].length ?? 1;
  return [start, start + Math.max(word, 1)];
}

/** Return a rule in pieces, those that are wrong marked; at its end there is always something to mark. */
export function piecesOf(text: string, faults: readonly Pick<Fault, "line" | "column">[]): readonly Piece[] {
  // A line break is nothing that could be underlined: it gets a blank before it.
  const spans = faults.map((fault) => spanOf(text, fault)).sort(([one], [other]) => one - other);
  const pieces: Piece[] = [];
  let done = 0;
  for (const [start, end] of spans) {
    if (start < done) continue;
    if (start > done) pieces.push({ text: text.slice(done, start), isFault: false });
    const marked = text.slice(start, end);
    if (marked === "" || marked === "\n") {
      pieces.push({ text: " ", isFault: true });
      done = start;
    } else {
      pieces.push({ text: marked, isFault: true });
      done = end;
    }
  }
  if (done < text.length) pieces.push({ text: text.slice(done), isFault: false });
  return pieces;
}
