import { Readable } from "node:stream";
import { ListAssessmentsCommand } from "@aws-sdk/client-auditmanager";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { auditManager } from "~/api/aws";
import { renewal } from "~/api/renewal";
import { CSRF_HEADER } from "~/api/session";
import { sessionFetch } from "~/api/v1";

beforeEach(() => {
  // biome-ignore lint/suspicious/noDocumentCookie: the server sets it in use
  document.cookie = "probative_csrf=first";
});
afterEach(() => {
  vi.unstubAllGlobals();
  renewal.resume();
});

interface Sent {
  readonly headers: Record<string, string>;
}

/** Answers of the AWS door, one after another, and what was sent for them. */
function answers(...statuses: readonly number[]) {
  const sent: Record<string, string>[] = [];
  const handle = async (request: Sent) => {
    sent.push({ ...request.headers });
    const status = statuses[sent.length - 1] ?? 200;
    const isFine = status === 200;
    const name = status === 403 ? "MissingAuthenticationTokenException" : "InternalServerException";
    const headers = isFine ? {} : { "x-amzn-errortype": name };
    const body = Readable.from([Buffer.from(isFine ? '{"assessmentMetadata": []}' : '{"message": "nobody"}')]);
    return { response: { statusCode: status, headers, body } };
  };
  return { sent, client: auditManager({ requestHandler: { handle } as never }) };
}

async function signInAgain(token: string): Promise<void> {
  await vi.waitFor(() => expect(renewal.isWanted()).toBe(true));
  // biome-ignore lint/suspicious/noDocumentCookie: the server sets it in use
  document.cookie = `probative_csrf=${token}`;
  renewal.end(true);
}

test("requests to the AWS door are proven, and not signed", async () => {
  const { client, sent } = answers(200);
  await client.send(new ListAssessmentsCommand({}));
  expect(sent[0]?.[CSRF_HEADER]).toBe("first");
  expect(Object.keys(sent[0] ?? {}).map((name) => name.toLowerCase())).not.toContain("authorization");
});

test("a request to the AWS door waits for the next session and is made again", async () => {
  const { client, sent } = answers(403, 200);
  const asked = client.send(new ListAssessmentsCommand({}));
  await signInAgain("second");
  expect((await asked).assessmentMetadata).toEqual([]);
  expect(sent.map((headers) => headers[CSRF_HEADER])).toEqual(["first", "second"]);
});

test("who would rather not sign in gets the error by its name", async () => {
  const { client, sent } = answers(403);
  const asked = client.send(new ListAssessmentsCommand({}));
  const refused = expect(asked).rejects.toMatchObject({ name: "MissingAuthenticationTokenException" });
  await vi.waitFor(() => expect(renewal.isWanted()).toBe(true));
  renewal.end(false);
  await refused;
  expect(sent).toHaveLength(1);
});

test("a fault of the server's is never sent twice by the client itself", async () => {
  const { client, sent } = answers(500);
  await expect(client.send(new ListAssessmentsCommand({}))).rejects.toThrow();
  expect(sent).toHaveLength(1);
});

test("a request to the native API is made again with its body and the new proof", async () => {
  const bodies: string[] = [];
  const proofs: (string | null)[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    bodies.push(await request.text());
    proofs.push(request.headers.get(CSRF_HEADER));
    return new Response("{}", { status: bodies.length === 1 ? 401 : 200 });
  });
  const asked = sessionFetch(new Request("http://127.0.0.1/v1/users", { method: "POST", body: '{"name":"ada"}' }));
  await signInAgain("second");
  expect((await asked).status).toBe(200);
  expect(bodies).toEqual(['{"name":"ada"}', '{"name":"ada"}']);
  expect(proofs).toEqual(["first", "second"]);
});

test("all that waits goes on together", async () => {
  const waiting = [renewal.wait(renewal.begin()), renewal.wait(renewal.begin())];
  renewal.end(true);
  expect(await Promise.all(waiting)).toEqual([true, true]);
  expect(renewal.isWanted()).toBe(false);
});

test.each([true, false])("a request whose refusal comes late has the answer that was given (%s)", async (isRenewed) => {
  const begun = renewal.begin();
  const first = renewal.wait(begun);
  renewal.end(isRenewed);
  renewal.resume();
  expect(await Promise.all([first, renewal.wait(begun)])).toEqual([isRenewed, isRenewed]);
  expect(renewal.isWanted()).toBe(false);
});

test("who would rather not is asked again once they do something, and not before", async () => {
  void renewal.wait(renewal.begin());
  renewal.end(false);
  expect(await renewal.wait(renewal.begin())).toBe(false);
  expect(renewal.isWanted()).toBe(false);

  renewal.resume();
  const asked = renewal.wait(renewal.begin());
  expect(renewal.isWanted()).toBe(true);
  renewal.end(true);
  expect(await asked).toBe(true);
});
