import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import { EmptyState } from "~/parts/empty-state";
import { type Column, ResourceTable } from "~/parts/resource-table";

export type Service = components["schemas"]["FrameworkServiceShown"];

/** The names of the only services to look at; null: all that the framework looks at. */
export type Chosen = readonly string[] | null;

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
    cell: ({ controlsCount }) => controlsCount.toLocaleString("en"),
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

/** Say whether the services of a framework may be chosen: those of a standard one follow from its controls. */
export function useMayChoose(frameworkId: string): boolean {
  const { data } = v1Hooks.useQuery("get", "/v1/framework-cards");
  return data?.some((card) => card.id === frameworkId && !card.isStandard) ?? false;
}

/** Return those of `services` that are looked at. */
export function lookedAt<T extends Pick<Service, "name">>(services: readonly T[], chosen: Chosen): readonly T[] {
  return chosen === null ? services : services.filter(({ name }) => chosen.includes(name));
}

/** Return what it means that `picked` are picked of `all`: whoever picks all takes those that come later, too. */
export function chosenOf(picked: readonly Pick<Service, "name">[], all: readonly Pick<Service, "name">[]): Chosen {
  return picked.length === all.length ? null : picked.map(({ name }) => name);
}

interface Props {
  readonly frameworkId: string;
  readonly name: string;
  readonly remember: string;
  readonly description?: string | undefined;
  readonly chosen: Chosen;
  /** Absent: it is only shown what is looked at. */
  readonly onChoose?: ((chosen: Chosen) => void) | undefined;
}

/** The services that a framework looks at, to be chosen from or only looked at. */
export function ServicesTable({ frameworkId, chosen, onChoose, ...shown }: Props) {
  const { data, error, refetch } = useServices(frameworkId);
  return (
    <ResourceTable
      {...shown}
      rows={onChoose ? data : data && lookedAt(data, chosen)}
      columns={COLUMNS}
      rowId={({ name }) => name}
      rowName={({ displayName }) => displayName}
      error={error}
      onRetry={() => void refetch()}
      {...(onChoose
        ? {
            selection: "multi" as const,
            selected: lookedAt(data ?? [], chosen),
            onSelect: (picked: readonly Service[]) => onChoose(chosenOf(picked, data ?? [])),
          }
        : {})}
      empty={
        <EmptyState title="No services">
          All evidence of this framework is brought by people: nothing is asked of AWS.
        </EmptyState>
      }
    />
  );
}
