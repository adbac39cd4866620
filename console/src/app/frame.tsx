import type { BreadcrumbGroupProps } from "@cloudscape-design/components/breadcrumb-group";
import { createContext, useContext } from "react";

export type Crumb = BreadcrumbGroupProps.Item;

/** What a page puts into the shell around it. */
export interface Frame {
  readonly setCrumbs: (crumbs: readonly Crumb[]) => void;
  readonly setSplit: (split: Split | undefined) => void;
  /** Where what belongs into the split panel is drawn; null: it is closed. */
  readonly splitTarget: HTMLElement | null;
  readonly openHelp: () => void;
}

export interface Split {
  readonly header: string;
  readonly onClose: () => void;
}

export const FrameContext = createContext<Frame>({
  setCrumbs: () => undefined,
  setSplit: () => undefined,
  splitTarget: null,
  openHelp: () => undefined,
});

export function useFrame(): Frame {
  return useContext(FrameContext);
}
