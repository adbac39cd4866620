import Alert from "@cloudscape-design/components/alert";
import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import { crumbsTo } from "~/pages/settings/crumbs";
import { inWords, outlineOf, type Rule } from "~/pages/settings/policies";
import { TextView } from "~/pages/settings/text-view";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";

type Policy = components["schemas"]["PolicyShown"];

const SCHEMA = ".cedarschema";

export function Component() {
  const { data, error, isPending, refetch } = v1Hooks.useQuery("get", "/v1/policies");
  return (
    <Page
      title="Policies"
      crumbs={crumbsTo("Policies")}
      description="Every right is decided by these files, written in Cedar, the policy language of AWS."
    >
      <SpaceBetween size="l">
        <Alert type="info" header="How they are changed">
          Put files of your own into the folder that PROBATIVE_POLICY_DIR names, and restart the server. One that is
          called as a shipped one takes its place; an empty one takes it away; any other is added. A file that cannot be
          understood ends the start, with the line at fault.
        </Alert>
        <ErrorAlert error={error} onRetry={() => void refetch()} />
        {isPending && <Loading what="Reading the policies" />}
        {data?.map((policy) => (
          <File key={`${policy.name} ${policy.isOwn}`} policy={policy} />
        ))}
      </SpaceBetween>
    </Page>
  );
}

function File({ policy }: { readonly policy: Policy }) {
  const isSchema = policy.name.endsWith(SCHEMA);
  const { summary, rules } = outlineOf(policy.content);
  const said = isSchema ? "Names what policies speak of: people, assessments, control sets and actions." : summary;
  return (
    <ExpandableSection
      variant="container"
      headerText={policy.name}
      headerDescription={said}
      headerInfo={
        <SpaceBetween direction="horizontal" size="xxs">
          {policy.isOwn && <Badge color="blue">Your own</Badge>}
          {!policy.isInForce && <Badge>Not in force</Badge>}
        </SpaceBetween>
      }
    >
      <SpaceBetween size="m">
        {!policy.isInForce && (
          <Box>
            {policy.isOwn
              ? "It is empty: the shipped file of this name is taken away by it."
              : "A file of your own of the same name takes its place."}
          </Box>
        )}
        {!isSchema && policy.content.trim() !== "" && <Rules name={policy.name} rules={rules} />}
        <TextView name={policy.name} text={policy.content} fileName={policy.name} />
      </SpaceBetween>
    </ExpandableSection>
  );
}

function Rules({ name, rules }: { readonly name: string; readonly rules: readonly Rule[] }) {
  return (
    <Table<Rule>
      variant="borderless"
      wrapLines
      items={rules}
      trackBy="id"
      ariaLabels={{ tableLabel: `What ${name} says` }}
      empty={<EmptyState title="No policy in it" />}
      columnDefinitions={[
        {
          id: "effect",
          header: "Effect",
          minWidth: 90,
          cell: ({ effect }) => (effect === "permit" ? "Allows" : "Forbids"),
        },
        { id: "rule", header: "Policy", isRowHeader: true, minWidth: 180, cell: ({ id }) => inWords(id) },
        {
          id: "why",
          header: "Why",
          minWidth: 200,
          cell: ({ comment }) => <span className="console-text">{comment || "-"}</span>,
        },
      ]}
    />
  );
}
