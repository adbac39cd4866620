import { ProblemError } from "~/api/session";

/** What happened, and what to do about it, in words for people. */
export interface Explanation {
  readonly title: string;
  readonly message: string;
  readonly remedy: string;
  /** What is wrong with single fields of a form. */
  readonly fields: readonly { readonly name: string; readonly message: string }[];
  /** For a report of the error: its name on the wire, and the number of the request. */
  readonly details: string;
}

const AGAIN = "Try again; if it keeps happening, ask your administrator for the server's log.";
const RELOAD = "Correct what is named and send it again.";

const REMEDIES: Readonly<Record<string, readonly [title: string, remedy: string]>> = {
  AccessDeniedException: ["You may not do this", "Ask an administrator, or an owner of the assessment, for the right."],
  forbidden: ["You may not do this", "Ask an administrator for the right."],
  ResourceNotFoundException: ["It is not there", "It may have been deleted meanwhile. Go back to the list."],
  not_found: ["It is not there", "It may have been deleted meanwhile. Go back to the list."],
  ValidationException: ["The server cannot take this", RELOAD],
  invalid: ["The server cannot take this", RELOAD],
  quota: ["There are as many as there may be", "Delete some that are not needed, or ask your administrator."],
  ServiceQuotaExceededException: [
    "There are as many as there may be",
    "Delete some that are not needed, or ask your administrator.",
  ],
  ThrottlingException: ["Too many requests", "Wait for a moment and try again."],
  throttled: ["Too many requests", "Wait for a moment and try again."],
  wrong_state: ["It cannot be done now", "It may have changed meanwhile. Load it again to see how it stands."],
  InternalServerException: ["The server could not answer", AGAIN],
  internal: ["The server could not answer", AGAIN],
  unauthenticated: ["You are not signed in", "Sign in and try again."],
  MissingAuthenticationTokenException: ["You are not signed in", "Sign in and try again."],
  sign_in_refused: ["You could not be signed in", "Check the name and the password."],
  TypeError: ["The server cannot be reached", "Check your connection and try again. Nothing that you typed is lost."],
};

interface WireError extends Error {
  readonly fieldList?: readonly { name?: string; message?: string }[];
  readonly fields?: readonly { name?: string; message?: string }[];
  readonly $metadata?: { readonly requestId?: string };
}

/** Return what to tell people about an error, whichever of the two APIs, or the network, it comes from. */
export function explain(error: unknown): Explanation {
  if (!(error instanceof Error)) {
    return { title: "Something went wrong", message: String(error), remedy: AGAIN, fields: [], details: "" };
  }
  const wire = error as WireError;
  const code = error instanceof ProblemError ? error.code : nameOf(error);
  const [title, remedy] = REMEDIES[code] ?? ["Something went wrong", AGAIN];
  const fields = (wire.fieldList ?? wire.fields ?? []).map((field) => ({
    name: field.name ?? "",
    message: field.message ?? "",
  }));
  const request = wire.$metadata?.requestId;
  return { title, message: error.message, remedy, fields, details: request ? `${code}, request ${request}` : code };
}

function nameOf(error: Error): string {
  // fetch tells of a broken connection by this name, and the SDK of one that ended by others.
  return ["TypeError", "NetworkError", "TimeoutError"].includes(error.name) ? "TypeError" : error.name;
}

/** Return what is wrong with one field of a form, by its name on the wire; undefined: nothing. */
export function fieldError(error: unknown, name: string): string | undefined {
  if (!error) return undefined;
  return explain(error).fields.find((field) => field.name === name || field.name.endsWith(`.${name}`))?.message;
}
