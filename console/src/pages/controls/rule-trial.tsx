import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { allOf } from "~/api/listing";
import type { components } from "~/api/schema";
import { v1, v1Hooks } from "~/api/v1";
import type { Asked } from "~/pages/controls/rule-check";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { JsonViewer } from "~/parts/json-viewer";
import { Time } from "~/parts/time";
import { type Verdict, VerdictStatus } from "~/parts/verdict";

type Tried = components["schemas"]["TriedShown"];

const SHOWN = 20;
const VERDICTS: readonly Verdict[] = ["COMPLIANT", "NON_COMPLIANT", "INCONCLUSIVE", "NOT_APPLICABLE"];
const EVERYWHERE = { value: "", label: "All assessments whose evidence you may read" };

interface Props extends Asked {
  readonly expression: string;
  readonly isSound: boolean;
}

/** What a rule makes of what was really answered lately, before it is saved. */
export function RuleTrial({ expression, isSound, sourceType, keyword }: Props) {
  const [assessmentId, setAssessmentId] = useState("");
  const [tried, setTried] = useState("");
  const trial = v1Hooks.useMutation("post", "/v1/recent-rule-trials");
  const assessments = useQuery({
    queryKey: ["get", "/v1/assessments"],
    queryFn: ({ signal }) =>
      allOf(
        (nextToken) => v1.GET("/v1/assessments", { params: { query: { maxResults: 1000, nextToken } }, signal }),
        (page) => page.assessments,
      ),
  });
  const options = [EVERYWHERE, ...(assessments.data ?? []).map(({ id, name }) => ({ value: id, label: name }))];
  const begin = () => {
    setTried(expression);
    trial.mutate({
      body: { expression, sourceType, keyword, assessmentId: assessmentId || null, maxResults: SHOWN },
    });
  };
  return (
    <SpaceBetween size="s">
      <FormField
        label="Try the rule on recent answers"
        description={`On the latest ${SHOWN} answers of the last month. Nothing is changed by it.`}
        secondaryControl={
          <Button formAction="none" disabled={!isSound} loading={trial.isPending} onClick={begin}>
            Try rule
          </Button>
        }
      >
        <Select
          ariaLabel="Assessment whose answers are tried"
          options={options}
          filteringType="auto"
          selectedOption={options.find(({ value }) => value === assessmentId) ?? EVERYWHERE}
          onChange={({ detail }) => setAssessmentId(detail.selectedOption.value ?? "")}
        />
      </FormField>
      <ErrorAlert error={trial.error} />
      <div aria-live="polite">{trial.data && <Trials trials={trial.data.trials} isOld={tried !== expression} />}</div>
    </SpaceBetween>
  );
}

function Trials({ trials, isOld }: { readonly trials: readonly Tried[]; readonly isOld: boolean }) {
  const [chosen, setChosen] = useState<Tried>();
  const changed = trials.filter(({ verdict, verdictBefore }) => verdict !== verdictBefore).length;
  const shown = chosen && trials.includes(chosen) ? chosen : undefined;
  return (
    <SpaceBetween size="s">
      <Table<Tried>
        variant="embedded"
        items={trials}
        trackBy="evidenceId"
        wrapLines
        enableKeyboardNavigation
        selectionType="single"
        selectedItems={shown ? [shown] : []}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems[0])}
        ariaLabels={{
          tableLabel: "What the rule makes of recent answers",
          selectionGroupLabel: "Choice of an answer to look at",
          itemSelectionLabel: (_, { resource, account }) => `Look at the answer on ${resource || account}`,
        }}
        header={
          <Header
            variant="h3"
            counter={`(${trials.length})`}
            description={isOld ? "The rule was changed since: try it again." : toldOf(trials, changed)}
          >
            What the rule makes of recent answers
          </Header>
        }
        columnDefinitions={[
          { id: "now", header: "Verdict", minWidth: 175, cell: ({ verdict }) => <VerdictStatus of={verdict} /> },
          {
            id: "before",
            header: "When collected",
            minWidth: 175,
            cell: ({ verdict, verdictBefore }) =>
              verdict === verdictBefore ? "The same" : <VerdictStatus of={verdictBefore} />,
          },
          {
            id: "resource",
            header: "Resource",
            isRowHeader: true,
            minWidth: 180,
            cell: ({ resource }) => <span className="console-text">{resource || "Account and region"}</span>,
          },
          {
            id: "reason",
            header: "Reason",
            minWidth: 200,
            cell: ({ reason }) => <span className="console-text">{reason || "-"}</span>,
          },
          {
            id: "where",
            header: "Account and region",
            minWidth: 150,
            cell: (each) => `${each.account} ${each.region}`,
          },
          { id: "time", header: "Time", minWidth: 120, cell: ({ time }) => <Time at={time} relative /> },
        ]}
        empty={
          <EmptyState title="No recent answers">
            Nothing of the kind was collected in the last month, or none that you may read. The rule can be saved all
            the same.
          </EmptyState>
        }
      />
      {shown && <JsonViewer name={`Answer on ${shown.resource || shown.account}`} value={shown.answer} />}
      {trials.length > 0 && !shown && <Box color="text-body-secondary">Choose one to see its answer.</Box>}
    </SpaceBetween>
  );
}

function toldOf(trials: readonly Tried[], changed: number) {
  if (trials.length === 0) return undefined;
  return (
    <SpaceBetween direction="horizontal" size="s">
      {VERDICTS.map((verdict) => [verdict, trials.filter((each) => each.verdict === verdict).length] as const)
        .filter(([, count]) => count > 0)
        .map(([verdict, count]) => (
          <VerdictStatus key={verdict} of={verdict} count={count} />
        ))}
      <span>{changed === 0 ? "none other than before" : `${changed} other than before`}</span>
    </SpaceBetween>
  );
}
