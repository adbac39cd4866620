import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import { glanceOf, missingOf, type Readiness, usesOf } from "~/pages/create-assessment/readiness";
import { ErrorAlert } from "~/parts/error-alert";
import { Time } from "~/parts/time";

type Connection = components["schemas"]["ConnectionShown"];

interface Props {
  readonly accountId: string;
  /** None: where the server collects by default. */
  readonly regions: readonly string[];
  readonly isDisabled?: boolean;
}

/** Tries the role in an account, and looks at what is in use and switched on there. */
export function AccountChecks({ accountId, regions, isDisabled = false }: Props) {
  const connection = v1Hooks.useMutation("post", "/v1/connection-checks");
  const readiness = v1Hooks.useMutation("post", "/v1/readiness-checks");
  const body = { accountId, regions: [...regions] };
  const connected = connection.data?.accountId === accountId ? connection.data : undefined;
  const ready = readiness.data?.accountId === accountId ? readiness.data : undefined;
  return (
    <SpaceBetween size="s">
      <SpaceBetween direction="horizontal" size="xs">
        <Button
          iconName="refresh"
          disabled={isDisabled}
          loading={connection.isPending}
          onClick={() => connection.mutate({ body })}
        >
          Test this role
        </Button>
        <Button
          disabled={isDisabled}
          loading={readiness.isPending}
          onClick={() => readiness.mutate({ body: { ...body, frameworkId: null } })}
        >
          Check readiness
        </Button>
      </SpaceBetween>
      <div aria-live="polite">
        <SpaceBetween size="s">
          <ErrorAlert error={connection.error} />
          {connected && <Connected found={connected} />}
          <ErrorAlert error={readiness.error} />
          {ready && <Ready found={ready} />}
        </SpaceBetween>
      </div>
    </SpaceBetween>
  );
}

function Connected({ found }: { readonly found: Connection }) {
  const findings = (
    <ul>
      {found.findings.map(({ name, message }) => (
        <li key={`${name} ${message}`}>
          <span className="console-text">
            {name}: {message}
          </span>
        </li>
      ))}
    </ul>
  );
  if (!found.isReachable) {
    return (
      <Alert type="error" header={`${found.accountId} cannot be reached`}>
        {findings}
        Where the role is not there yet, deploy it (tab Role to deploy). Where it is, look whether its trust policy
        names this server and the external id.
      </Alert>
    );
  }
  return (
    <Alert
      type={found.findings.length > 0 ? "warning" : "success"}
      header={found.findings.length > 0 ? "Reached, but not everywhere" : `${found.accountId} is reached`}
    >
      The server acts there as <span className="console-text">{found.identity}</span> (<Time at={found.checkedAt} />
      ).
      {found.findings.length > 0 && findings}
    </Alert>
  );
}

function Ready({ found }: { readonly found: Readiness }) {
  const { type, text } = glanceOf(found);
  const missing = missingOf(found);
  return (
    <SpaceBetween size="s">
      <Box>
        <StatusIndicator type={type}>{text}</StatusIndicator>
      </Box>
      {!found.isReachable &&
        found.findings.map(({ name, message }) => (
          <Box key={`${name} ${message}`}>
            <span className="console-text">
              {name}: {message}
            </span>
          </Box>
        ))}
      {usesOf(found).map(([platform, where]) => (
        <Box key={platform}>
          <b>{platform}</b>: {where}
        </Box>
      ))}
      {missing.length > 0 && (
        <Table
          variant="borderless"
          wrapLines
          items={[...missing]}
          ariaLabels={{ tableLabel: `What is not switched on in ${found.accountId}` }}
          columnDefinitions={[
            { id: "service", header: "Service", isRowHeader: true, minWidth: 140, cell: ({ service }) => service },
            { id: "region", header: "Region", minWidth: 110, cell: ({ region }) => region },
            {
              id: "state",
              header: "State",
              minWidth: 130,
              cell: ({ state }) => (state === "NOT_ENABLED" ? "Not switched on" : "Could not be told"),
            },
            {
              id: "remedy",
              header: "Why, and what to do",
              minWidth: 220,
              cell: ({ reason, remedy }) => (
                <span className="console-text">
                  {reason} {remedy}
                </span>
              ),
            },
          ]}
        />
      )}
    </SpaceBetween>
  );
}
