import type { AuditManagerServiceException, ServiceInputTypes, ServiceOutputTypes } from "@aws-sdk/client-auditmanager";
import {
  infiniteQueryOptions,
  type QueryKey,
  queryOptions,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useState } from "react";
import { aws } from "~/api/aws";
import type { paths } from "~/api/schema";

type CommandOf<I extends ServiceInputTypes, O extends ServiceOutputTypes> = Parameters<typeof aws.send<I, O>>[0] & {
  input: I;
};

/** A command of the SDK, such as `ListAssessmentsCommand`. */
export type CommandClass<I extends ServiceInputTypes, O extends ServiceOutputTypes> = new (input: I) => CommandOf<I, O>;

/** What any command is, where only its identity matters. */
// biome-ignore lint/suspicious/noExplicitAny: any command will do
export type AnyCommand = new (input: any) => object;

export type AwsError = AuditManagerServiceException | Error;

const numbers = new Map<AnyCommand, number>();

/** Return the key that everything asked with this command is kept under. */
export function awsKey(command: AnyCommand, input?: object): QueryKey {
  // Names of classes are gone once the code is made small, so each gets a number.
  const number = numbers.get(command) ?? numbers.size;
  numbers.set(command, number);
  return input === undefined ? ["aws", number] : ["aws", number, input];
}

/** Something that was asked: by a command, or at a path of `/v1` such as `/v1/users`. */
export type Asked = AnyCommand | keyof paths;

/** Return what has answers asked anew, wherever they are shown: `forget(ListAssessmentsCommand, "/v1/assessments")`. */
export function useForget(): (...asked: readonly Asked[]) => Promise<void> {
  const queries = useQueryClient();
  return async (...asked) => {
    const keys = asked.map((each): QueryKey => (typeof each === "string" ? ["get", each] : awsKey(each)));
    await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })));
  };
}

export interface QueryOptions {
  /** False: not asked yet, say because an id is still to be chosen. */
  readonly enabled?: boolean;
  /** Ask again every so many milliseconds, while something is under way. */
  readonly refetchInterval?: number | false;
}

/** Return how TanStack Query asks the Audit Manager API, to begin before `useAws` does. */
export function awsOptions<I extends ServiceInputTypes, O extends ServiceOutputTypes>(
  command: CommandClass<I, O>,
  input: I,
) {
  return queryOptions<O, AwsError>({
    queryKey: awsKey(command, input),
    queryFn: ({ signal }) => aws.send(new command(input), { abortSignal: signal }) as Promise<O>,
  });
}

/** Ask the Audit Manager API: `const { data, error, isPending, refetch } = useAws(GetAssessmentCommand, { assessmentId })`. */
export function useAws<I extends ServiceInputTypes, O extends ServiceOutputTypes>(
  command: CommandClass<I, O>,
  input: I,
  options: QueryOptions = {},
): UseQueryResult<O, AwsError> {
  return useQuery({ ...awsOptions(command, input), ...options });
}

/** Change something through the Audit Manager API; what `changes` names is asked anew after. */
export function useAwsMutation<I extends ServiceInputTypes, O extends ServiceOutputTypes>(
  command: CommandClass<I, O>,
  changes: readonly Asked[] = [],
): UseMutationResult<O, AwsError, I> {
  const forget = useForget();
  return useMutation<O, AwsError, I>({
    mutationFn: (input) => aws.send(new command(input)) as Promise<O>,
    onSuccess: () => forget(...changes),
  });
}

/** A long list, a page at a time, as a table shows it. */
export interface Paged<T> {
  readonly items: readonly T[];
  readonly isPending: boolean;
  readonly isFetching: boolean;
  readonly error: Error | null;
  readonly refetch: () => void;
  readonly pageIndex: number;
  readonly pagesCount: number;
  /** There are more pages than are known. */
  readonly isOpenEnd: boolean;
  readonly goTo: (pageIndex: number) => void;
}

interface Tokened {
  readonly nextToken?: string | null | undefined;
}

/** What a list is kept under, and what asks for a page of it: it gets the page's token, undefined for the first. */
export type Listing<O> = readonly [
  key: QueryKey,
  ask: (nextToken: string | undefined, signal: AbortSignal) => Promise<O>,
];

/** Return how TanStack Query asks for a list, to begin before `usePages` does. */
export function pagesOptions<O extends Tokened>(...[key, ask]: Listing<O>) {
  return infiniteQueryOptions({
    queryKey: [...key, "pages"],
    queryFn: ({ pageParam, signal }) => ask(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextToken || undefined,
  });
}

/** Ask for a list page by page, each when it is looked at. */
export function usePages<O extends Tokened, T>(
  key: Listing<O>[0],
  ask: Listing<O>[1],
  pick: (page: O) => readonly T[] | undefined,
  options: QueryOptions = {},
): Paged<T> {
  // Another list begins at its first page.
  const id = JSON.stringify(key);
  const [place, setPlace] = useState({ id, pageIndex: 0 });
  const pageIndex = place.id === id ? place.pageIndex : 0;
  const asked = useInfiniteQuery({ ...pagesOptions(key, ask), ...options });
  const pages = asked.data?.pages ?? [];
  const page = pages[pageIndex];
  const goTo = (index: number) => {
    setPlace({ id, pageIndex: index });
    if (index >= pages.length && asked.hasNextPage) void asked.fetchNextPage();
  };
  return {
    items: (page && pick(page)) ?? [],
    isPending: asked.isPending || (page === undefined && asked.isFetchingNextPage),
    isFetching: asked.isFetching,
    error: asked.error,
    refetch: () => void (page === undefined && pages.length > 0 ? asked.fetchNextPage() : asked.refetch()),
    pageIndex,
    pagesCount: Math.max(pages.length, 1),
    isOpenEnd: asked.hasNextPage,
    goTo,
  };
}

/** The same for a paged operation: `useAwsPages(ListAssessmentsCommand, {}, (page) => page.assessmentMetadata)`. */
export function useAwsPages<I extends ServiceInputTypes & Tokened, O extends ServiceOutputTypes & Tokened, T>(
  command: CommandClass<I, O>,
  input: I,
  pick: (page: O) => readonly T[] | undefined,
  options: QueryOptions = {},
): Paged<T> {
  return usePages(
    awsKey(command, input),
    (nextToken, signal) => aws.send(new command({ ...input, nextToken }), { abortSignal: signal }) as Promise<O>,
    pick,
    options,
  );
}

const EVERY_PAGE_HAS = 1000;

/** Ask for a whole list, all pages one after another: for lists that are short by nature, such as assessments. */
export function useAwsAll<I extends ServiceInputTypes & Tokened, O extends ServiceOutputTypes & Tokened, T>(
  command: CommandClass<I, O>,
  input: I,
  pick: (page: O) => readonly T[] | undefined,
  options: QueryOptions = {},
): UseQueryResult<readonly T[], AwsError> {
  return useQuery<readonly T[], AwsError>({
    queryKey: [...awsKey(command, input), "all"],
    queryFn: async ({ signal }) => {
      const found: T[] = [];
      let nextToken: string | null | undefined;
      do {
        const asked = new command({ maxResults: EVERY_PAGE_HAS, ...input, nextToken });
        const page = (await aws.send(asked, { abortSignal: signal })) as O;
        found.push(...(pick(page) ?? []));
        nextToken = page.nextToken;
      } while (nextToken);
      return found;
    },
    ...options,
  });
}
