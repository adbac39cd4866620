/** A file that is to become evidence, and how far it has come. */
export interface BroughtFile {
  readonly file: File;
  readonly state: "waiting" | "sending" | "sent" | "taken" | "failed";
  /** How much of it has gone, 0 to 1. */
  readonly share: number;
  /** Of what is on this machine; undefined: not known yet, or not at all. */
  readonly sha256?: string | undefined;
  /** What the server calls it, once it has it: it is not sent again. */
  readonly sentAs?: string;
  readonly fault?: string;
}

/** Return the files that are chosen now, each as far as it has come; the same file again is not another one. */
export function kept(before: readonly BroughtFile[], files: readonly File[]): BroughtFile[] {
  const known = new Map(before.map((each) => [each.file, each]));
  const seen = new Set<string>();
  return files
    .filter((file) => {
      const key = `${file.name}\n${file.size}\n${file.lastModified}`;
      return seen.has(key) ? false : seen.add(key);
    })
    .map((file) => known.get(file) ?? { file, state: "waiting", share: 0 });
}

/** Say what it means that the server's digest of a file is `theirs`; undefined: it is the same file. */
export function digestFault(ours: string | undefined, theirs: string): string | undefined {
  if (ours === undefined || ours === theirs) return undefined;
  return `The server received another file: its SHA-256 is ${theirs}. Do not rely on this evidence, and add the file again.`;
}
