import type { components } from "~/api/schema";

/** Who is signed in, as the server says it. */
export type Session = components["schemas"]["SessionShown"];
/** How one may sign in here. */
export type Methods = components["schemas"]["MethodsShown"];
/** Something that the policies may permit beside assessments. */
export type Right = Session["rights"][number];

export type Problem = components["schemas"]["Problem"];

const SESSION = "/v1/session";
const CSRF_COOKIE = "probative_csrf";
export const CSRF_HEADER = "X-CSRF-Token";

/** The native API says no; `code` is for programs, `message` for people. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly status: number;
  readonly code: string;
  readonly fields: Problem["fields"];

  constructor(status: number, problem: Problem) {
    super(problem.message);
    this.status = status;
    this.code = problem.code;
    this.fields = problem.fields ?? [];
  }
}

/** The token that proves a request to come from a page of this origin; it is read anew each time, as another tab may
 *  have signed in since. */
export function csrfToken(cookies: string = document.cookie): string {
  for (const cookie of cookies.split(";")) {
    const [name, value] = cookie.trim().split("=", 2);
    if (name === CSRF_COOKIE) return value ?? "";
  }
  return "";
}

/** Names a change, so that it is made once though the browser sends it again when its connection breaks off. */
export const ONCE_HEADER = "Idempotency-Key";

/** Return a name for a change that no other has. */
export function onceKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Return who is signed in; null: nobody. */
export async function whoAmI(): Promise<Session | null> {
  const response = await fetch(SESSION, { cache: "no-store" });
  if (response.status === 401) return null;
  return (await read(response)) as Session;
}

export async function methods(): Promise<Methods> {
  return (await read(await fetch(`${SESSION}/methods`))) as Methods;
}

/** Begin a session with a password; throws ProblemError with code `sign_in_refused` or `throttled`. */
export async function signIn(name: string, password: string): Promise<Session> {
  const body: components["schemas"]["SignInGiven"] = { name, password };
  const headers = { "content-type": "application/json" };
  return (await read(await fetch(SESSION, { method: "POST", headers, body: JSON.stringify(body) }))) as Session;
}

/** Return where to send the browser to sign in at the provider; it comes back to `returnTo`, a path of this server. */
export function providerAddress(returnTo: string): string {
  return `${SESSION}/oidc?${new URLSearchParams({ return_to: returnTo })}`;
}

export async function signOut(): Promise<void> {
  const response = await fetch(SESSION, { method: "DELETE", headers: { [CSRF_HEADER]: csrfToken() } });
  // 401: the session has ended by itself.
  if (response.status !== 401) await read(response);
}

async function read(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const said: unknown = await response.json().catch(() => undefined);
  if (response.ok) return said;
  throw problemOf(response.status, said);
}

/** Return what was answered as an error, whatever it is. */
export function problemOf(status: number, said: unknown): ProblemError {
  if (typeof said === "object" && said !== null && "code" in said && "message" in said) {
    return new ProblemError(status, said as Problem);
  }
  return new ProblemError(status, {
    code: "unreadable",
    message: `The server answered with status ${status}.`,
    fields: [],
  });
}
