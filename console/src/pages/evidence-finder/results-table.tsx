import { BatchAssociateAssessmentReportEvidenceCommand } from "@aws-sdk/client-auditmanager";
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQueries } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useAwsMutation, usePages } from "~/api/hooks";
import { v1Hooks } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import { address } from "~/app/paths";
import { useRefresh } from "~/pages/assessment/assessment";
import { DetailsPanel } from "~/pages/evidence-finder/details-panel";
import { itemName, type Picked, pick } from "~/pages/evidence-finder/picking";
import { type Asked, queryOf } from "~/pages/evidence-finder/query";
import type { Suggestions } from "~/pages/evidence-finder/suggestions";
import { type Found, type FoundPage, foundBy } from "~/parts/found-evidence";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { Time, utc } from "~/parts/time";
import { VerdictStatus } from "~/parts/verdict";

const OWN = "/v1/assessments/{assessment_id}";

interface Props {
  readonly asked: Asked;
  readonly description: string | undefined;
  readonly empty: React.ReactNode;
  readonly nameOf: Suggestions["nameOf"];
  readonly onOrder: () => void;
}

/** What is found, page by page; rows are looked at beside it, and chosen for reports by who may. */
export default function ResultsTable({ asked, description, empty, nameOf, onOrder }: Props) {
  const found = usePages<FoundPage, Found>(...foundBy(queryOf(asked)), (page) => page.evidence);
  const [opened, setOpened] = useState<Found>();
  const [chosen, setChosen] = useState<readonly Found[]>([]);
  const picking = usePicking();
  const reported = useReported(found.items);
  const columns = useMemo(() => columnsOf(setOpened, nameOf), [nameOf]);
  const add = async () => {
    await picking.add(chosen);
    setChosen([]);
  };
  return (
    <SpaceBetween size="s">
      <Refusals picked={picking.picked} onDismiss={picking.forget} />
      <ResourceTable
        name="Evidence"
        remember="evidence-finder"
        columns={columns}
        rowId={({ assessmentId, id }) => `${assessmentId} ${id}`}
        rowName={itemName}
        paged={found}
        description={description}
        filter={<span />}
        empty={empty}
        {...(reported.size > 0
          ? {
              selection: "multi" as const,
              selected: chosen,
              onSelect: setChosen,
              isRowDisabled: ({ assessmentId }: Found) => !reported.has(assessmentId),
            }
          : {})}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={onOrder}>
              {asked.order === "newest_first" ? "Show oldest first" : "Show newest first"}
            </Button>
            {reported.size > 0 && (
              <Button disabled={chosen.length === 0} loading={picking.isBusy} onClick={() => void add()}>
                {chosen.length === 0 ? "Add to assessment report" : `Add ${chosen.length} to assessment report`}
              </Button>
            )}
          </SpaceBetween>
        }
      />
      {opened && <DetailsPanel item={opened} nameOf={nameOf} onClose={() => setOpened(undefined)} />}
    </SpaceBetween>
  );
}

/** Return the assessments of these items into whose reports whoever is signed in may choose evidence. */
function useReported(items: readonly Found[]): ReadonlySet<string> {
  const ids = [...new Set(items.map(({ assessmentId }) => assessmentId))];
  const answers = useQueries({
    queries: ids.map((id) => v1Hooks.queryOptions("get", OWN, { params: { path: { assessment_id: id } } })),
  });
  const may = ids.filter((_, place) => answers[place]?.data?.rights.includes("BatchAssociateAssessmentReportEvidence"));
  return new Set(may);
}

