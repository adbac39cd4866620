import type { StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import { characters } from "~/parts/text-field";

/** To whom a framework is offered, as it is typed. */
export interface Offer {
  readonly account: string;
  readonly region: string;
  readonly comment: string;
}

const COMMENT_MOST = 500;

/** Return what is wrong with an offer, by the field. */
export function wrongOffer({ account, region, comment }: Offer): Partial<Record<keyof Offer, string>> {
  return {
    ...(/^\d{12}$/.test(account.trim()) ? {} : { account: "An account ID has 12 digits." }),
    ...(/^[a-z]{2}-[a-z]+-\d$/.test(region.trim()) ? {} : { region: "Write the code of a region, such as us-east-1." }),
    ...(characters(comment) > COMMENT_MOST ? { comment: "The comment is too long." } : {}),
  };
}

type Look = readonly [type: StatusIndicatorProps.Type, text: string];

const STATUSES: Readonly<Record<string, Look>> = {
  ACTIVE: ["pending", "Active"],
  REPLICATING: ["in-progress", "Replicating"],
  SHARED: ["success", "Shared"],
  EXPIRING: ["warning", "Expiring"],
  FAILED: ["error", "Failed"],
  EXPIRED: ["stopped", "Expired"],
  DECLINED: ["stopped", "Declined"],
  REVOKED: ["stopped", "Revoked"],
};

export function statusLook(status: string | undefined): Look {
  return STATUSES[status ?? ""] ?? ["info", status ?? "-"];
}

/** Say whether a request waits for an answer. */
export function isOpen(status: string | undefined): boolean {
  return status === "ACTIVE" || status === "EXPIRING";
}
