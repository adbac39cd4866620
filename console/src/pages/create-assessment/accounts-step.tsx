import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";
import { explain } from "~/api/explain";
import { useMay } from "~/app/session-gate";
import { parseAccounts } from "~/pages/assessment/edit";
import { OrganizationPicker } from "~/pages/create-assessment/organization-picker";
import { glanceOf, type Look, type Looking, missingOf, usesOf } from "~/pages/create-assessment/readiness";
import type { StepProps } from "~/pages/create-assessment/step";
import { EmptyState } from "~/parts/empty-state";
import type { Account } from "~/parts/organization";
import { TextField } from "~/parts/text-field";

const SHOWN_WRONG = 5;

/** Which accounts and regions evidence is collected in, and whether they are ready for it. */
export function AccountsStep({ looking, ...props }: StepProps & { readonly looking: Looking }) {
  return (
    <SpaceBetween size="l">
      <Accounts {...props} looking={looking} />
      <Regions {...props} />
    </SpaceBetween>
  );
}

function Accounts({ draft, onChange, wrong, looking }: StepProps & { readonly looking: Looking }) {
  const [isPicking, setPicking] = useState(false);
  const mayLook = useMay("ManageAccounts");
  const remove = (id: string) => onChange({ accounts: draft.accounts.filter((account) => account.id !== id) });
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={`(${draft.accounts.length})`}
          description="Evidence is collected in these accounts, through a role that only reads."
          actions={
            mayLook && (
              <SpaceBetween direction="horizontal" size="xs">
                <Button formAction="none" onClick={() => setPicking(true)}>
                  Choose from the organization
                </Button>
                <Button
                  formAction="none"
                  iconName="refresh"
                  disabled={draft.accounts.length === 0}
                  loading={looking.isLooking}
                  onClick={() => void looking.look()}
                >
                  Check accounts
                </Button>
              </SpaceBetween>
            )
          }
        >
          AWS accounts
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Pasted accounts={draft.accounts} onChange={(accounts) => onChange({ accounts })} />
        <FormField stretch errorText={wrong.accounts}>
          <Table<Account>
            variant="borderless"
            wrapLines
            items={draft.accounts}
            trackBy="id"
            ariaLabels={{ tableLabel: "Accounts in scope" }}
            empty={
              <EmptyState title="No accounts yet">
                {mayLook ? "Choose them from the organization, or type" : "Type"} their IDs above.
              </EmptyState>
            }
            columnDefinitions={[
              { id: "id", header: "Account ID", isRowHeader: true, cell: ({ id }) => id, minWidth: 130 },
              {
                id: "name",
                header: "Name",
                cell: ({ name }) => <span className="console-text">{name ?? "-"}</span>,
                minWidth: 120,
              },
              ...(mayLook
                ? [
                    {
                      id: "ready",
                      header: "Connection",
                      minWidth: 240,
                      cell: ({ id }: Account) => <LookStatus look={looking.looks.get(id)} />,
                    },
                  ]
                : []),
              {
                id: "remove",
                header: "Remove",
                minWidth: 90,
                cell: ({ id }) => (
                  <Button
                    variant="icon"
                    iconName="remove"
                    formAction="none"
                    ariaLabel={`Remove account ${id}`}
                    onClick={() => remove(id)}
                  />
                ),
              },
            ]}
          />
        </FormField>
        {mayLook && <Prerequisites draft={draft} looking={looking} />}
      </SpaceBetween>
      {isPicking && (
        <OrganizationPicker
          accounts={draft.accounts}
          onCancel={() => setPicking(false)}
          onChoose={(accounts) => {
            onChange({ accounts });
            setPicking(false);
          }}
        />
      )}
    </Container>
  );
}

interface PastedProps {
  readonly accounts: readonly Account[];
  readonly onChange: (accounts: readonly Account[]) => void;
}

