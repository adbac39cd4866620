/** A policy of a Cedar file: what it is called, what it does, and why, as the comment before it says. */
export interface Rule {
  readonly id: string;
  readonly effect: "permit" | "forbid";
  readonly comment: string;
}

export interface Outline {
  /** What the comment at the head of the file says. */
  readonly summary: string;
  readonly rules: readonly Rule[];
}

const COMMENT = /^\/\/ ?(.*)$/;
const ID = /^@id\("((?:[^"\\]|\\.)*)"\)/;
const EFFECT = /^(permit|forbid)\b/;

/** Return what a file of policies says of itself. */
export function outlineOf(content: string): Outline {
  const rules: Rule[] = [];
  let summary: string | undefined;
  let comment: string[] = [];
  let id = "";
  for (const line of content.split("\n").map((each) => each.trimEnd())) {
    const said = COMMENT.exec(line)?.[1];
    const effect = EFFECT.exec(line)?.[1] as Rule["effect"] | undefined;
    if (said !== undefined) {
      comment.push(said);
    } else if (effect) {
      rules.push({ id: id || `policy ${rules.length + 1}`, effect, comment: comment.join(" ") });
      comment = [];
      id = "";
    } else if (line === "") {
      // A comment that stands alone at the head is the file's own.
      summary ??= rules.length === 0 && !id ? comment.join(" ") : undefined;
      comment = [];
    } else {
      id = ID.exec(line)?.[1] ?? id;
    }
  }
  return { summary: summary ?? "", rules };
}

/** Return an id in words: `owners-do-everything` becomes `Owners do everything`. */
export function inWords(id: string): string {
  const words = id.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
