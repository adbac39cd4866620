import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";

import Table from "@cloudscape-design/components/table";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { allOf as everyPage } from "~/api/listing";
import { v1 } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import { AccountChecks } from "~/pages/settings/account-checks";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { accountsIn, type Node, nodeOf } from "~/parts/organization";
import { NODE_COLUMNS, NODE_LABELS, useTreeRows } from "~/parts/organization-table";
import { SplitSlot } from "~/parts/split-slot";
import { Time } from "~/parts/time";

const KEY = ["get", "/v1/organization"];

async function readOrganization(anew: boolean) {
  const { data } = await v1.GET("/v1/organization", { params: { query: { anew } } });
  if (!data) throw new Error("The server told nothing of the organization.");
  return data;
}

/** The tree of AWS Organizations: which accounts there are, and which of them assessments look at. */
export default function OrganizationTree() {
  const queries = useQueryClient();
  const notify = useNotify();
  const [isReading, setReading] = useState(false);
  const { data, error, isPending, refetch } = useQuery({ queryKey: KEY, queryFn: () => readOrganization(false) });
  const scope = useQuery({
    queryKey: ["get", "/v1/accounts", "all"],
    queryFn: ({ signal }) =>
      everyPage(
        (nextToken) => v1.GET("/v1/accounts", { params: { query: { maxResults: 1000, nextToken } }, signal }),
        (page) => page.accounts,
      ),
  });
  const readAnew = async () => {
    setReading(true);
    try {
      queries.setQueryData(KEY, await readOrganization(true));
    } catch (failed) {
      notify.failed(failed);
    } finally {
      setReading(false);
    }
  };
  const again = (
    <Button iconName="refresh" loading={isReading} onClick={() => void readAnew()}>
      Read again
    </Button>
  );
  const root = useMemo(() => (data?.root ? nodeOf(data.root) : undefined), [data]);
  const inScope = useMemo(() => scope.data && new Map(scope.data.map((each) => [each.id, each.regions])), [scope.data]);
  if (error) return <ErrorAlert error={error} onRetry={() => void refetch()} />;
  if (isPending) return <Loading what="Reading the organization" />;
  if (!root) {
    return (
      <Alert type="warning" header="The organization cannot be read" action={again}>
        <span className="console-text">{data.reason}</span> What to do: {data.remedy} Until then, account ids can be
        typed where an assessment is created.
      </Alert>
    );
  }
  return (
    <SpaceBetween size="m">
      <ErrorAlert error={scope.error} onRetry={() => void scope.refetch()} />
      <Tree root={root} inScope={inScope} readAt={data.readAt} actions={again} />
    </SpaceBetween>
  );
}

interface TreeProps {
  readonly root: Node;
  /** Accounts that assessments look at, with their regions; undefined: not known. */
  readonly inScope: ReadonlyMap<string, readonly string[]> | undefined;
  readonly readAt: string;
  readonly actions: React.ReactNode;
}

function Tree({ root, inScope, readAt, actions }: TreeProps) {
  const rows = useTreeRows(root);
  const [chosen, setChosen] = useState<Node>();
  const count = accountsIn(root).length;
  return (
    <>
      <Table<Node>
        items={[root]}
        trackBy="id"
        wrapLines
        selectionType="single"
        selectedItems={chosen ? [chosen] : []}
        isItemDisabled={(node) => !node.account}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems[0])}
        header={
          <Header
            variant="h2"
            actions={actions}
            description={
              <>
                {count === 1 ? "1 active account" : `${count} active accounts`}, read <Time at={readAt} relative />.
                Choose one to test the role in it.
              </>
            }
          >
            Organization
          </Header>
        }
        empty={<EmptyState title="No accounts" />}
        expandableRows={rows}
        columnDefinitions={[
          ...NODE_COLUMNS,
          {
            id: "scope",
            header: "In assessments",
            minWidth: 150,
            cell: (node) => <Scope of={node} inScope={inScope} />,
          },
        ]}
        ariaLabels={{ ...NODE_LABELS, selectionGroupLabel: "Choice of an account" }}
      />
      {chosen && (
        <SplitSlot header={`${chosen.name} (${chosen.id})`} onClose={() => setChosen(undefined)}>
          <AccountChecks key={chosen.id} accountId={chosen.id} regions={inScope?.get(chosen.id) ?? []} />
        </SplitSlot>
      )}
    </>
  );
}

function Scope({ of, inScope }: { readonly of: Node; readonly inScope: TreeProps["inScope"] }) {
  if (!inScope) return <>-</>;
  if (of.account) return <>{inScope.get(of.id)?.join(", ") ?? "In none"}</>;
  const accounts = accountsIn(of);
  const covered = accounts.filter(({ id }) => inScope.has(id)).length;
  return (
    <>
      {covered} of {accounts.length}
    </>
  );
}
