import { useEffect } from "react";
import { useBlocker } from "react-router";
import { Confirm } from "~/parts/confirm";

/** Asks before a page is left on which something is typed that is not kept: `<Unsaved when={isChanged} />`. */
export function Unsaved({ when }: { readonly when: boolean }) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => when && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!when) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [when]);
  if (blocker.state !== "blocked") return null;
  return (
    <Confirm header="Leave this page?" action="Leave" onConfirm={blocker.proceed} onCancel={blocker.reset}>
      What you typed here is not kept.
    </Confirm>
  );
}
