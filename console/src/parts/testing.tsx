import I18nProvider from "@cloudscape-design/components/i18n";
import messages from "@cloudscape-design/components/i18n/messages/all.en";
import { QueryClientProvider } from "@tanstack/react-query";
import { type RenderResult, render as renderAlone } from "@testing-library/react";
import type { ReactNode } from "react";
import { createMemoryRouter } from "react-router";
import { RouterProvider } from "react-router/dom";
import type { Session } from "~/api/session";
import { Notifications } from "~/app/notifications";
import { newQueryClient } from "~/app/queries";
import { SessionForTests } from "~/app/session-gate";

/** Return somebody who is signed in. */
export function fakeSession(change: Partial<Session> = {}): Session {
  return {
    id: "00000000-0000-7000-8000-000000000001",
    name: "olivia",
    arn: "arn:aws:iam::111122223333:user/olivia",
    roleArns: [],
    standing: "administrator",
    rights: [],
    hasPassword: true,
    accountId: "111122223333",
    region: "us-east-1",
    expiresAt: "2026-11-27T00:00:00Z",
    ...change,
  };
}

/** Draw a component inside of all that stands around it in the console, at an address of it. */
export function render(node: ReactNode, session = fakeSession(), path = "/"): RenderResult {
  const router = createMemoryRouter([{ path: "*", element: node }], { initialEntries: [path] });
  return renderAlone(
    <I18nProvider locale="en" messages={[messages]}>
      <QueryClientProvider client={newQueryClient()}>
        <SessionForTests value={session}>
          <Notifications>
            <RouterProvider router={router} />
          </Notifications>
        </SessionForTests>
      </QueryClientProvider>
    </I18nProvider>,
  );
}
