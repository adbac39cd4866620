import Alert from "@cloudscape-design/components/alert";
import Autosuggest from "@cloudscape-design/components/autosuggest";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TokenGroup from "@cloudscape-design/components/token-group";
import { useState } from "react";
import { fieldError } from "~/api/explain";
import { v1Hooks } from "~/api/v1";
import { useMay } from "~/app/session-gate";
import { type Draft, isArn, parseAccounts, type Wrong, withAccounts } from "~/pages/assessment/edit";
import { nameOf } from "~/pages/assessment/people";
import { ServicesTable, useMayChoose } from "~/pages/assessment/services";
import { TextField } from "~/parts/text-field";

interface Props {
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
  readonly wrong: Wrong;
  readonly error: unknown;
}

const NAME_MOST = 300;
const DESCRIPTION_MOST = 1000;

export function DetailsFields({ draft, onChange, wrong, error }: Props) {
  return (
    <Container header={<Header variant="h2">Assessment details</Header>}>
      <SpaceBetween size="l">
        <TextField
          label="Assessment name"
          value={draft.name}
          limit={NAME_MOST}
          onChange={(name) => onChange({ name })}
          error={wrong.name ?? fieldError(error, "assessmentName")}
        />
        <TextField
          label="Assessment description"
          isOptional
          rows={3}
          value={draft.description}
          limit={DESCRIPTION_MOST}
          onChange={(description) => onChange({ description })}
          error={fieldError(error, "assessmentDescription")}
        />
        <TextField
          label="Assessment reports destination"
          description="Where reports go from now on; those that were made stay where they are."
          constraint="s3://bucket/prefix"
          value={draft.destination}
          onChange={(destination) => onChange({ destination })}
          error={wrong.destination ?? fieldError(error, "destination")}
        />
      </SpaceBetween>
    </Container>
  );
}

export function AccountsFields({ draft, onChange, wrong, error }: Props) {
  const [pasted, setPasted] = useState("");
  const { ids, wrong: unknown } = parseAccounts(pasted);
  const add = () => {
    onChange({ accounts: withAccounts(draft.accounts, ids) });
    setPasted(unknown.join("\n"));
  };
  return (
    <Container header={<Header variant="h2">AWS accounts</Header>}>
      <SpaceBetween size="l">
        <FormField
          label={`Accounts in scope (${draft.accounts.length})`}
          errorText={wrong.accounts ?? fieldError(error, "awsAccounts")}
        >
          <TokenGroup
            limit={20}
            items={draft.accounts.map(({ id = "", name }) => ({
              label: name ? `${id} (${name})` : id,
              dismissLabel: `Take out ${id}`,
            }))}
            onDismiss={({ detail }) =>
              onChange({ accounts: draft.accounts.filter((_, place) => place !== detail.itemIndex) })
            }
          />
        </FormField>
        <TextField
          label="Add accounts"
          isOptional
          rows={2}
          description="Account IDs of 12 digits; a pasted list may have commas, blanks or lines between them."
          value={pasted}
          onChange={setPasted}
          error={unknown.length > 0 ? `No account ID: ${unknown.slice(0, 5).join(", ")}` : undefined}
        />
        <Button formAction="none" disabled={ids.length === 0} onClick={add}>
          {ids.length > 1 ? `Add ${ids.length} accounts` : "Add account"}
        </Button>
        <TextField
          label="Regions"
          description="Where evidence is collected in each account."
          constraint="Codes of regions with commas between them, such as us-east-1, eu-west-1."
          value={draft.regions}
          onChange={(regions) => onChange({ regions })}
          error={wrong.regions ?? fieldError(error, "regions")}
        />
      </SpaceBetween>
    </Container>
  );
}

/** Which services are looked at, where the framework leaves it open. */
export function ServicesFields({
  draft,
  onChange,
  wrong,
  error,
  frameworkId,
}: Props & { readonly frameworkId: string }) {
  if (!useMayChoose(frameworkId)) return null;
  return (
    <FormField stretch errorText={wrong.services ?? fieldError(error, "services")}>
      <ServicesTable
        frameworkId={frameworkId}
        name="AWS services in scope"
        remember="edit-assessment.services"
        description="Evidence that concerns none of those that you choose is not collected from now on."
        chosen={draft.services}
        onChoose={(services) => onChange({ services })}
      />
    </FormField>
  );
}

export function OwnersFields({ draft, onChange, error }: Props) {
  const [typed, setTyped] = useState("");
  const mayFind = useMay("FindPeople");
  const found = v1Hooks.useQuery(
    "get",
    "/v1/people",
    { params: { query: { text: typed, maxResults: 20 } } },
    { enabled: mayFind, placeholderData: (before) => before },
  );
  const isNew = isArn(typed) && !draft.owners.includes(typed.trim());
  const add = (arn: string) => {
    onChange({ owners: [...draft.owners.filter((each) => each !== arn), arn] });
    setTyped("");
  };
  const options = (found.data ?? [])
    .filter((person) => !draft.owners.includes(person.arn))
    .map((person) => ({
      value: person.arn,
      label: person.name,
      description: person.arn,
      labelTag: person.kind === "ROLE" ? "Role" : "User",
    }));
  return (
    <Container
      header={
        <Header variant="h2" description="They do everything with the assessment, and read all of its evidence.">
          Audit owners
        </Header>
      }
    >
      <SpaceBetween size="l">
        <FormField
          label={`Audit owners (${draft.owners.length})`}
          description="Whoever created the assessment stays an owner without being named."
          errorText={fieldError(error, "roles") ?? fieldError(error, "roleArn")}
        >
          <TokenGroup
            items={draft.owners.map((arn) => ({
              label: nameOf(arn),
              description: arn,
              dismissLabel: `Take out ${nameOf(arn)}`,
            }))}
            onDismiss={({ detail }) =>
              onChange({ owners: draft.owners.filter((_, place) => place !== detail.itemIndex) })
            }
          />
        </FormField>
        <FormField
          label={
            <>
              Add an audit owner <i>- optional</i>
            </>
          }
          constraintText={mayFind ? "Choose somebody, or type an ARN of a user or role." : "The ARN of a user or role."}
        >
          <Autosuggest
            value={typed}
            options={options}
            filteringType="manual"
            statusType={found.isFetching ? "loading" : "finished"}
            loadingText="Looking for people"
            empty={mayFind ? "Nobody is called that" : "Type an ARN"}
            enteredTextLabel={(value) => (isArn(value) ? `Add ${value}` : `Go on to type an ARN: ${value}`)}
            ariaLabel="Audit owner to add"
            onChange={({ detail }) => setTyped(detail.value)}
            onSelect={({ detail }) => isArn(detail.value) && add(detail.value.trim())}
          />
        </FormField>
        <Button formAction="none" disabled={!isNew} onClick={() => add(typed.trim())}>
          Add audit owner
        </Button>
      </SpaceBetween>
    </Container>
  );
}

export function ReviewFields({ draft, onChange, isBound }: Props & { readonly isBound: boolean }) {
  return (
    <Container header={<Header variant="h2">Review</Header>}>
      <SpaceBetween size="s">
        <Checkbox
          checked={draft.separatesDuties}
          disabled={isBound}
          onChange={({ detail }) => onChange({ separatesDuties: detail.checked })}
          description="Who submits a control set for review is then not the one who completes it."
        >
          Separation of duties
        </Checkbox>
        {isBound && <Box color="text-body-secondary">It holds for good.</Box>}
        {!isBound && draft.separatesDuties && (
          <Alert type="warning">Once it is saved, it cannot be switched off again.</Alert>
        )}
      </SpaceBetween>
    </Container>
  );
}
