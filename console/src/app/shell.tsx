import AppLayout from "@cloudscape-design/components/app-layout";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Flashbar from "@cloudscape-design/components/flashbar";
import SplitPanel from "@cloudscape-design/components/split-panel";
import { type MouseEvent, Suspense, useMemo, useState } from "react";
import { Outlet, ScrollRestoration, useMatches, useNavigate } from "react-router";
import { type Crumb, FrameContext, type Split } from "~/app/frame";
import { HelpSlot } from "~/app/help-slot";
import { usePrinted } from "~/app/look";
import { Navigation } from "~/app/navigation";
import { useNotices } from "~/app/notifications";
import type { PageRoute } from "~/app/page";
import { address, BASE, routed } from "~/app/paths";
import { TopBar } from "~/app/top-bar";
import { Loading } from "~/parts/loading";

/** What stands around every page. */
export function Shell() {
  const notices = useNotices();
  const [crumbs, setCrumbs] = useState<readonly Crumb[]>([]);
  const [split, setSplit] = useState<Split>();
  const [splitTarget, setSplitTarget] = useState<HTMLElement | null>(null);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [isNavigationOpen, setNavigationOpen] = useState(() => window.innerWidth > 688);
  const follow = useFollow();
  const isPrinted = usePrinted();
  const route = useMatches().at(-1)?.handle as PageRoute | undefined;
  const frame = useMemo(() => ({ setCrumbs, setSplit, splitTarget, openHelp: () => setHelpOpen(true) }), [splitTarget]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click, too
    // biome-ignore lint/a11y/noStaticElementInteractions: only clicks on the links inside are looked at
    <div onClick={follow}>
      <ScrollRestoration />
      <TopBar />
      <FrameContext.Provider value={frame}>
        <AppLayout
          headerSelector="#top-bar"
          navigation={<Navigation />}
          navigationHide={isPrinted}
          navigationOpen={isNavigationOpen}
          onNavigationChange={({ detail }) => setNavigationOpen(detail.open)}
          breadcrumbs={<BreadcrumbGroup items={[{ text: "Probative", href: address() }, ...crumbs]} />}
          notifications={<Flashbar items={notices} stackItems />}
          tools={route?.help ? <HelpSlot key={route.path} load={route.help} /> : undefined}
          toolsHide={isPrinted || !route?.help}
          toolsOpen={isHelpOpen}
          onToolsChange={({ detail }) => setHelpOpen(detail.open)}
          splitPanelOpen={split !== undefined}
          onSplitPanelToggle={({ detail }) => detail.open || split?.onClose()}
          splitPanel={
            split && (
              <SplitPanel header={split.header} closeBehavior="hide" hidePreferencesButton>
                <div ref={setSplitTarget} />
              </SplitPanel>
            )
          }
          content={
            <Suspense fallback={<Loading />}>
              <Outlet />
            </Suspense>
          }
        />
      </FrameContext.Provider>
    </div>
  );
}

/** Return what makes a click on any link to the console turn the page instead of loading all of it again. */
function useFollow(): (event: MouseEvent) => void {
  const navigate = useNavigate();
  return (event) => {
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    const link = (event.target as Element).closest?.("a[href]");
    if (!isPlain || event.defaultPrevented || !link || link.getAttribute("target") === "_blank") return;
    const href = link.getAttribute("href") ?? "";
    if (href !== BASE && !href.startsWith(`${BASE}/`)) return;
    event.preventDefault();
    navigate(routed(href));
  };
}
