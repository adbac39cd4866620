import Box from "@cloudscape-design/components/box";
import Spinner from "@cloudscape-design/components/spinner";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, lazy, type ReactNode, Suspense, useContext, useEffect } from "react";
import { type Right, type Session, whoAmI } from "~/api/session";
import { SessionRenewal } from "~/app/session-renewal";
import { ErrorAlert } from "~/parts/error-alert";

const SignIn = lazy(() => import("~/pages/sign-in/sign-in"));
const SignedIn = createContext<Session | undefined>(undefined);

export const SESSION_KEY = ["session"];

/** How it is asked who is signed in: once, until somebody signs in or out. */
export const SESSION_QUERY = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: whoAmI,
  staleTime: Number.POSITIVE_INFINITY,
});

/** Return who is signed in. */
export function useSession(): Session {
  const session = useContext(SignedIn);
  if (!session) throw new Error("useSession is for what stands inside of the console's shell");
  return session;
}

/** Say whether who is signed in may do something beside assessments, as the server's policies have it. */
export function useMay(right: Right | undefined): boolean {
  const { rights } = useSession();
  return right === undefined || rights.includes(right);
}

/** When somebody else signed in with this browser meanwhile, the page is loaded anew as theirs. Nobody there: it stays,
 *  with what is typed on it, until something is asked for. */
function useSamePerson(session: Session | null | undefined): void {
  const id = session?.id;
  useEffect(() => {
    if (id === undefined) return undefined;
    const look = async () => {
      const now = document.visibilityState === "visible" ? await whoAmI().catch(() => null) : null;
      if (now && now.id !== id) location.reload();
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [id]);
}

/** Everything inside is shown to who is signed in; anybody else is asked to, at whatever address they came to. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const asked = useQuery(SESSION_QUERY);
  useSamePerson(asked.data);
  if (asked.isPending) return <Waiting />;
  if (asked.error) {
    return (
      <main className="console-middle">
        <ErrorAlert error={asked.error} onRetry={() => void asked.refetch()} />
      </main>
    );
  }
  if (asked.data === null) {
    return (
      <Suspense fallback={<Waiting />}>
        <SignIn onSignedIn={(session) => queries.setQueryData(SESSION_KEY, session)} />
      </Suspense>
    );
  }
  return (
    <SignedIn.Provider value={asked.data}>
      {children}
      <SessionRenewal name={asked.data.name} hasPassword={asked.data.hasPassword} />
    </SignedIn.Provider>
  );
}

/** Provides a session to what is tried by itself. */
export const SessionForTests = SignedIn.Provider;

function Waiting() {
  return (
    <main className="console-middle">
      <Box textAlign="center" color="text-body-secondary">
        <Spinner size="large" />
        <Box variant="p">Loading the console</Box>
      </Box>
    </main>
  );
}
