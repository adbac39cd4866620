import type { components } from "~/api/schema";

export type Key = components["schemas"]["KeyShown"];
export type NewKey = components["schemas"]["NewKeyShown"];

/** As in IAM: one in use, one to change over to. */
export const MOST_KEYS = 2;

export type KeyState = "active" | "ending" | "disabled" | "expired";

/** Return how a key stands at a moment. */
export function stateOf({ isDisabled, expiresAt }: Key, now: number): KeyState {
  if (expiresAt && Date.parse(expiresAt) <= now) return "expired";
  if (isDisabled) return "disabled";
  return expiresAt ? "ending" : "active";
}

/** Return whether there is room for another key: those that have expired are taken away for it. */
export function hasRoom(keys: readonly Key[], now: number): boolean {
  return keys.filter((key) => stateOf(key, now) !== "expired").length < MOST_KEYS;
}

/** Return a new key as the file that IAM makes of one. */
export function csvOf({ id, secret }: NewKey): string {
  return `Access key ID,Secret access key\r\n${id},${secret}\r\n`;
}

/** Return what a shell is told to work with this server by a key. */
export function shellOf({ id, secret }: NewKey, url: string, region: string): string {
  return [
    `export AWS_ENDPOINT_URL_AUDITMANAGER=${url}`,
    `export AWS_REGION=${region}`,
    `export AWS_ACCESS_KEY_ID=${id}`,
    `export AWS_SECRET_ACCESS_KEY=${secret}`,
    "aws auditmanager list-assessments",
  ].join("\n");
}
