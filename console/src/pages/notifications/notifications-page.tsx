import { ListNotificationsCommand, type Notification } from "@aws-sdk/client-auditmanager";
import Badge from "@cloudscape-design/components/badge";
import Link from "@cloudscape-design/components/link";
import { useEffect, useState } from "react";
import { useAwsPages } from "~/api/hooks";
import { address } from "~/app/paths";
import { useSession } from "~/app/session-gate";
import { markSeen, seenUntil } from "~/pages/notifications/seen";
import { EmptyState } from "~/parts/empty-state";
import { Page } from "~/parts/page";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { Time } from "~/parts/time";

const ROWS = 20;

function columnsOf(until: number): readonly Column<Notification>[] {
  return [
    {
      id: "date",
      header: "Date",
      cell: ({ eventTime }) => (
        <>
          <Time at={eventTime} relative /> {(eventTime?.getTime() ?? 0) > until && <Badge color="blue">New</Badge>}
        </>
      ),
      minWidth: 150,
    },
    {
      id: "description",
      header: "Description",
      cell: ({ description }) => <span className="console-text">{description}</span>,
      isRowHeader: true,
      minWidth: 280,
    },
    {
      id: "controlSet",
      header: "Control set",
      cell: ({ assessmentId, controlSetId, controlSetName }) =>
        assessmentId && controlSetId ? (
          <Link href={address("delegations", assessmentId, controlSetId)}>
            <span className="console-text">{controlSetName}</span>
          </Link>
        ) : (
          "-"
        ),
      minWidth: 160,
    },
    {
      id: "assessment",
      header: "Assessment",
      cell: ({ assessmentId, assessmentName }) =>
        assessmentId ? (
          <Link href={address("assessments", assessmentId)}>
            <span className="console-text">{assessmentName}</span>
          </Link>
        ) : (
          "-"
        ),
      minWidth: 180,
    },
    { id: "source", header: "From", cell: ({ source }) => <span className="console-text">{source || "-"}</span> },
  ];
}

export function Component() {
  const { id } = useSession();
  const [until] = useState(() => seenUntil(id));
  const paged = useAwsPages(ListNotificationsCommand, { maxResults: ROWS }, (page) => page.notifications);
  const { items } = paged;
  useEffect(() => markSeen(id, items), [id, items]);
  return (
    <Page title="Notifications" description="What waits for you, and what became of what you did.">
      <ResourceTable
        name="Notifications"
        remember="notifications"
        paged={paged}
        columns={columnsOf(until)}
        rowId={(row) => row.id ?? ""}
        empty={
          <EmptyState title="No notifications">
            You are told when a control set is delegated to you, submitted to you, sent back, or reviewed.
          </EmptyState>
        }
      />
    </Page>
  );
}
