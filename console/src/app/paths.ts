/** Where the console lives on the server; no operation of the API has a path below it. */
export const BASE = "/console";

/** Return an address for `href`, each part encoded: `address("assessments", id)`. */
export function address(...parts: readonly string[]): string {
  return [BASE, ...parts.map(encodeURIComponent)].join("/");
}

/** Return `href` as the router knows it, without what all addresses begin with. */
export function routed(href: string): string {
  return href === BASE || href.startsWith(`${BASE}/`) ? href.slice(BASE.length) || "/" : href;
}
