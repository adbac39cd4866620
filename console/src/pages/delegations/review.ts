import type { ControlSetStatus, Delegation, DelegationMetadata } from "@aws-sdk/client-auditmanager";
import type { Session } from "~/api/session";

/** How long a comment on a control set may be. */
export const DELEGATION_COMMENT_LENGTH = 350;

/** What may become of a control set in its review. */
export type Move = "submit" | "complete" | "send back";

export const MOVES: Readonly<
  Record<Move, { readonly status: ControlSetStatus; readonly text: string; readonly done: string }>
> = {
  submit: { status: "UNDER_REVIEW", text: "Submit for review", done: "was submitted for review" },
  complete: { status: "REVIEWED", text: "Complete review", done: "is reviewed" },
  "send back": { status: "ACTIVE", text: "Send back", done: "was sent back" },
};

export interface Standing {
  readonly status: string;
  readonly separatesDuties: boolean;
  /** ARN of who submitted it last; empty: nobody. */
  readonly preparedBy: string;
  readonly isOwner: boolean;
  /** Policies let them review the control set. */
  readonly mayReview: boolean;
  /** The assessment takes changes. */
  readonly isActive: boolean;
}

/** A move that is offered; `forbidden` says why it is not for whoever is signed in, though it is for others. */
export interface Offer {
  readonly move: Move;
  readonly forbidden?: string;
}

/** Return the moves of a control set that whoever has `arns` is offered, as the server decides them. */
export function offersOf(standing: Standing, arns: readonly string[]): Offer[] {
  const { status, isOwner } = standing;
  if (!standing.isActive || !standing.mayReview) return [];
  if (status === "ACTIVE") {
    const submit: Offer = { move: "submit" };
    if (!isOwner) return [submit];
    return [
      submit,
      standing.separatesDuties ? { move: "complete", forbidden: NOBODY_SUBMITTED } : { move: "complete" },
    ];
  }
  if (status !== "UNDER_REVIEW" || !isOwner) return [];
  const isOwn = standing.separatesDuties && arns.includes(standing.preparedBy.toLowerCase());
  return [{ move: "send back" }, isOwn ? { move: "complete", forbidden: SUBMITTED_IT } : { move: "complete" }];
}

const NOBODY_SUBMITTED =
  "This assessment separates duties: somebody submits the control set first, and somebody else completes its review.";
const SUBMITTED_IT =
  "You submitted it yourself. This assessment separates duties, so another audit owner completes it.";

/** Return the ARNs that stand for who is signed in, as they are compared: in lower case. */
export function arnsOf({ arn, roleArns }: Session): string[] {
  return [arn, ...roleArns].map((each) => each.toLowerCase());
}

/** Return what people call an ARN: its last part. */
export function nameOf(arn: string | undefined): string {
  return arn?.split("/").at(-1) || "-";
}

/** Return the delegations that are for one of `arns`, and the others. */
export function divided<T extends DelegationMetadata | Delegation>(
  delegations: readonly T[],
  arns: readonly string[],
): { readonly mine: T[]; readonly others: T[] } {
  const isMine = (each: T) => arns.includes(each.roleArn?.toLowerCase() ?? "");
  return { mine: delegations.filter(isMine), others: delegations.filter((each) => !isMine(each)) };
}

const ARN = /^arn:[a-z-]+:iam::\d{12}:(user|role)\/\S+$/i;

/** Return what is wrong with an ARN of a delegate; undefined: nothing that can be told here. */
export function arnFault(arn: string): string | undefined {
  if (arn.trim() === "") return "Choose a person or a role, or type an ARN.";
  return ARN.test(arn.trim())
    ? undefined
    : "This is no ARN of an IAM user or role, such as arn:aws:iam::111122223333:role/Delegates.";
}
