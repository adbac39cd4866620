import { applyDensity, applyMode, Density, Mode } from "@cloudscape-design/global-styles";
import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark" | "system";

/** How the console looks in this browser. */
export interface Look {
  readonly theme: Theme;
  readonly isCompact: boolean;
}

const KEY = "probative.look";
const DARK = "(prefers-color-scheme: dark)";
const PRINT = "print";
const USUAL: Look = { theme: "system", isCompact: false };

/** Return what was chosen in this browser. */
export function rememberedLook(): Look {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Look>;
    const theme = (["light", "dark", "system"] as const).find((each) => each === kept.theme) ?? USUAL.theme;
    return { theme, isCompact: kept.isCompact === true };
  } catch {
    return USUAL;
  }
}

/** Say whether it is to be dark: never on paper. */
export function isDark(look: Look): boolean {
  if (isPrinted()) return false;
  return look.theme === "dark" || (look.theme === "system" && window.matchMedia?.(DARK).matches === true);
}

export function applyLook(look: Look): void {
  applyMode(isDark(look) ? Mode.Dark : Mode.Light);
  applyDensity(look.isCompact ? Density.Compact : Density.Comfortable);
}

let current: Look | undefined;
const listeners = new Set<() => void>();

function look(): Look {
  current ??= rememberedLook();
  return current;
}

/** Choose another look, from now on. */
export function setLook(change: Partial<Look>): void {
  current = { ...look(), ...change };
  localStorage.setItem(KEY, JSON.stringify(current));
  applyLook(current);
  for (const listener of listeners) listener();
}

function isPrinted(): boolean {
  return window.matchMedia?.(PRINT).matches === true;
}

function onChange(queries: readonly string[], listener: () => void): () => void {
  const media = queries.map((query) => window.matchMedia?.(query));
  for (const each of media) each?.addEventListener("change", listener);
  return () => {
    for (const each of media) each?.removeEventListener("change", listener);
  };
}

function subscribe(listener: () => void): () => void {
  const forget = onChange([DARK, PRINT], () => applyLook(look()));
  listeners.add(listener);
  return () => {
    forget();
    listeners.delete(listener);
  };
}

/** Say whether the page is being put on paper: what only leads elsewhere is left out then. */
export function usePrinted(): boolean {
  return useSyncExternalStore((listener) => onChange([PRINT], listener), isPrinted);
}

export function useLook(): Look {
  return useSyncExternalStore(subscribe, look);
}
