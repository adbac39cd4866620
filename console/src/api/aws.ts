import { AuditManagerClient, type AuditManagerClientConfig } from "@aws-sdk/client-auditmanager";
import { renewal } from "~/api/renewal";
import { CSRF_HEADER, csrfToken, ONCE_HEADER, onceKey } from "~/api/session";

/** What the AWS door calls a request that nobody is proven to have made. */
const NOBODY = "MissingAuthenticationTokenException";

type SignsNothing = NonNullable<AuditManagerClientConfig["httpAuthSchemes"]>[number];

/** The browser sends the session with each request by itself; there are no keys, and nothing is signed. */
const bySession: SignsNothing = {
  schemeId: "aws.auth#sigv4",
  identityProvider: () => async () => ({}),
  signer: { sign: async (request) => request },
};

interface WithHeaders {
  readonly method: string;
  headers: Record<string, string>;
}

/** Return a client of the Audit Manager API on this origin, as whoever is signed in. */
export function auditManager(more: AuditManagerClientConfig = {}): AuditManagerClient {
  const client = new AuditManagerClient({
    endpoint: location.origin,
    // The server's own region: no request says which, as none is signed.
    region: "us-east-1",
    httpAuthSchemes: [bySession],
    // A write that broke off may have been done: it is never sent twice. Reads are asked again by the query client.
    maxAttempts: 1,
    ...more,
  });
  client.middlewareStack.add(
    (next) => async (args) => {
      const request = args.request as WithHeaders;
      if (request.method !== "GET") request.headers[ONCE_HEADER] = onceKey();
      prove(request);
      const begun = renewal.begin();
      try {
        return await next(args);
      } catch (error) {
        if (!isNobody(error) || !(await renewal.wait(begun))) throw error;
        prove(request);
        return next(args);
      }
    },
    // Outside of what reads the answer, so that errors are seen by name; inside of what writes the request.
    { step: "build", name: "sessionMiddleware", priority: "low" },
  );
  return client;
}

function prove(request: WithHeaders): void {
  request.headers[CSRF_HEADER] = csrfToken();
}

function isNobody(error: unknown): boolean {
  return error instanceof Error && error.name === NOBODY;
}

export const aws: AuditManagerClient = auditManager();
