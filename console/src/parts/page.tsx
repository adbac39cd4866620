import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import { type ReactNode, useEffect, useRef } from "react";
import { useLocation, useMatches } from "react-router";
import { type Crumb, useFrame } from "~/app/frame";
import type { PageRoute } from "~/app/page";

interface Props {
  readonly title: string;
  /** What leads here, without the product itself; the title alone if absent. */
  readonly crumbs?: readonly Crumb[];
  readonly description?: ReactNode;
  /** Buttons of the whole page. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page: its title (of the tab, too), the way to it, and a link to its help. */
export function Page({ title, crumbs, description, actions, children }: Props) {
  const { setCrumbs, openHelp } = useFrame();
  const hasHelp = (useMatches().at(-1)?.handle as PageRoute | undefined)?.help !== undefined;
  // Crumbs are compared by what they say: most pages write them anew each time.
  const said = JSON.stringify(crumbs ?? [{ text: title, href: "" }]);
  useEffect(() => setCrumbs(JSON.parse(said)), [said, setCrumbs]);
  useEffect(() => {
    document.title = `${title} - Probative`;
  }, [title]);
  // Who came by a link hears where they are; who types already is not disturbed.
  const heading = useRef<HTMLSpanElement>(null);
  const { key, pathname } = useLocation();
  const isTurned = key !== "default";
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each page that is turned to
  useEffect(() => {
    const isBusy = document.activeElement?.matches("input, textarea, select, [role='dialog'] *");
    if (isTurned && !isBusy) heading.current?.focus({ preventScroll: true });
  }, [pathname]);
  const info = hasHelp && (
    <Link variant="info" onFollow={openHelp} ariaLabel={`Info: ${title}`}>
      Info
    </Link>
  );
  return (
    <ContentLayout
      header={
        <Header variant="h1" description={description} actions={actions} info={info}>
          <span className="console-text console-heading" ref={heading} tabIndex={-1}>
            {title}
          </span>
        </Header>
      }
    >
      {children}
    </ContentLayout>
  );
}
