import type { Crumb } from "~/app/frame";
import { address } from "~/app/paths";

/** Return the way to a page of the settings; `between` stands before the page itself. */
export function crumbsTo(title: string, ...between: readonly Crumb[]): readonly Crumb[] {
  return [{ text: "Settings", href: address("settings") }, ...between, { text: title, href: "" }];
}
