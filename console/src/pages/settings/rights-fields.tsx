import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import DatePicker from "@cloudscape-design/components/date-picker";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Multiselect from "@cloudscape-design/components/multiselect";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TokenGroup from "@cloudscape-design/components/token-group";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "~/api/explain";
import { allOf } from "~/api/listing";
import { v1 } from "~/api/v1";
import { type RightsDraft, STANDINGS, type Standing, wrongRole } from "~/pages/settings/rights";
import { TextField } from "~/parts/text-field";

interface Props {
  readonly draft: RightsDraft;
  readonly onChange: (change: Partial<RightsDraft>) => void;
  readonly error?: string | undefined;
}

/** What a user may do: standing, roles, and what an auditor may read. */
export function RightsFields({ draft, onChange, error }: Props) {
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Standing</Header>}>
        <FormField label="What the user is beside all assessments" errorText={error}>
          <RadioGroup
            value={draft.standing}
            items={STANDINGS}
            onChange={({ detail }) => onChange({ standing: detail.value as Standing })}
          />
        </FormField>
      </Container>
      {draft.standing === "auditor" && <Auditing draft={draft} onChange={onChange} />}
      <Roles draft={draft} onChange={onChange} />
    </SpaceBetween>
  );
}

/** Return all assessments: an administrator may know that each is there. */
export function useAssessments() {
  return useQuery({
    queryKey: ["get", "/v1/assessments"],
    queryFn: ({ signal }) =>
      allOf(
        (nextToken) => v1.GET("/v1/assessments", { params: { query: { maxResults: 1000, nextToken } }, signal }),
        (page) => page.assessments,
      ),
  });
}

function Auditing({ draft, onChange }: Props) {
  const { data, error, isPending, refetch } = useAssessments();
  const known = (data ?? []).map(({ id, name, status }) => ({
    value: id,
    label: name,
    description: status === "ACTIVE" ? "Active" : "Inactive",
  }));
  const selected = draft.assessments.map((id) => known.find(({ value }) => value === id) ?? { value: id, label: id });
  return (
    <Container
      header={
        <Header variant="h2" description="An auditor sees these, and nothing of any other.">
          Assessments to audit
        </Header>
      }
    >
      <SpaceBetween size="l">
        <FormField label="Assessments" stretch>
          <Multiselect
            selectedOptions={selected}
            options={known}
            filteringType="auto"
            filteringPlaceholder="Find an assessment"
            filteringAriaLabel="Find an assessment"
            placeholder="Choose assessments"
            statusType={error ? "error" : isPending ? "loading" : "finished"}
            loadingText="Loading assessments"
            errorText={error ? explain(error).message : ""}
            recoveryText="Try again"
            onLoadItems={() => error && void refetch()}
            empty="There is no assessment yet."
            deselectAriaLabel={({ label }) => `Take away ${label}`}
            onChange={({ detail }) =>
              onChange({ assessments: detail.selectedOptions.map(({ value }) => value ?? "").filter(Boolean) })
            }
          />
        </FormField>
        <FormField
          label={
            <>
              Last day <i>- optional</i>
            </>
          }
          description="Access ends when this day is over in UTC."
          constraintText="YYYY/MM/DD. Empty: without end."
        >
          <DatePicker
            value={draft.lastDay}
            placeholder="YYYY/MM/DD"
            openCalendarAriaLabel={(day) => (day ? `Choose the last day, ${day} is chosen` : "Choose the last day")}
            onChange={({ detail }) => onChange({ lastDay: detail.value })}
          />
        </FormField>
        {draft.assessments.length === 0 && (
          <Alert type="info">Without an assessment the auditor can sign in and sees the library only.</Alert>
        )}
      </SpaceBetween>
    </Container>
  );
}

function Roles({ draft, onChange }: Props) {
  const [arn, setArn] = useState("");
  const [isTried, setTried] = useState(false);
  const wrong = arn.trim() ? wrongRole(arn, draft.roleArns) : undefined;
  const add = () => {
    setTried(true);
    if (!arn.trim() || wrong) return;
    onChange({ roleArns: [...draft.roleArns, arn.trim()] });
    setArn("");
    setTried(false);
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="An assessment that names one of these as audit owner or delegate means this user, too."
        >
          IAM roles that the user acts as
        </Header>
      }
    >
      <SpaceBetween size="s">
        <TextField
          label="ARN of an IAM role"
          isOptional
          placeholder="arn:aws:iam::111122223333:role/AuditOwner"
          value={arn}
          onChange={setArn}
          error={isTried ? wrong : undefined}
        />
        <Button formAction="none" onClick={add}>
          Add role
        </Button>
        <TokenGroup
          alignment="vertical"
          items={draft.roleArns.map((each) => ({ label: each, dismissLabel: `Take away ${each}` }))}
          onDismiss={({ detail }) => onChange({ roleArns: draft.roleArns.filter((_, at) => at !== detail.itemIndex) })}
        />
      </SpaceBetween>
    </Container>
  );
}
