import type { AssessmentControl, AssessmentControlSet } from "@aws-sdk/client-auditmanager";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Link from "@cloudscape-design/components/link";
import { useState } from "react";
import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import { useRefresh } from "~/pages/assessment/assessment";
import { controlAddress } from "~/pages/assessment/place";
import { BulkControls, DEEDS, type Deed } from "~/pages/delegations/bulk";
import { ControlPanel } from "~/pages/delegations/control-panel";
import { AddManualEvidence } from "~/pages/manual-evidence";
import { EmptyState } from "~/parts/empty-state";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { ControlStatus } from "~/parts/review-status";
import { SplitSlot } from "~/parts/split-slot";
import { type Counts, NO_VERDICTS, VerdictCounts } from "~/parts/verdict-counts";

type Groups = components["schemas"]["GroupsShown"];

const NAMES: Readonly<Record<string, keyof Counts>> = {
  COMPLIANT: "compliant",
  NON_COMPLIANT: "nonCompliant",
  INCONCLUSIVE: "inconclusive",
  NOT_APPLICABLE: "notApplicable",
};
const MOST_GROUPS = 10_000;

/** Return how much evidence says what, by control. */
export function byControl(found: Groups): Map<string, Counts> {
  const counts = new Map<string, Counts>();
  for (const { keys, count } of found.groups) {
    const control = keys.find((key) => key.by === "controlId")?.value ?? "";
    const name = NAMES[keys.find((key) => key.by === "verdict")?.value ?? ""];
    if (name) counts.set(control, { ...(counts.get(control) ?? NO_VERDICTS), [name]: count });
  }
  return counts;
}

interface Props {
  readonly assessmentId: string;
  readonly controlSet: AssessmentControlSet;
  readonly mayUpdate: boolean;
  readonly mayBring: boolean;
  readonly mayQuery: boolean;
}

/** The controls of a set with where they stand; what is done to one or to many of them. */
export function Controls({ assessmentId, controlSet, mayUpdate, mayBring, mayQuery }: Props) {
  const refresh = useRefresh();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [deed, setDeed] = useState<Deed>();
  const [isBringing, setBringing] = useState(false);
  const controls = controlSet.controls ?? [];
  const controlSetId = controlSet.id ?? "";
  const selected = controls.filter((control) => chosen.includes(control.id ?? ""));
  const [one] = selected.length === 1 ? selected : [];
  const said = v1Hooks.useQuery(
    "get",
    "/v1/evidence/groups",
    {
      params: {
        query: {
          assessmentId: [assessmentId],
          controlId: controls.map((control) => control.id ?? ""),
          by: ["controlId", "verdict"],
          maxResults: MOST_GROUPS,
        },
      },
    },
    { enabled: mayQuery && controls.length > 0 },
  );
  const counts = said.data && byControl(said.data);
  const mayBringFor = mayBring && one !== undefined && one.status !== "INACTIVE";
  return (
    <>
      <ResourceTable
        name="Controls"
        remember="review-controls"
        rows={controls}
        columns={columnsOf(assessmentId, controlSetId, counts, Boolean(said.error))}
        rowId={({ id }) => id ?? ""}
        rowName={({ name }) => name ?? ""}
        selection="multi"
        selected={selected}
        onSelect={(rows) => setChosen(rows.map(({ id }) => id ?? ""))}
        description="Choose one to see its evidence and comments, or several to change them together."
        actions={
          (mayUpdate || mayBring) && (
            <ButtonDropdown
              items={itemsFor(selected, mayUpdate, mayBring)}
              onItemClick={({ detail }) => (detail.id === "BRING" ? setBringing(true) : setDeed(detail.id as Deed))}
            >
              Actions
            </ButtonDropdown>
          )
        }
        empty={<EmptyState title="No controls">This control set has none.</EmptyState>}
      />
      {one && (
        <SplitSlot header={one.name ?? "Control"} onClose={() => setChosen([])}>
          <ControlPanel
            key={one.id}
            assessmentId={assessmentId}
            controlSetId={controlSetId}
            control={one}
            onComment={mayUpdate ? () => setDeed("COMMENT") : undefined}
            onEvidence={mayBringFor ? () => setBringing(true) : undefined}
          />
        </SplitSlot>
      )}
      {deed && (
        <BulkControls
          assessmentId={assessmentId}
          controlSetId={controlSetId}
          controls={selected}
          deed={deed}
          onClose={() => setDeed(undefined)}
        />
      )}
      {isBringing && one && (
        <AddManualEvidence
          assessmentId={assessmentId}
          controlSetId={controlSetId}
          controlId={one.id ?? ""}
          controlName={one.name ?? ""}
          onClose={() => setBringing(false)}
          onDone={() => void refresh()}
        />
      )}
    </>
  );
}

