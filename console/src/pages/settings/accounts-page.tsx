import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useSearchParams } from "react-router";
import { usePages } from "~/api/hooks";
import { v1, v1Hooks } from "~/api/v1";
import { type Account, isReached, reachOf } from "~/pages/settings/accounts";
import { AccountsTable } from "~/pages/settings/accounts-table";
import { crumbsTo } from "~/pages/settings/crumbs";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";
import { SplitSlot } from "~/parts/split-slot";

// What is not shown at once comes later: the first load of a page has its limit.
const AccountPanel = lazy(() => import("~/pages/settings/account-panel"));
const AccountTest = lazy(() => import("~/pages/settings/account-test"));
const FirstRun = lazy(() => import("~/pages/settings/first-run"));
const OrganizationTree = lazy(() => import("~/pages/settings/organization-tree"));
const RoleTemplate = lazy(() => import("~/pages/settings/role-template"));

const PAGE = 50;

export function Component() {
  const [search, setSearch] = useSearchParams();
  const go = (tab: string) => setSearch({ tab }, { replace: true });
  return (
    <Page
      title="Accounts and roles"
      crumbs={crumbsTo("Accounts and roles")}
      description="The AWS accounts that active assessments look at, and the role through which they are read."
    >
      <Tabs
        activeTabId={search.get("tab") ?? "accounts"}
        onChange={({ detail }) => go(detail.activeTabId)}
        ariaLabel="Accounts and roles"
        tabs={[
          { id: "accounts", label: "Accounts", content: <Accounts onDeploy={() => go("role")} /> },
          { id: "role", label: "Role to deploy", content: <Later of={<RoleTemplate />} /> },
          { id: "organization", label: "Organization", content: <Later of={<OrganizationTree />} /> },
        ]}
      />
    </Page>
  );
}

/** Something whose code is on its way. */
function Later({ of }: { readonly of: ReactNode }) {
  return <Suspense fallback={<Loading />}>{of}</Suspense>;
}

function Accounts({ onDeploy }: { readonly onDeploy: () => void }) {
  const [chosen, setChosen] = useState<Account>();
  const settings = v1Hooks.useQuery("get", "/v1/server-settings");
  const paged = usePages(
    ["get", "/v1/accounts"],
    async (nextToken, signal) => {
      const { data } = await v1.GET("/v1/accounts", { params: { query: { maxResults: PAGE, nextToken } }, signal });
      return data ?? { accounts: [] };
    },
    (page) => page.accounts,
  );
  const reach = settings.data && reachOf(settings.data);
  const isKnown = !paged.isPending && !paged.error && paged.pageIndex === 0;
  return (
    <SpaceBetween size="l">
      {isKnown && reach && !isReached(paged.items) && (
        <Later of={<FirstRun reach={reach} hasAccounts={paged.items.length > 0} onDeploy={onDeploy} />} />
      )}
      <AccountsTable paged={paged} chosen={chosen} onChoose={setChosen} />
      <Later of={<AccountTest />} />
      {chosen && (
        <SplitSlot header={`Account ${chosen.id}`} onClose={() => setChosen(undefined)}>
          <Later of={<AccountPanel key={chosen.id} account={chosen} />} />
        </SplitSlot>
      )}
    </SpaceBetween>
  );
}
