import { afterEach, expect, test, vi } from "vitest";
import { csrfToken, methods, ProblemError, signIn, whoAmI } from "~/api/session";

afterEach(() => vi.unstubAllGlobals());

function answering(status: number, body: unknown) {
  const fetch = vi.fn(async (_address: string, _init?: RequestInit) => new Response(JSON.stringify(body), { status }));
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

test("the token against forgery is read from its own cookie", () => {
  expect(csrfToken("probative_session=x; probative_csrf=abc-_1; other=2")).toBe("abc-_1");
  expect(csrfToken("not_probative_csrf=abc")).toBe("");
});

test("nobody is signed in where the server says so", async () => {
  answering(401, { code: "unauthenticated", message: "nobody is signed in" });
  expect(await whoAmI()).toBeNull();
});

test("a password goes as JSON, which no form of another origin can send", async () => {
  const fetch = answering(200, { name: "olivia" });
  await signIn("olivia", "secret");
  const [address, init] = fetch.mock.calls[0] ?? [];
  expect(address).toBe("/v1/session");
  expect(init).toMatchObject({ method: "POST", headers: { "content-type": "application/json" } });
  expect(init?.body).toBe('{"name":"olivia","password":"secret"}');
});

test("a refusal keeps its code, its message and its fields", async () => {
  answering(429, { code: "throttled", message: "wait", fields: [{ name: "name", message: "too often" }] });
  await expect(signIn("olivia", "x")).rejects.toMatchObject({ status: 429, code: "throttled", message: "wait" });
});

test("an answer that is no problem is told by its status", async () => {
  answering(502, "<html>");
  await expect(methods()).rejects.toEqual(
    new ProblemError(502, { code: "unreadable", message: "The server answered with status 502.", fields: [] }),
  );
});
