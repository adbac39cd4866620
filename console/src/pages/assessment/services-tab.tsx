import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import type { AssessmentSeen } from "~/pages/assessment/assessment";
import { EmptyState } from "~/parts/empty-state";
import { type Column, ResourceTable } from "~/parts/resource-table";

type Service = components["schemas"]["FrameworkServiceShown"];

const COLUMNS: readonly Column<Service>[] = [
  {
    id: "name",
    header: "Service",
    cell: ({ displayName }) => displayName,
    value: ({ displayName }) => displayName,
    isRowHeader: true,
    minWidth: 220,
  },
  {
    id: "category",
    header: "Category",
    cell: ({ category }) => category,
    value: ({ category }) => category,
    minWidth: 200,
  },
  {
    id: "controls",
    header: "Controls that look at it",
    cell: ({ controlsCount }) => controlsCount.toLocaleString("en"),
    value: ({ controlsCount }) => controlsCount,
  },
];

/** The services that are looked at: those that the evidence sources of the framework ask. */
export function ServicesTab({ seen }: { readonly seen: AssessmentSeen }) {
  const { data, error, refetch } = v1Hooks.useQuery("get", "/v1/frameworks/{framework_id}/services", {
    params: { path: { framework_id: seen.assessment?.framework?.id ?? "" } },
  });
  return (
    <ResourceTable
      name="AWS services"
      remember="assessment-services"
      description="They follow from what the framework's controls ask; nothing has to be chosen."
      columns={COLUMNS}
      rows={data}
      rowId={({ name }) => name}
      error={error}
      onRetry={() => void refetch()}
      empty={
        <EmptyState title="No services">
          The controls of the framework ask no AWS service: their evidence is brought by people.
        </EmptyState>
      }
    />
  );
}
