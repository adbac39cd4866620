import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Steps, { type StepsProps } from "@cloudscape-design/components/steps";
import { address } from "~/app/paths";
import type { Reach } from "~/pages/settings/accounts";
import { TextView } from "~/pages/settings/text-view";

interface Props {
  readonly reach: Reach;
  readonly hasAccounts: boolean;
  readonly onDeploy: () => void;
}

const ROLE = "ProbativeReader";

/** What to do, step by step, where no account was reached yet. */
export default function FirstRun({ reach, hasAccounts, onDeploy }: Props) {
  return (
    <Container
      header={
        <Header variant="h2" description="Nothing was collected from any account yet. This is how it begins.">
          Reach your first account
        </Header>
      }
    >
      <SpaceBetween size="m">
        {!reach.collects && (
          <Alert type="warning" header="This server does not collect">
            PROBATIVE_COLLECT is false here. Another server over the same database has to, or set it to true and
            restart.
          </Alert>
        )}
        {reach.endpoint && (
          <Alert type="info" header="This server does not ask AWS">
            PROBATIVE_ENDPOINT_URL leads it to {reach.endpoint}, such as a simulated organization.
          </Alert>
        )}
        <Steps steps={stepsOf(reach, hasAccounts, onDeploy)} ariaLabel="How the first account is reached" />
      </SpaceBetween>
    </Container>
  );
}

function step(isDone: boolean, header: string, details: StepsProps.Step["details"]): StepsProps.Step {
  return { status: isDone ? "success" : "pending", statusIconAriaLabel: isDone ? "Done" : "To do", header, details };
}

function stepsOf(reach: Reach, hasAccounts: boolean, onDeploy: () => void): StepsProps.Step[] {
  const name = reach.roleName || ROLE;
  const settings = [
    `PROBATIVE_ROLE_NAME=${name}`,
    `PROBATIVE_EXTERNAL_ID=${reach.externalId || "A-WORD-OF-YOUR-OWN"}`,
    `PROBATIVE_CLOUDTRAIL=${reach.cloudtrail || "s3://YOUR-ORGANIZATION-TRAIL-BUCKET"}`,
  ].join("\n");
  return [
    step(
      reach.roleName !== "",
      "Tell the server which role to assume",
      <SpaceBetween size="xs">
        <div>
          {reach.roleName
            ? `It assumes ${reach.roleName} in each account.`
            : "It assumes none: it asks AWS with its own credentials, and so reaches its own account only. Set these variables where the server is started, and restart it."}
        </div>
        {!reach.roleName && <TextView name="Settings of the server" text={settings} />}
      </SpaceBetween>,
    ),
    step(
      false,
      "Deploy the role in each account",
      <SpaceBetween size="xs">
        <div>
          The role {name} only reads, and only what the frameworks of this server ask for. Deploy its template in one
          account to begin with, or in all of the organization by a stack set.
        </div>
        <Button onClick={onDeploy}>Show the template</Button>
      </SpaceBetween>,
    ),
    step(
      reach.cloudtrail !== "",
      "Say where the log files of AWS CloudTrail lie",
      reach.cloudtrail
        ? `They are read from ${reach.cloudtrail}.`
        : "Without PROBATIVE_CLOUDTRAIL there is no evidence of who did what: an organization trail's bucket is best.",
    ),
    step(
      false,
      "Test an account",
      "Give its id under Test an account below: who the server is there, or what is in the way.",
    ),
    step(
      hasAccounts,
      "Create an assessment that names the account",
      hasAccounts ? (
        "There is one: the first evidence comes within minutes once the role can be assumed."
      ) : (
        <Link href={address("assessments", "create")}>Create assessment</Link>
      ),
    ),
  ];
}
