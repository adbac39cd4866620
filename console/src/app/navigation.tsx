import SideNavigation, { type SideNavigationProps } from "@cloudscape-design/components/side-navigation";
import { useLocation } from "react-router";
import type { Right } from "~/api/session";
import { type NavigationEntry, SECTIONS } from "~/app/page";
import { PAGES } from "~/app/pages";
import { address } from "~/app/paths";
import { useSession } from "~/app/session-gate";

const USUAL_ORDER = 100;

/** Return the entries that somebody with these rights sees, by section. */
export function entriesFor(rights: readonly Right[], pages = PAGES): Map<string, NavigationEntry[]> {
  const shown = pages
    .flatMap((page) => page.navigation ?? [])
    .filter((entry) => !entry.needs || rights.includes(entry.needs))
    .sort((one, other) => (one.order ?? USUAL_ORDER) - (other.order ?? USUAL_ORDER));
  return new Map(
    SECTIONS.map((section) => [section, shown.filter((entry) => (entry.section ?? "") === section)] as const).filter(
      ([, entries]) => entries.length > 0,
    ),
  );
}

function item(entry: NavigationEntry): SideNavigationProps.Link {
  return { type: "link", text: entry.text, href: address(...entry.path.split("/")) };
}

export function Navigation() {
  const { rights } = useSession();
  const here = useLocation().pathname.slice(1);
  const entries = entriesFor(rights);
  const items = [...entries].flatMap(([section, links]): SideNavigationProps.Item[] =>
    section === "" ? links.map(item) : [{ type: "section", text: section, items: links.map(item) }],
  );
  const active = [...entries.values()]
    .flat()
    .filter((entry) => here === entry.path || here.startsWith(`${entry.path}/`))
    .sort((one, other) => other.path.length - one.path.length)[0];
  return (
    <SideNavigation
      header={{ text: "Probative", href: address() }}
      activeHref={active ? item(active).href : ""}
      items={items}
    />
  );
}
