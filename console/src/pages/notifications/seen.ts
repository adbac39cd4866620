import type { Notification } from "@aws-sdk/client-auditmanager";
import { useSyncExternalStore } from "react";

/** Until when somebody has seen their notifications, in this browser; never what they say. */
const key = (userId: string) => `probative.notifications-seen.${userId}`;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Return up to when the notifications of a user were seen here, in milliseconds. */
export function seenUntil(userId: string): number {
  return Number(localStorage.getItem(key(userId)) ?? 0) || 0;
}

export function useSeenUntil(userId: string): number {
  return useSyncExternalStore(subscribe, () => seenUntil(userId));
}

/** Remember that everything up to the newest of `notifications` was seen. */
export function markSeen(userId: string, notifications: readonly Notification[]): void {
  const newest = Math.max(0, ...notifications.map(timeOf));
  if (newest <= seenUntil(userId)) return;
  localStorage.setItem(key(userId), String(newest));
  for (const listener of listeners) listener();
}

/** Return how many came in behind `until`. */
export function countNew(notifications: readonly Notification[], until: number): number {
  return notifications.filter((each) => timeOf(each) > until).length;
}

function timeOf({ eventTime }: Notification): number {
  return eventTime?.getTime() ?? 0;
}