function usePicking() {
  const notify = useNotify();
  const refresh = useRefresh();
  const send = useAwsMutation(BatchAssociateAssessmentReportEvidenceCommand);
  const [isBusy, setBusy] = useState(false);
  const [picked, setPicked] = useState<Picked<Found>>();
  const add = async (items: readonly Found[]) => {
    setBusy(true);
    const result = await pick(items, (batch) => send.mutateAsync(batch));
    setBusy(false);
    setPicked(result.refused.length > 0 ? result : undefined);
    const { added } = result;
    if (added.length > 0) {
      const names = new Map(added.map(({ assessmentId, assessmentName }) => [assessmentId, assessmentName]));
      notify({
        type: "success",
        header: `${itemsOf(added.length)} added to the assessment report`,
        content: [...names].map(([id, name]) => (
          <div key={id}>
            <Link color="inverted" href={`${address("assessments", id)}?tab=selection`}>
              See the selection of {name}
            </Link>
          </div>
        )),
      });
    }
    await refresh();
  };
  return { isBusy, picked, add, forget: () => setPicked(undefined) };
}

function itemsOf(count: number): string {
  return count === 1 ? "1 evidence item" : `${count} evidence items`;
}

interface RefusalsProps {
  readonly picked: Picked<Found> | undefined;
  readonly onDismiss: () => void;
}

function Refusals({ picked, onDismiss }: RefusalsProps) {
  if (!picked) return null;
  const { added, refused } = picked;
  return (
    <Alert
      type="warning"
      dismissible
      dismissAriaLabel="Dismiss message"
      onDismiss={onDismiss}
      header={`${refused.length} of ${itemsOf(added.length + refused.length)} could not be added`}
    >
      <ul>
        {refused.map(({ item, reason }) => (
          <li key={`${item.assessmentId} ${item.id}`}>
            <span className="console-text">
              {itemName(item)} ({item.assessmentName}): {reason}
            </span>
          </li>
        ))}
      </ul>
    </Alert>
  );
}

function text(value: string) {
  return <span className="console-text">{value || "-"}</span>;
}

function columnsOf(open: (item: Found) => void, nameOf: Suggestions["nameOf"]): readonly Column<Found>[] {
  return [
    {
      id: "time",
      header: "Time",
      isRowHeader: true,
      minWidth: 180,
      cell: (item) => (
        <Link onFollow={() => open(item)} ariaLabel={`${utc(item.time)}: details of ${itemName(item)}`}>
          <Time at={item.time} />
        </Link>
      ),
    },
    {
      id: "verdict",
      header: "Resource compliance",
      minWidth: 170,
      cell: ({ verdict }) => <VerdictStatus of={verdict} />,
    },
    { id: "resource", header: "Resource ARN", minWidth: 220, cell: ({ resource }) => text(resource) },
    { id: "event", header: "Event name", minWidth: 160, cell: ({ eventName }) => text(eventName) },
    { id: "service", header: "Service", minWidth: 110, cell: ({ service }) => text(service) },
    { id: "control", header: "Control", minWidth: 200, cell: ({ controlName }) => text(controlName) },
    { id: "account", header: "Account", minWidth: 130, cell: ({ account }) => account },
    { id: "region", header: "Region", minWidth: 120, cell: ({ region }) => region },
    { id: "source", header: "Data source", minWidth: 140, cell: ({ sourceKind }) => sourceKind },
    { id: "assessment", header: "Assessment", minWidth: 160, cell: ({ assessmentName }) => text(assessmentName) },
    { id: "type", header: "Resource type", isExtra: true, cell: ({ resourceType }) => text(resourceType) },
    { id: "event-source", header: "Event source", isExtra: true, cell: ({ eventSource }) => text(eventSource) },
    {
      id: "domain",
      header: "Control domain",
      isExtra: true,
      cell: ({ controlDomain }) => text(nameOf("controlDomain", controlDomain)),
    },
    { id: "set", header: "Control set", isExtra: true, cell: ({ controlSetId }) => text(controlSetId) },
    { id: "by-type", header: "Evidence by type", isExtra: true, cell: ({ evidenceByType }) => evidenceByType },
    { id: "principal", header: "Who", isExtra: true, cell: ({ principal }) => text(principal) },
    { id: "reason", header: "Reason", isExtra: true, minWidth: 220, cell: ({ reason }) => text(reason) },
    { id: "collected", header: "Collected at", isExtra: true, cell: ({ collectedAt }) => <Time at={collectedAt} /> },
  ];
}
