import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { useDeferredValue, useState } from "react";
import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import { useMay, useSession } from "~/app/session-gate";
import { isArn } from "~/pages/assessment/edit";
import { kindOf, nameOf } from "~/pages/assessment/people";
import type { StepProps } from "~/pages/create-assessment/step";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { TextField } from "~/parts/text-field";

type Person = components["schemas"]["PersonShown"];

const MOST_FOUND = 50;

/** Who does everything with the assessment. */
export function OwnersStep(props: StepProps) {
  const { draft, onChange } = props;
  return (
    <SpaceBetween size="l">
      <Chosen {...props} />
      {useMay("FindPeople") && <People {...props} />}
      <ByArn {...props} />
      <Container header={<Header variant="h2">Review</Header>}>
        <SpaceBetween size="s">
          <Checkbox
            checked={draft.separatesDuties}
            onChange={({ detail }) => onChange({ separatesDuties: detail.checked })}
            description="Who submits a control set for review is then not the one who completes it."
          >
            Separation of duties
          </Checkbox>
          {draft.separatesDuties && (
            <Alert type="warning">Once the assessment is created, it cannot be switched off again.</Alert>
          )}
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}

function Chosen({ draft, onChange, wrong }: StepProps) {
  const { arn: own } = useSession();
  return (
    <FormField stretch errorText={wrong.owners}>
      <Table<{ readonly arn: string }>
        items={draft.owners.map((arn) => ({ arn }))}
        trackBy="arn"
        wrapLines
        ariaLabels={{ tableLabel: "Audit owners" }}
        header={
          <Header
            variant="h2"
            counter={`(${draft.owners.length})`}
            description="They manage the assessment, read all of its evidence, delegate control sets and make reports."
          >
            Audit owners
          </Header>
        }
        empty={
          <EmptyState title="No audit owner">
            Choose somebody below. Whoever creates the assessment owns it, too.
          </EmptyState>
        }
        columnDefinitions={[
          {
            id: "name",
            header: "Name",
            isRowHeader: true,
            minWidth: 150,
            cell: ({ arn }) => (
              <span className="console-text">
                {nameOf(arn)}
                {arn === own ? " (you)" : ""}
              </span>
            ),
          },
          { id: "kind", header: "Type", minWidth: 80, cell: ({ arn }) => kindOf(arn) },
          { id: "arn", header: "ARN", minWidth: 260, cell: ({ arn }) => <span className="console-text">{arn}</span> },
          {
            id: "remove",
            header: "Remove",
            minWidth: 90,
            cell: ({ arn }) => (
              <Button
                variant="icon"
                iconName="remove"
                formAction="none"
                ariaLabel={`Remove ${nameOf(arn)}`}
                onClick={() => onChange({ owners: draft.owners.filter((each) => each !== arn) })}
              />
            ),
          },
        ]}
      />
    </FormField>
  );
}

function People({ draft, onChange }: StepProps) {
  const [text, setText] = useState("");
  const sought = useDeferredValue(text);
  const { data, error, isPending, refetch } = v1Hooks.useQuery(
    "get",
    "/v1/people",
    { params: { query: { text: sought, maxResults: MOST_FOUND } } },
    { placeholderData: (before) => before },
  );
  const people = data ?? [];
  const selected = people.filter(({ arn }) => draft.owners.includes(arn));
  const choose = (chosen: readonly Person[]) => {
    const shown = new Set(people.map(({ arn }) => arn));
    onChange({ owners: [...draft.owners.filter((arn) => !shown.has(arn)), ...chosen.map(({ arn }) => arn)] });
  };
  if (error) return <ErrorAlert error={error} onRetry={() => void refetch()} />;
  return (
    <Table<Person>
      items={people}
      trackBy="arn"
      wrapLines
      loading={isPending}
      loadingText="Finding people"
      selectionType="multi"
      selectedItems={selected}
      onSelectionChange={({ detail }) => choose(detail.selectedItems)}
      ariaLabels={{
        tableLabel: "Users and roles",
        selectionGroupLabel: "Choice of audit owners",
        allItemsSelectionLabel: () => "Choose all who are shown",
        itemSelectionLabel: (_, person) => `Choose ${person.name}`,
      }}
      header={
        <Header variant="h2" description="Users of this server, and the roles that some of them act as.">
          Users and roles
        </Header>
      }
      filter={
        <TextFilter
          filteringText={text}
          onChange={({ detail }) => setText(detail.filteringText)}
          filteringPlaceholder="Find by name or ARN"
          filteringAriaLabel="Find users and roles"
        />
      }
      empty={<EmptyState title="Nobody is called that">Try another name, or give an ARN below.</EmptyState>}
      columnDefinitions={[
        {
          id: "name",
          header: "Name",
          isRowHeader: true,
          minWidth: 150,
          cell: ({ name }) => <span className="console-text">{name}</span>,
        },
        { id: "kind", header: "Type", minWidth: 80, cell: ({ kind }) => (kind === "ROLE" ? "Role" : "User") },
        {
          id: "members",
          header: "Groups, or who acts as it",
          minWidth: 150,
          cell: ({ members }) => <span className="console-text">{members.join(", ") || "-"}</span>,
        },
      ]}
    />
  );
}

function ByArn({ draft, onChange }: StepProps) {
  const [arn, setArn] = useState("");
  const typed = arn.trim();
  const isKnown = draft.owners.includes(typed);
  const add = () => {
    onChange({ owners: [...draft.owners, typed] });
    setArn("");
  };
  return (
    <Container header={<Header variant="h2">By ARN</Header>}>
      <SpaceBetween size="s">
        <TextField
          label="ARN of an IAM user or role"
          isOptional
          placeholder="arn:aws:iam::111122223333:role/AuditOwner"
          value={arn}
          onChange={setArn}
          error={typed && !isArn(typed) ? "It begins with arn:aws:iam:: and names a user or role." : undefined}
        />
        <Button formAction="none" disabled={!isArn(typed) || isKnown} onClick={add}>
          {isKnown ? "Is an audit owner already" : "Add audit owner"}
        </Button>
      </SpaceBetween>
    </Container>
  );
}
