import { QueryClient } from "@tanstack/react-query";
import { ProblemError } from "~/api/session";

const TRIES = 3;
const FRESH_MS = 15_000;

interface WithStatus {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

function statusOf(error: Error): number | undefined {
  return error instanceof ProblemError ? error.status : (error as WithStatus).$metadata?.httpStatusCode;
}

/** Say whether it may help to ask again: the server was not reached, is busy, or could not answer. */
export function mayHelp(failures: number, error: Error): boolean {
  const status = statusOf(error);
  return failures < TRIES && (status === undefined || status === 429 || status >= 500);
}

/** Return what keeps answers: reads are asked again when it may help, changes are never sent twice. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: mayHelp, staleTime: FRESH_MS },
      mutations: { retry: false },
    },
  });
}
