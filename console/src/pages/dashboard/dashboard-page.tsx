import "~/pages/dashboard/dashboard.css";
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Grid from "@cloudscape-design/components/grid";
import Select, { type SelectProps } from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useSearchParams } from "react-router";
import { address } from "~/app/paths";
import { useMay } from "~/app/session-gate";
import { Coverage } from "~/pages/dashboard/coverage";
import {
  type Dashboard,
  isNumbersOnly,
  lastDay,
  useActiveAssessments,
  useDashboard,
  useOverview,
} from "~/pages/dashboard/dashboard";
import { Domains } from "~/pages/dashboard/domains";
import { LatestReports } from "~/pages/dashboard/latest-reports";
import { Needs } from "~/pages/dashboard/needs";
import { RefusalReasons } from "~/pages/dashboard/refusal-reasons";
import { Snapshot } from "~/pages/dashboard/snapshot";
import { Trend } from "~/pages/dashboard/trend";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";
import { Time } from "~/parts/time";

export { ask } from "~/pages/dashboard/dashboard";

const HALVES = [{ colspan: { default: 12, m: 6 } }, { colspan: { default: 12, m: 6 } }] as const;

export function Component() {
  const [search, setSearch] = useSearchParams();
  const assessmentId = search.get("assessmentId");
  const asked = useDashboard(assessmentId);
  const choose = (id: string) => setSearch(id ? { assessmentId: id } : {}, { preventScrollReset: true });
  const { data, error } = asked;
  return (
    <Page
      title="Dashboard"
      description={data ? <Scope of={data} /> : "What the evidence of your assessments says."}
      actions={<Choice assessmentId={assessmentId} onChoose={choose} />}
    >
      <SpaceBetween size="l">
        <ErrorAlert error={error} onRetry={() => void asked.refetch()} />
        {data === undefined && !error && <Loading what="Loading the dashboard" />}
        {data && <Shown of={data} assessmentId={assessmentId} />}
      </SpaceBetween>
    </Page>
  );
}

function Scope({ of }: { readonly of: Dashboard }) {
  return (
    <>
      {of.since} to {lastDay(of.until)}, UTC, as of <Time at={of.generatedAt} relative />.
    </>
  );
}

function Shown({ of, assessmentId }: { readonly of: Dashboard; readonly assessmentId: string | null }) {
  const overview = useOverview(assessmentId);
  if (of.assessmentsCount === 0) return <Nothing />;
  return (
    <SpaceBetween size="l">
      {isNumbersOnly(of) && (
        <Alert type="info" header="You see how much there is, not what">
          Of assessments that do not name you, numbers lead nowhere: their evidence is for audit owners, delegates and
          auditors. Whoever owns an assessment can make you one of them.
        </Alert>
      )}
      <Snapshot of={of} />
      <Trend of={of} />
      <Domains of={of} />
      <Coverage asked={overview} />
      <Grid gridDefinition={HALVES}>
        <RefusalReasons asked={overview} />
        <Needs assessmentId={assessmentId} />
      </Grid>
      <LatestReports assessmentId={assessmentId} />
    </SpaceBetween>
  );
}

function Nothing() {
  const mayCreate = useMay("CreateAssessment");
  return (
    <Container>
      <EmptyState
        title="No active assessments"
        action={
          mayCreate && (
            <Button variant="primary" href={address("assessments", "create")}>
              Create assessment
            </Button>
          )
        }
      >
        {mayCreate
          ? "Create one from a framework: evidence is collected by itself, and what it says shows here within minutes."
          : "None that you may look at collects evidence. Ask an audit owner to delegate a control set to you, or an administrator to name you."}
      </EmptyState>
    </Container>
  );
}

const ALL: SelectProps.Option = { value: "", label: "All active assessments" };

interface ChoiceProps {
  readonly assessmentId: string | null;
  readonly onChoose: (id: string) => void;
}

function Choice({ assessmentId, onChoose }: ChoiceProps) {
  const { data, isPending, isError, refetch } = useActiveAssessments();
  const options = [ALL, ...(data ?? []).map(({ id, name }): SelectProps.Option => ({ value: id, label: name }))];
  const chosen = options.find(({ value }) => value === (assessmentId ?? ""));
  return (
    <div className="dashboard-choice">
      <Select
        options={options}
        selectedOption={chosen ?? (assessmentId ? { value: assessmentId, label: assessmentId } : ALL)}
        onChange={({ detail }) => onChoose(detail.selectedOption.value ?? "")}
        filteringType={options.length > 8 ? "auto" : "none"}
        filteringAriaLabel="Find assessments"
        filteringPlaceholder="Find assessments"
        empty="No assessment has this name."
        statusType={isError ? "error" : isPending ? "loading" : "finished"}
        loadingText="Loading assessments"
        errorText="The assessments could not be read."
        recoveryText="Try again"
        onLoadItems={() => isError && void refetch()}
        ariaLabel="Assessments that are looked at"
      />
    </div>
  );
}
