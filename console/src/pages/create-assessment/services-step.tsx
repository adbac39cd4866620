import Alert from "@cloudscape-design/components/alert";
import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import type { StepProps } from "~/pages/create-assessment/step";
import { EmptyState } from "~/parts/empty-state";
import { type Column, ResourceTable } from "~/parts/resource-table";

type Service = components["schemas"]["FrameworkServiceShown"];

const COLUMNS: readonly Column<Service>[] = [
  {
    id: "name",
    header: "AWS service",
    cell: ({ displayName }) => displayName,
    value: ({ displayName }) => displayName,
    isRowHeader: true,
    minWidth: 200,
  },
  { id: "category", header: "Category", cell: ({ category }) => category || "-", value: ({ category }) => category },
  {
    id: "controls",
    header: "Controls that look at it",
    cell: ({ controlsCount }) => controlsCount,
    value: ({ controlsCount }) => controlsCount,
  },
];

/** Ask which services a framework looks at; where none is chosen yet, nothing is asked. */
export function useServices(frameworkId: string) {
  return v1Hooks.useQuery(
    "get",
    "/v1/frameworks/{framework_id}/services",
    { params: { path: { framework_id: frameworkId } } },
    { enabled: frameworkId !== "" },
  );
}

/** Which services the framework looks at; nothing is to be chosen, as its controls say it. */
export function ServicesStep({ draft }: StepProps) {
  const { data, error, refetch } = useServices(draft.frameworkId);
  return (
    <>
      <Alert type="info">
        The controls of the framework say which services are looked at. To look at others, make a custom framework with
        controls that ask for them.
      </Alert>
      <ResourceTable
        name="AWS services in scope"
        remember="create-assessment.services"
        rows={data}
        columns={COLUMNS}
        rowId={({ name }) => name}
        rowName={({ displayName }) => displayName}
        error={error}
        onRetry={() => void refetch()}
        empty={
          <EmptyState title="No services">
            All evidence of this framework is brought by people: nothing is asked of AWS.
          </EmptyState>
        }
      />
    </>
  );
}
