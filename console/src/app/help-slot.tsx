import { lazy, Suspense, useState } from "react";
import type { PageRoute } from "~/app/page";
import { Loading } from "~/parts/loading";

interface Props {
  readonly load: NonNullable<PageRoute["help"]>;
}

/** The help panel of a page, brought when it is there. */
export function HelpSlot({ load }: Props) {
  const [Help] = useState(() => lazy(() => load().then((module) => ({ default: module.Help }))));
  return (
    <Suspense fallback={<Loading />}>
      <Help />
    </Suspense>
  );
}
