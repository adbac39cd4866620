import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { v1Hooks } from "~/api/v1";
import { address } from "~/app/paths";
import { ControlForm } from "~/pages/controls/control-form";
import { copyOf, emptyDraft } from "~/pages/controls/draft";
import type { Details } from "~/pages/controls/words";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";

const CRUMBS = [
  { text: "Control library", href: address("controls") },
  { text: "Create custom control", href: "" },
];

export function Component() {
  const [search] = useSearchParams();
  const from = search.get("from") ?? "";
  return (
    <Page title="Create custom control" crumbs={CRUMBS}>
      {from ? <Copied key={from} from={from} /> : <Begun />}
    </Page>
  );
}

function Begun() {
  const [begun] = useState(emptyDraft);
  return (
    <ControlForm
      begun={begun}
      action="Create custom control"
      done="The control was created"
      back="/controls?tab=custom"
    />
  );
}

function Copied({ from }: { readonly from: string }) {
  const { data, error, refetch } = v1Hooks.useQuery("get", "/v1/control-details/{control_id}", {
    params: { path: { control_id: from } },
  });
  if (data) return <Copy of={data} />;
  return error ? (
    <ErrorAlert error={error} onRetry={() => void refetch()} />
  ) : (
    <Loading what="Loading the control to copy" />
  );
}

function Copy({ of }: { readonly of: Details }) {
  const [{ draft, leftOut }] = useState(() => copyOf(of));
  return (
    <SpaceBetween size="l">
      {leftOut.length > 0 && (
        <Alert type="warning" header="Not all of the control has a place in a custom one">
          This is left out:
          <ul>
            {leftOut.map((told) => (
              <li key={told} className="console-text">
                {told}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      <ControlForm
        begun={draft}
        action="Create custom control"
        done="The control was created"
        back={`/controls/${encodeURIComponent(of.id)}`}
      />
    </SpaceBetween>
  );
}
