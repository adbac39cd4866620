import createFetchClient, { type Middleware } from "openapi-fetch";
import createQueryClient from "openapi-react-query";
import { renewal } from "~/api/renewal";
import type { paths } from "~/api/schema";
import { CSRF_HEADER, csrfToken, ONCE_HEADER, onceKey, problemOf } from "~/api/session";

/** Make a request as whoever is signed in; when the session has ended, wait for the next one and make it again. */
export async function sessionFetch(request: Request): Promise<Response> {
  if (request.method !== "GET") request.headers.set(ONCE_HEADER, onceKey());
  const again = request.clone();
  const begun = renewal.begin();
  const response = await fetch(proven(request));
  if (response.status !== 401 || !(await renewal.wait(begun))) return response;
  return fetch(proven(again));
}

function proven(request: Request): Request {
  request.headers.set(CSRF_HEADER, csrfToken());
  return request;
}

const throwing: Middleware = {
  async onResponse({ response }) {
    if (response.ok) return;
    throw problemOf(response.status, await response.json().catch(() => undefined));
  },
};

/** The native API, typed by its OpenAPI document. Whatever is no success is thrown as a ProblemError. */
export const v1 = createFetchClient<paths>({ baseUrl: location.origin, fetch: sessionFetch });
v1.use(throwing);

/** The same as hooks: `v1Hooks.useQuery("get", "/v1/frameworks")`, `v1Hooks.useMutation("post", "/v1/users")`. */
export const v1Hooks = createQueryClient(v1);
