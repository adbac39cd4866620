import { GetControlCommand } from "@aws-sdk/client-auditmanager";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs, { type TabsProps } from "@cloudscape-design/components/tabs";
import { useParams, useSearchParams } from "react-router";
import { useAws, useForget } from "~/api/hooks";
import { v1Hooks } from "~/api/v1";
import { address } from "~/app/paths";
import { useMay } from "~/app/session-gate";
import { DeleteControl } from "~/pages/controls/deletion";
import { ControlOverview } from "~/pages/controls/overview";
import { Parameters } from "~/pages/controls/parameters";
import { SourceView } from "~/pages/controls/source-view";
import type { Details } from "~/pages/controls/words";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";
import { Tags } from "~/parts/tags";

const LIST = { text: "Control library", href: address("controls") };

export function Component() {
  const { controlId = "" } = useParams();
  const { data, error, refetch } = v1Hooks.useQuery("get", "/v1/control-details/{control_id}", {
    params: { path: { control_id: controlId } },
  });
  const name = data?.name ?? "Control";
  return (
    <Page
      title={name}
      crumbs={[LIST, { text: name, href: "" }]}
      description={data?.code || undefined}
      actions={data && <Actions of={data} />}
    >
      <ErrorAlert error={error} onRetry={() => void refetch()} />
      {!data && !error && <Loading what="Loading the control" />}
      {data && <Loaded of={data} />}
    </Page>
  );
}

function Actions({ of }: { readonly of: Details }) {
  const may = { create: useMay("CreateControl"), update: useMay("UpdateControl"), remove: useMay("DeleteControl") };
  const from = new URLSearchParams({ from: of.id });
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {!of.isStandard && may.remove && <DeleteControl of={of} />}
      {may.create && <Button href={`${address("controls", "create")}?${from}`}>Make a custom copy</Button>}
      {!of.isStandard && may.update && (
        <Button variant="primary" href={address("controls", of.id, "edit")}>
          Edit
        </Button>
      )}
    </SpaceBetween>
  );
}

function Loaded({ of }: { readonly of: Details }) {
  const [search, setSearch] = useSearchParams();
  const forget = useForget();
  const whole = useAws(GetControlCommand, { controlId: of.id }, { enabled: !of.isStandard });
  const control = whole.data?.control;
  const mayTag = [useMay("TagResource"), useMay("UntagResource")].every(Boolean);
  const tabs: TabsProps.Tab[] = [
    { id: "sources", label: `Evidence sources (${of.sources.length})`, content: <Sources of={of} /> },
    ...(of.parameters.length > 0
      ? [
          {
            id: "parameters",
            label: `Parameters (${of.parameters.length})`,
            content: <Parameters of={of.parameters} />,
          },
        ]
      : []),
    ...(control
      ? [
          {
            id: "tags",
            label: "Tags",
            content: (
              <Tags
                of="the control"
                remember="control-tags"
                arn={control.arn ?? ""}
                tags={control.tags}
                mayTag={mayTag}
                onSaved={() => forget(GetControlCommand)}
              />
            ),
          },
        ]
      : []),
  ];
  const asked = search.get("tab");
  return (
    <SpaceBetween size="l">
      <ControlOverview of={of} control={control} />
      <ErrorAlert error={whole.error} onRetry={() => void whole.refetch()} />
      <Tabs
        tabs={tabs}
        activeTabId={tabs.some(({ id }) => id === asked) ? (asked ?? "") : "sources"}
        onChange={({ detail }) => setSearch({ tab: detail.activeTabId }, { replace: true, preventScrollReset: true })}
        ariaLabel="Parts of the control"
      />
    </SpaceBetween>
  );
}

function Sources({ of }: { readonly of: Details }) {
  const mayWrite = useMay("WriteRules");
  if (of.sources.length === 0) return <EmptyState title="No evidence sources">Nothing is collected for it.</EmptyState>;
  return (
    <SpaceBetween size="m">
      {of.sources.map((source) => (
        <SourceView
          key={source.id}
          source={source}
          ruleHref={
            !of.isStandard && mayWrite && source.takesRule && !source.isRuleInDescription
              ? address("controls", of.id, "sources", source.id, "rule")
              : undefined
          }
        />
      ))}
    </SpaceBetween>
  );
}
