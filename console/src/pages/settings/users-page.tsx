import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import Tabs from "@cloudscape-design/components/tabs";
import { useSearchParams } from "react-router";
import { v1Hooks } from "~/api/v1";
import { address } from "~/app/paths";
import { AccountChanges } from "~/pages/settings/account-changes";
import { crumbsTo } from "~/pages/settings/crumbs";
import { auditingInWords, labelOf, type User } from "~/pages/settings/rights";
import { UserStatus } from "~/pages/settings/user-status";
import { EmptyState } from "~/parts/empty-state";
import { Page } from "~/parts/page";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { Time } from "~/parts/time";

const COLUMNS: readonly Column<User>[] = [
  {
    id: "name",
    header: "Name",
    isRowHeader: true,
    minWidth: 150,
    cell: ({ id, name }) => (
      <Link href={address("settings", "users", id)}>
        <span className="console-text">{name}</span>
      </Link>
    ),
    value: ({ name }) => name,
  },
  {
    id: "standing",
    header: "Standing",
    minWidth: 140,
    cell: ({ standing }) => labelOf(standing),
    value: ({ standing }) => labelOf(standing),
  },
  {
    id: "status",
    header: "Status",
    cell: ({ isDisabled }) => <UserStatus isDisabled={isDisabled} />,
    value: ({ isDisabled }) => (isDisabled ? "Disabled" : "Enabled"),
  },
  {
    id: "auditing",
    header: "Audits",
    minWidth: 160,
    cell: (user) => auditingInWords(user, Date.now()) || "-",
    value: (user) => auditingInWords(user, Date.now()),
  },
  {
    id: "roles",
    header: "Acts as",
    minWidth: 180,
    cell: ({ roleArns }) => <span className="console-text">{roleArns.join(", ") || "-"}</span>,
    value: ({ roleArns }) => roleArns.join(" "),
  },
  {
    id: "sign-in",
    header: "User of",
    isExtra: true,
    cell: (user) => originOf(user),
    value: (user) => originOf(user),
  },
  {
    id: "groups",
    header: "Groups at the provider",
    isExtra: true,
    cell: ({ groups }) => <span className="console-text">{groups.join(", ") || "-"}</span>,
    value: ({ groups }) => groups.join(" "),
  },
  {
    id: "created",
    header: "Created",
    minWidth: 140,
    cell: ({ createdAt }) => <Time at={createdAt} relative />,
    value: ({ createdAt }) => createdAt,
  },
];

function originOf({ signsInByProvider }: User): string {
  return signsInByProvider ? "The provider" : "This server";
}

export function Component() {
  const [search, setSearch] = useSearchParams();
  return (
    <Page
      title="Users"
      crumbs={crumbsTo("Users")}
      description="Who may sign in or use access keys, and what each may do beside assessments."
    >
      <Tabs
        activeTabId={search.get("tab") ?? "users"}
        onChange={({ detail }) => setSearch({ tab: detail.activeTabId }, { replace: true })}
        ariaLabel="Users"
        tabs={[
          { id: "users", label: "Users", content: <Users /> },
          { id: "changes", label: "Change log", content: <AccountChanges /> },
        ]}
      />
    </Page>
  );
}

function Users() {
  const { data, error, refetch } = v1Hooks.useQuery("get", "/v1/users");
  const create = (
    <Button variant="primary" href={address("settings", "users", "create")}>
      Create user
    </Button>
  );
  return (
    <ResourceTable
      name="Users"
      remember="users"
      rows={data}
      columns={COLUMNS}
      rowId={({ id }) => id}
      rowName={({ name }) => name}
      error={error}
      onRetry={() => void refetch()}
      actions={create}
      empty={<EmptyState title="No users" action={create} />}
    />
  );
}
