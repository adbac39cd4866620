import "~/pages/dashboard/dashboard.css";
import FormField from "@cloudscape-design/components/form-field";
import Link from "@cloudscape-design/components/link";
import Select, { type SelectProps } from "@cloudscape-design/components/select";
import { useSearchParams } from "react-router";
import { usePages } from "~/api/hooks";
import type { components } from "~/api/schema";
import { v1, v1Hooks } from "~/api/v1";
import { address } from "~/app/paths";
import { controlAddress } from "~/pages/assessment/place";
import {
  NEED_KINDS,
  NEEDS,
  type Need,
  type NeedKind,
  queryOf,
  useActiveAssessments,
} from "~/pages/dashboard/dashboard";
import { Count } from "~/parts/count";
import { EmptyState } from "~/parts/empty-state";
import { countLink, searchOf } from "~/parts/evidence-link";
import { Page } from "~/parts/page";
import { type Column, ResourceTable } from "~/parts/resource-table";

type NeedsPage = components["schemas"]["NeedsPage"];

const ROWS = 20;
const COLUMNS: readonly Column<Need>[] = [
  {
    id: "control",
    header: "Control",
    isRowHeader: true,
    minWidth: 220,
    cell: (need) => {
      const name = (
        <span className="console-text">
          {need.controlCode} {need.controlName}
        </span>
      );
      return need.mayLook ? <Link href={controlAddress(need)}>{name}</Link> : name;
    },
  },
  { id: "need", header: "What is needed", minWidth: 140, cell: ({ need }) => NEEDS[need].text },
  {
    id: "details",
    header: "Which",
    minWidth: 200,
    cell: ({ details }) => <span className="console-text">{details.join(", ") || "-"}</span>,
  },
  { id: "todo", header: "What to do", minWidth: 240, cell: ({ need }) => NEEDS[need].todo },
  {
    id: "evidence",
    header: "Inconclusive evidence",
    minWidth: 140,
    cell: ({ evidence }) =>
      evidence ? <Count value={evidence.count} href={countLink(evidence)} of="inconclusive evidence items" /> : "-",
  },
  {
    id: "controlSet",
    header: "Control set",
    minWidth: 160,
    cell: ({ controlSetId }) => <span className="console-text">{controlSetId}</span>,
  },
  {
    id: "assessment",
    header: "Assessment",
    minWidth: 200,
    cell: ({ assessmentId, assessmentName }) => (
      <Link href={address("assessments", assessmentId)}>
        <span className="console-text">{assessmentName}</span>
      </Link>
    ),
  },
];

export function Component() {
  const [search, setSearch] = useSearchParams();
  const assessmentId = search.get("assessmentId");
  const need = search.getAll("need").filter((each): each is NeedKind => each in NEEDS);
  const query = { ...queryOf(assessmentId), need };
  const paged = usePages<NeedsPage, Need>(
    ["get", "/v1/needs", query],
    async (nextToken, signal) => {
      const asked = { ...query, maxResults: ROWS, ...(nextToken ? { nextToken } : {}) };
      const { data } = await v1.GET("/v1/needs", { params: { query: asked }, signal });
      return data as NeedsPage;
    },
    (page) => page.needs,
  );
  const narrow = (change: Readonly<Record<string, unknown>>) =>
    setSearch(searchOf({ assessmentId, need, ...change }), { replace: true, preventScrollReset: true });
  return (
    <Page
      title="Controls that need people"
      crumbs={[
        { text: "Dashboard", href: address("dashboard") },
        { text: "Controls that need people", href: "" },
      ]}
      description="Of all active assessments that you may look at: what no source can answer by itself."
    >
      <ResourceTable
        name="Controls"
        remember="needs"
        columns={COLUMNS}
        rowId={({ need: kind, assessmentId: of, controlSetId, controlId }) =>
          JSON.stringify([kind, of, controlSetId, controlId])
        }
        paged={paged}
        filter={
          <Filter
            assessmentId={assessmentId}
            need={need[0] ?? null}
            onAssessment={(id) => narrow({ assessmentId: id })}
            onNeed={(kind) => narrow({ need: kind })}
          />
        }
        empty={
          <EmptyState title="No control waits for people">
            Manual evidence, reviews and parameters that are missing show here.
          </EmptyState>
        }
      />
    </Page>
  );
}

interface FilterProps {
  readonly assessmentId: string | null;
  readonly need: NeedKind | null;
  readonly onAssessment: (id: string) => void;
  readonly onNeed: (need: string) => void;
}

function Filter({ assessmentId, need, onAssessment, onNeed }: FilterProps) {
  const { data: assessments } = useActiveAssessments();
  const { data } = v1Hooks.useQuery("get", "/v1/needs", {
    params: { query: { ...queryOf(assessmentId), maxResults: 1 } },
  });
  const counts = new Map(data?.counts.map((each) => [each.need, each.count]));
  const needs: SelectProps.Option[] = [
    { value: "", label: "Everything" },
    ...NEED_KINDS.map((kind) => ({
      value: kind,
      label: counts.has(kind) ? `${NEEDS[kind].text} (${counts.get(kind)?.toLocaleString("en")})` : NEEDS[kind].text,
    })),
  ];
  const of: SelectProps.Option[] = [
    { value: "", label: "All active assessments" },
    ...(assessments ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  const chosen = (options: readonly SelectProps.Option[], value: string | null) =>
    options.find((option) => option.value === (value ?? "")) ?? { value: value ?? "", label: value ?? "" };
  return (
    <div className="dashboard-filters">
      <FormField label="What is needed">
        <Select
          options={needs}
          selectedOption={chosen(needs, need)}
          onChange={({ detail }) => onNeed(detail.selectedOption.value ?? "")}
        />
      </FormField>
      <FormField label="Assessment">
        <Select
          options={of}
          selectedOption={chosen(of, assessmentId)}
          onChange={({ detail }) => onAssessment(detail.selectedOption.value ?? "")}
          filteringType="auto"
          filteringAriaLabel="Find assessments"
        />
      </FormField>
    </div>
  );
}
