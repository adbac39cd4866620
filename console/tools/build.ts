/**
 * Build the console beside its place, compress every text file once, hold first loads to their limit, and put it into
 * its place whole: whoever looks there meanwhile finds the one before or this one.
 */
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "vite";

const PLACE = process.argv[2] ?? fileURLToPath(new URL("../../src/probative/console/static", import.meta.url));
const COMPRESSED = new Set([".js", ".css", ".html", ".svg"]);
const LIMIT_BYTES = 500_000;

interface Chunk {
  file: string;
  isEntry?: boolean;
  imports?: string[];
  dynamicImports?: string[];
}

type Manifest = Record<string, Chunk>;

/** The scripts that are there before `name` can run. */
function scriptsOf(manifest: Manifest, name: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[name];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const imported of chunk.imports ?? []) scriptsOf(manifest, imported, seen);
  return seen;
}

/** Write a gzip and a brotli form beside each text file; return how large the former are. */
function compress(folder: string): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!COMPRESSED.has(extname(name))) continue;
    const content = readFileSync(join(folder, name));
    const zipped = gzipSync(content, { level: 9 });
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
    writeFileSync(join(folder, `${name}.gz`), zipped);
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content, { params }));
    sizes.set(name, zipped.length);
  }
  return sizes;
}

/**
 * Fail where any page needs more script than a first load may have. What a page itself brings later, such as a chart
 * below a table that is there already, is not of its first load.
 */
function checkFirstLoads(manifest: Manifest, sizes: Map<string, number>): void {
  const entry = Object.keys(manifest).find((name) => manifest[name]?.isEntry);
  if (!entry) throw new Error("the build has no entry");
  const pages = (manifest[entry]?.dynamicImports ?? []).filter((name) => name.startsWith("src/pages/"));
  const loads = pages.map((page) => {
    const scripts = new Set([...scriptsOf(manifest, entry), ...scriptsOf(manifest, page)]);
    return { page, bytes: [...scripts].reduce((sum, script) => sum + (sizes.get(script) ?? 0), 0) };
  });
  const largest = loads.sort((one, other) => other.bytes - one.bytes)[0];
  if (!largest) throw new Error("the build has no pages");
  process.stdout.write(`largest first load: ${Math.round(largest.bytes / 1000)} KB of script (${largest.page})\n`);
  if (largest.bytes > LIMIT_BYTES) {
    throw new Error(
      `${largest.page} needs more than ${LIMIT_BYTES / 1000} KB of script at first: load parts of it later`,
    );
  }
}

const folder = mkdtempSync(join(dirname(PLACE), ".console-"));
try {
  await build({ build: { outDir: folder }, logLevel: "warn" });
  const manifest = JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8")) as Manifest;
  rmSync(join(folder, ".vite"), { recursive: true });
  checkFirstLoads(manifest, compress(folder));
  rmSync(PLACE, { recursive: true, force: true });
  renameSync(folder, PLACE);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
