import Link from "@cloudscape-design/components/link";
import { usePages } from "~/api/hooks";
import type { components } from "~/api/schema";
import { v1 } from "~/api/v1";
import { nameOf } from "~/pages/assessment/people";
import { EmptyState } from "~/parts/empty-state";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { Time } from "~/parts/time";

type Change = components["schemas"]["AccountChangeShown"];

const PAGE = 50;

const DEEDS: Readonly<Record<Change["objectType"], Readonly<Record<Change["action"], string>>>> = {
  USER: {
    CREATE: "User was created",
    DELETE: "User was deleted",
    DISABLE: "User was disabled",
    ENABLE: "User was enabled",
    PASSWORD: "Password was changed",
    RIGHTS: "Rights were changed",
    ROTATE: "User was changed",
  },
  ACCESS_KEY: {
    CREATE: "Access key was created",
    DELETE: "Access key was deleted",
    DISABLE: "Access key was disabled",
    ENABLE: "Access key was enabled",
    PASSWORD: "Access key was changed",
    RIGHTS: "Access key was changed",
    ROTATE: "Access key was rotated",
  },
};

const COLUMNS: readonly Column<Change>[] = [
  { id: "at", header: "When", minWidth: 190, cell: ({ createdAt }) => <Time at={createdAt} /> },
  {
    id: "what",
    header: "What was done",
    isRowHeader: true,
    minWidth: 180,
    cell: ({ objectType, action }) => DEEDS[objectType][action],
  },
  {
    id: "user",
    header: "User",
    minWidth: 130,
    cell: ({ userName }) => <span className="console-text">{userName}</span>,
  },
  {
    id: "by",
    header: "By",
    minWidth: 130,
    cell: ({ createdBy }) => <span className="console-text">{nameOf(createdBy)}</span>,
  },
  {
    id: "detail",
    header: "Detail",
    minWidth: 220,
    cell: ({ detail }) => <span className="console-text">{detail || "-"}</span>,
  },
  {
    id: "object",
    header: "ID",
    isExtra: true,
    cell: ({ objectId }) => <span className="console-text">{objectId}</span>,
  },
];

/** Who changed users, rights, passwords and keys, newest first; of one user, or of all. */
export function AccountChanges({ userName }: { readonly userName?: string }) {
  const paged = usePages(
    ["get", "/v1/account-changes", userName ?? ""],
    async (nextToken, signal) => {
      const query = { maxResults: PAGE, nextToken, ...(userName ? { userName } : {}) };
      const { data } = await v1.GET("/v1/account-changes", { params: { query }, signal });
      return data ?? { changes: [] };
    },
    (page) => page.changes,
  );
  return (
    <ResourceTable
      name="Change log"
      remember="account-changes"
      paged={paged}
      columns={COLUMNS}
      rowId={({ id }) => id}
      description={
        <>
          Nothing in it is ever changed or removed. Programs read it at{" "}
          <Link href="/v1/account-changes" external externalIconAriaLabel="Opens in a new tab">
            /v1/account-changes
          </Link>
          .
        </>
      }
      empty={<EmptyState title="No changes">Nobody changed users, rights, passwords or access keys yet.</EmptyState>}
    />
  );
}
