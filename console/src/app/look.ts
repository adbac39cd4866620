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

export function isDark(look: Look): boolean {
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

function subscribe(listener: () => void): () => void {
  const media = window.matchMedia?.(DARK);
  const follow = () => applyLook(look());
  media?.addEventListener("change", follow);
  listeners.add(listener);
  return () => {
    media?.removeEventListener("change", follow);
    listeners.delete(listener);
  };
}

export function useLook(): Look {
  return useSyncExternalStore(subscribe, look);
}
