import {
  type ChangeLog as Change,
  GetChangeLogsCommand,
  type GetChangeLogsRequest,
} from "@aws-sdk/client-auditmanager";
import { useAwsPages } from "~/api/hooks";
import { nameOf } from "~/pages/assessment/people";
import { EmptyState } from "~/parts/empty-state";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { Time } from "~/parts/time";

const OBJECTS: Readonly<Record<string, string>> = {
  ASSESSMENT: "Assessment",
  CONTROL_SET: "Control set",
  CONTROL: "Control",
  DELEGATION: "Delegation",
  ASSESSMENT_REPORT: "Assessment report",
};
const ACTIONS: Readonly<Record<string, string>> = {
  CREATE: "Created",
  UPDATE_METADATA: "Updated",
  ACTIVE: "Made active",
  INACTIVE: "Made inactive",
  DELETE: "Deleted",
  UNDER_REVIEW: "Under review",
  REVIEWED: "Reviewed",
  IMPORT_EVIDENCE: "Evidence imported",
};
const ROWS = 20;

const COLUMNS: readonly Column<Change>[] = [
  { id: "date", header: "Date", cell: ({ createdAt }) => <Time at={createdAt} />, minWidth: 200 },
  { id: "user", header: "User", cell: ({ createdBy }) => <span title={createdBy}>{nameOf(createdBy)}</span> },
  { id: "action", header: "Action", cell: ({ action }) => ACTIONS[action ?? ""] ?? action },
  { id: "type", header: "Object type", cell: ({ objectType }) => OBJECTS[objectType ?? ""] ?? objectType },
  {
    id: "resource",
    header: "Resource",
    cell: ({ objectName }) => <span className="console-text">{objectName}</span>,
    isRowHeader: true,
    minWidth: 240,
  },
  { id: "arn", header: "User ARN", cell: ({ createdBy }) => createdBy, isExtra: true, minWidth: 280 },
];

/** Who did what, and when: of an assessment, or of one of its controls. */
export function ChangeLog(part: Omit<GetChangeLogsRequest, "nextToken" | "maxResults">) {
  const paged = useAwsPages(GetChangeLogsCommand, { ...part, maxResults: ROWS }, (page) => page.changeLogs);
  return (
    <ResourceTable
      name="Changelog"
      remember="changelog"
      columns={COLUMNS}
      rowId={(row) => `${row.createdAt?.getTime()} ${row.objectType} ${row.objectName} ${row.action}`}
      paged={paged}
      empty={<EmptyState title="No changes">Nobody has changed anything here.</EmptyState>}
    />
  );
}
