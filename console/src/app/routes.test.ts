import { expect, test, vi } from "vitest";
import type { Session } from "~/api/session";
import type { Ask } from "~/app/page";
import { newQueryClient } from "~/app/queries";
import { asking } from "~/app/routes";
import { SESSION_KEY } from "~/app/session-gate";

/** Go to an address as somebody with these rights, or as nobody; return what the page was told to ask. */
async function goneTo(address: string, rights: Session["rights"] | null, needs?: Session["rights"][number]) {
  const queries = newQueryClient();
  queries.setQueryData(SESSION_KEY, rights && ({ rights } as Session));
  const ask = vi.fn<Ask>();
  const page = needs === undefined ? {} : { needs };
  const args = { request: new Request(address), params: {}, context: undefined };
  const waited = asking(queries, page, ask)(args as unknown as Parameters<ReturnType<typeof asking>>[0]);
  expect(waited).toBeNull();
  await queries.ensureQueryData({ queryKey: SESSION_KEY });
  await Promise.resolve();
  return ask.mock.calls.map(([, url]) => url);
}

test("a page begins to ask by its address within the console, before it is drawn", async () => {
  const [url] = await goneTo("http://127.0.0.1/console/assessments/a%2Fb?tab=tags", []);
  expect(url?.pathname).toBe("/assessments/a%2Fb");
  expect(url?.searchParams.get("tab")).toBe("tags");
});

test("nothing is asked for who is not signed in, or may not see the page", async () => {
  expect(await goneTo("http://127.0.0.1/console/users", null)).toEqual([]);
  expect(await goneTo("http://127.0.0.1/console/users", ["ListAssessments"], "ManageUsers")).toEqual([]);
  expect(await goneTo("http://127.0.0.1/console/users", ["ManageUsers"], "ManageUsers")).toHaveLength(1);
});

test("what goes wrong is left to the page to tell", async () => {
  const queries = newQueryClient();
  queries.setQueryData(SESSION_KEY, { rights: [] } as unknown as Session);
  const failing: Ask = () => Promise.reject(new Error("not there"));
  const args = { request: new Request("http://127.0.0.1/console/x"), params: {}, context: undefined };
  expect(asking(queries, {}, failing)(args as unknown as Parameters<ReturnType<typeof asking>>[0])).toBeNull();
  await new Promise((resolve) => setTimeout(resolve));
});