function Pasted({ accounts, onChange }: PastedProps) {
  const [text, setText] = useState("");
  const { ids, wrong } = parseAccounts(text);
  const known = new Set(accounts.map(({ id }) => id));
  const fresh = ids.filter((id) => !known.has(id));
  const add = () => {
    onChange([...accounts, ...fresh.map((id) => ({ id }))]);
    setText(wrong.join("\n"));
  };
  return (
    <SpaceBetween size="s">
      <TextField
        label="Add accounts by ID"
        isOptional
        rows={2}
        description="IDs of 12 digits; a pasted list may have commas, blanks or lines between them."
        placeholder="111122223333, 444455556666"
        value={text}
        onChange={setText}
        error={wrong.length > 0 ? `No account ID: ${wrong.slice(0, SHOWN_WRONG).join(", ")}` : undefined}
      />
      <Button formAction="none" disabled={ids.length === 0} onClick={add}>
        {fresh.length > 1 ? `Add ${fresh.length} accounts` : "Add account"}
      </Button>
    </SpaceBetween>
  );
}

function Regions({ draft, onChange, wrong }: StepProps) {
  return (
    <Container header={<Header variant="h2">Regions</Header>}>
      <TextField
        label="Regions to collect in"
        isOptional
        description="Left empty, evidence is collected in the regions that this server collects in by default."
        constraint="Codes with commas between them, such as us-east-1, eu-west-1."
        value={draft.regions}
        onChange={(regions) => onChange({ regions })}
        error={wrong.regions}
      />
    </Container>
  );
}

function LookStatus({ look }: { readonly look: Look | undefined }) {
  if (!look) return <StatusIndicator type="pending">Not checked</StatusIndicator>;
  if (look.state === "looking") return <StatusIndicator type="loading">Checking</StatusIndicator>;
  if (look.state === "failed") {
    return <StatusIndicator type="error">{explain(look.error).message}</StatusIndicator>;
  }
  const { type, text } = glanceOf(look.found);
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}

function Prerequisites({ draft, looking }: Pick<StepProps, "draft"> & { readonly looking: Looking }) {
  if (looking.looks.size === 0) {
    return (
      <Alert type="info" header="Before evidence is collected">
        Check the accounts: whether the role can be assumed in each, whether Amazon Bedrock and Amazon SageMaker AI are
        in use there, and which services that evidence comes from are not switched on. The assessment can be created
        either way; what cannot be read is then reported as a refusal.
      </Alert>
    );
  }
  return (
    <SpaceBetween size="xs">
      <Box variant="h3">Prerequisites</Box>
      {draft.accounts.map((account) => (
        <AccountPrerequisites key={account.id} account={account} look={looking.looks.get(account.id)} />
      ))}
    </SpaceBetween>
  );
}

function AccountPrerequisites({ account, look }: { readonly account: Account; readonly look: Look | undefined }) {
  if (look?.state !== "looked") return null;
  const { found } = look;
  const { type } = glanceOf(found);
  return (
    <ExpandableSection
      defaultExpanded={type === "error"}
      headerText={account.name ? `${account.id} (${account.name})` : account.id}
      headerDescription={glanceOf(found).text}
    >
      <SpaceBetween size="s">
        {found.identity && (
          <Box>
            Acts as <span className="console-text">{found.identity}</span>
          </Box>
        )}
        {found.findings.map((finding) => (
          <Alert key={`${finding.name} ${finding.message}`} type={type === "error" ? "error" : "warning"}>
            <span className="console-text">
              {finding.name}: {finding.message}
            </span>
          </Alert>
        ))}
        {usesOf(found).map(([platform, where]) => (
          <Box key={platform}>
            <b>{platform}</b>: {where}
          </Box>
        ))}
        <Missing found={found} />
      </SpaceBetween>
    </ExpandableSection>
  );
}

function Missing({ found }: { readonly found: Parameters<typeof missingOf>[0] }) {
  const missing = missingOf(found);
  if (missing.length === 0) {
    return found.isReachable ? (
      <StatusIndicator>Everything that evidence comes from is switched on</StatusIndicator>
    ) : null;
  }
  return (
    <Table
      variant="borderless"
      wrapLines
      items={[...missing]}
      ariaLabels={{ tableLabel: `Prerequisites of ${found.accountId}` }}
      columnDefinitions={[
        { id: "service", header: "Service", isRowHeader: true, cell: ({ service }) => service, minWidth: 140 },
        { id: "region", header: "Region", cell: ({ region }) => region, minWidth: 110 },
        {
          id: "state",
          header: "State",
          minWidth: 175,
          cell: ({ state }) => (
            <StatusIndicator type={state === "NOT_ENABLED" ? "warning" : "pending"}>
              {state === "NOT_ENABLED" ? "Not switched on" : "Could not be told"}
            </StatusIndicator>
          ),
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
  );
}
