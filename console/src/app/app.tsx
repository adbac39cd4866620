import I18nProvider from "@cloudscape-design/components/i18n";
import messages from "@cloudscape-design/components/i18n/messages/all.en";
import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { RouterProvider } from "react-router/dom";
import { Notifications } from "~/app/notifications";
import { newQueryClient } from "~/app/queries";
import { newRouter } from "~/app/routes";
import { SessionGate } from "~/app/session-gate";

/** The whole console. */
export function App() {
  const [queries] = useState(newQueryClient);
  const [router] = useState(() => newRouter(queries));
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <QueryClientProvider client={queries}>
        <SessionGate>
          <Notifications>
            <RouterProvider router={router} />
          </Notifications>
        </SessionGate>
      </QueryClientProvider>
    </I18nProvider>
  );
}
