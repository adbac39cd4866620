import { ListAssessmentsCommand, ListControlsCommand } from "@aws-sdk/client-auditmanager";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, test, vi } from "vitest";
import { awsKey, pagesOptions, useForget, usePages } from "~/api/hooks";
import { newQueryClient } from "~/app/queries";

function wrapper(queries = newQueryClient()) {
  return ({ children }: { readonly children: ReactNode }) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  );
}

interface NumberPage {
  readonly numbers: readonly number[];
  readonly nextToken?: string;
}

const PAGES: Readonly<Record<string, NumberPage>> = {
  first: { numbers: [1, 2], nextToken: "second" },
  second: { numbers: [3], nextToken: "third" },
  third: { numbers: [4] },
};

function ask(token: string | undefined): Promise<NumberPage> {
  return Promise.resolve(PAGES[token ?? "first"] ?? { numbers: [] });
}

test("a page is asked for when it is looked at, and not before", async () => {
  const asking = vi.fn(ask);
  const { result } = renderHook(() => usePages(["numbers"], asking, (page) => page.numbers), { wrapper: wrapper() });
  await waitFor(() => expect(result.current.items).toEqual([1, 2]));
  expect(asking).toHaveBeenCalledTimes(1);
  expect(result.current).toMatchObject({ pageIndex: 0, pagesCount: 1, isOpenEnd: true });

  act(() => result.current.goTo(1));
  expect(result.current.isPending).toBe(true);
  await waitFor(() => expect(result.current.items).toEqual([3]));

  act(() => result.current.goTo(0));
  expect(result.current.items).toEqual([1, 2]);
  expect(asking).toHaveBeenCalledTimes(2);
});

test("what was begun to be asked before is not asked again", async () => {
  const queries = newQueryClient();
  const asking = vi.fn(ask);
  const begun = queries.prefetchInfiniteQuery(pagesOptions(["begun"], asking));
  const { result } = renderHook(() => usePages(["begun"], asking, (page) => page.numbers), {
    wrapper: wrapper(queries),
  });

  await begun;
  await waitFor(() => expect(result.current.items).toEqual([1, 2]));
  expect(asking).toHaveBeenCalledTimes(1);
});

test("the last page has no next", async () => {
  const { result } = renderHook(
    () =>
      usePages(
        ["last"],
        async (): Promise<NumberPage> => ({ numbers: [9] }),
        (page) => page.numbers,
      ),
    { wrapper: wrapper() },
  );
  await waitFor(() => expect(result.current.items).toEqual([9]));
  expect(result.current.isOpenEnd).toBe(false);
});

test("another list begins at its first page", async () => {
  const { result, rerender } = renderHook(({ name }) => usePages([name], ask, (page) => page.numbers), {
    wrapper: wrapper(),
    initialProps: { name: "one" },
  });
  await waitFor(() => expect(result.current.items).toEqual([1, 2]));
  act(() => result.current.goTo(1));
  await waitFor(() => expect(result.current.items).toEqual([3]));

  rerender({ name: "other" });

  await waitFor(() => expect(result.current.items).toEqual([1, 2]));
  expect(result.current.pageIndex).toBe(0);
});

test("what was asked is asked anew, of either API, and nothing else", async () => {
  const queries = newQueryClient();
  const keys = [awsKey(ListAssessmentsCommand, {}), awsKey(ListControlsCommand, {}), ["get", "/v1/users"]];
  for (const key of keys) queries.setQueryData(key, "answer");
  const { result } = renderHook(() => useForget(), {
    wrapper: ({ children }) => <QueryClientProvider client={queries}>{children}</QueryClientProvider>,
  });

  await act(() => result.current(ListAssessmentsCommand, "/v1/users"));

  expect(keys.map((key) => queries.getQueryState(key)?.isInvalidated)).toEqual([true, false, true]);
});
