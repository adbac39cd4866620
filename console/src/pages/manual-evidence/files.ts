import type { components } from "~/api/schema";

export type Awaited = components["schemas"]["AwaitedShown"];

const UNITS = ["bytes", "KB", "MB", "GB"];
const STEP = 1024;

/** Return a size for people: `1.5 MB`. */
export function sizeText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= STEP && unit < UNITS.length - 1) {
    size /= STEP;
    unit += 1;
  }
  return `${size.toLocaleString("en", { maximumFractionDigits: unit === 0 ? 0 : 1 })} ${UNITS[unit]}`;
}

/** Return the part of a file's name behind its last dot, as the server compares it. */
export function extensionOf(name: string): string {
  return name.includes(".") ? (name.split(".").at(-1) ?? "").toLowerCase() : "";
}

type Limits = Pick<Awaited, "fileBytes" | "fileExtensions">;

/** Return what the server would say against a file; null: nothing that can be told here. */
export function fileFault({ name, size }: Pick<File, "name" | "size">, limits: Limits): string | null {
  const extension = extensionOf(name);
  if (!limits.fileExtensions.includes(extension)) {
    return extension === ""
      ? "The name has no ending such as .pdf, so that nobody knows what it is."
      : `Files that end in .${extension} are not taken.`;
  }
  if (size === 0) return "The file is empty.";
  if (size > limits.fileBytes) {
    return `${sizeText(size)}: at most ${sizeText(limits.fileBytes)} are taken. Put it into S3 and give a link to it.`;
  }
  return null;
}

/** Return what is wrong with a link into S3; undefined: nothing that can be told here. */
export function linkFault(link: string): string | undefined {
  return /^s3:\/\/[^/\s]+\/\S.*$/i.test(link.trim())
    ? undefined
    : "Give the address of an object in S3, such as s3://audit-files/2026/red-team.pdf.";
}

/** Return what is wrong with the days between which evidence holds; both are `YYYY-MM-DD` or empty. */
export function periodFault(from: string, until: string): string | undefined {
  return from && until && until < from ? "It must not lie before the first day." : undefined;
}

/** Return the digest of a file; undefined where the browser computes none, as on an address without TLS. */
export async function sha256Of(file: Blob): Promise<string | undefined> {
  if (!globalThis.crypto?.subtle) return undefined;
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