/** Return what can be done to the controls that are chosen; what cannot says why. */
export function itemsFor(selected: readonly AssessmentControl[], mayUpdate: boolean, mayBring: boolean) {
  const isFinal = selected.some(({ status }) => status === "REVIEWED");
  const item = (id: Deed | "BRING", text: string, reason: string | undefined) => ({
    id,
    text,
    disabled: reason !== undefined,
    ...(reason === undefined ? {} : { disabledReason: reason }),
  });
  const none = selected.length === 0 ? "Choose controls first." : undefined;
  const deeds = (["REVIEWED", "UNDER_REVIEW", "INACTIVE"] as const).map((deed) => {
    const isThere = selected.every(({ status }) => status === deed) ? "They have this status." : undefined;
    const reason = none ?? (isFinal ? "A control that is reviewed stays so." : isThere);
    return item(deed, DEEDS[deed].text, reason);
  });
  const single = selected.length > 1 ? "Choose one control." : undefined;
  const inactive = selected[0]?.status === "INACTIVE" ? "An inactive control takes no evidence." : undefined;
  return [
    ...(mayUpdate ? [...deeds, item("COMMENT", DEEDS.COMMENT.text, none)] : []),
    ...(mayBring ? [item("BRING", "Add manual evidence", none ?? single ?? inactive)] : []),
  ];
}

function columnsOf(
  assessmentId: string,
  controlSetId: string,
  counts: Map<string, Counts> | undefined,
  isUnknown: boolean,
): readonly Column<AssessmentControl>[] {
  return [
    {
      id: "name",
      header: "Control",
      isRowHeader: true,
      minWidth: 210,
      cell: ({ id = "", name }) => (
        <Link href={controlAddress({ assessmentId, controlSetId, controlId: id })}>
          <span className="console-text">{name}</span>
        </Link>
      ),
      value: ({ name }) => name,
    },
    {
      id: "status",
      header: "Control status",
      minWidth: 140,
      cell: ({ status }) => <ControlStatus of={status} />,
      value: ({ status }) => status,
    },
    {
      id: "evidence",
      header: "Total evidence",
      minWidth: 130,
      cell: ({ evidenceCount }) => (evidenceCount ?? 0).toLocaleString("en"),
      value: ({ evidenceCount }) => evidenceCount,
    },
    {
      id: "said",
      header: "What the evidence says",
      minWidth: 185,
      cell: ({ id = "" }) => {
        if (isUnknown) return "It could not be read";
        return counts ? <VerdictCounts of={counts.get(id) ?? NO_VERDICTS} /> : "-";
      },
    },
    {
      id: "comments",
      header: "Comments",
      minWidth: 145,
      cell: ({ comments }) => (comments?.length ?? 0).toLocaleString("en"),
      value: ({ comments }) => comments?.length,
    },
    {
      id: "id",
      header: "ID",
      cell: ({ id }) => id,
      value: ({ id }) => id,
      isExtra: true,
    },
  ];
}
