import type { QueryClient } from "@tanstack/react-query";
import type { ComponentType } from "react";
import type { Right } from "~/api/session";

/** What the code of a page is: what is shown, and what begins to ask for its contents before it is. */
export interface PageCode {
  readonly Component: ComponentType;
  readonly ask?: Ask;
}

/** Begins to ask the server for what is shown first at `url`, whose path is one within the console. */
export type Ask = (queries: QueryClient, url: Pick<URL, "pathname" | "searchParams">) => unknown;

/** A page of the console. */
export interface PageRoute {
  /** Below `/console/`, with labels: `assessments/:assessmentId`. */
  readonly path: string;
  /** Brings the page when it is first gone to: `() => import("./list-page")`, whose `Component` is shown. */
  readonly load: () => Promise<PageCode>;
  /** Brings the text of the help panel: `() => import("./help")`, whose `Help` is shown. */
  readonly help?: () => Promise<{ readonly Help: ComponentType }>;
  /** Who lacks this right is told so instead. */
  readonly needs?: Right;
}

/** The sections of the side navigation, in their order. */
export const SECTIONS = ["", "Library", "Administration"] as const;

export interface NavigationEntry {
  readonly text: string;
  /** A path without labels, of one of the module's routes. */
  readonly path: string;
  readonly section?: (typeof SECTIONS)[number];
  /** Smaller numbers come first in their section; 100 if absent. */
  readonly order?: number;
  /** It is hidden from who lacks this right. */
  readonly needs?: Right;
}

/** What a folder of `pages/` exports as `page`. */
export interface PageModule {
  readonly routes: readonly PageRoute[];
  readonly navigation?: readonly NavigationEntry[];
}
