import Badge from "@cloudscape-design/components/badge";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import { useSession } from "~/app/session-gate";
import { crumbsTo } from "~/pages/settings/crumbs";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";
import { Properties } from "~/parts/properties";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { Time } from "~/parts/time";

type Setting = components["schemas"]["SettingShown"];

const COLUMNS: readonly Column<Setting>[] = [
  {
    id: "name",
    header: "Variable",
    isRowHeader: true,
    minWidth: 220,
    cell: ({ name }) => <span className="console-text">{name}</span>,
    value: ({ name }) => name,
  },
  {
    id: "value",
    header: "Value",
    minWidth: 200,
    cell: ({ value, isSecret }) =>
      isSecret && value ? <Badge>Set, and not shown</Badge> : <span className="console-text">{value || "-"}</span>,
    value: ({ value }) => value,
  },
  {
    id: "origin",
    header: "From",
    minWidth: 110,
    cell: (setting) => originOf(setting),
    value: (setting) => originOf(setting),
  },
];

function originOf({ isDefault }: Setting): string {
  return isDefault ? "Default" : "Set";
}

export function Component() {
  const { data, error, refetch } = v1Hooks.useQuery("get", "/v1/server-settings");
  return (
    <Page
      title="Server"
      crumbs={crumbsTo("Server")}
      description="The server that answered, and the settings that it was started with."
    >
      <SpaceBetween size="l">
        <State />
        <ResourceTable
          name="Server settings"
          remember="server-settings"
          rows={data}
          columns={COLUMNS}
          rowId={({ name }) => name}
          error={error}
          onRetry={() => void refetch()}
          description="Environment variables: change them where the server is started, and restart it. Secrets are never shown."
          empty={<EmptyState title="No settings are told" />}
        />
      </SpaceBetween>
    </Page>
  );
}

function State() {
  const { accountId, region } = useSession();
  const { data, error, isPending, isFetching, refetch } = v1Hooks.useQuery("get", "/v1/server-state");
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button iconName="refresh" loading={isFetching} onClick={() => void refetch()}>
              Look again
            </Button>
          }
        >
          State
        </Header>
      }
    >
      <ErrorAlert error={error} />
      {isPending && <Loading />}
      {data && (
        <Properties
          items={[
            ["Version", data.version],
            ...data.parts.map(({ name, isWell }) => [nameOf(name), <Health key={name} isWell={isWell} />] as const),
            ["Time by the server's clock", <Time key="at" at={data.at} />],
            ["Address", location.origin],
            ["Account it speaks for", accountId],
            ["Region of its ARNs", region],
          ]}
        />
      )}
    </Container>
  );
}

function nameOf(part: string): string {
  return { records: "Records", lake: "Evidence lake" }[part] ?? part;
}

function Health({ isWell }: { readonly isWell: boolean }) {
  return isWell ? (
    <StatusIndicator>Answers</StatusIndicator>
  ) : (
    <StatusIndicator type="error">Does not answer: see the server's log</StatusIndicator>
  );
}
