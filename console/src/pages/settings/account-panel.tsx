import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { address } from "~/app/paths";
import { AccountChecks } from "~/pages/settings/account-checks";
import type { Account, Collection, Effort } from "~/pages/settings/accounts";
import { CollectionStatus, Due } from "~/pages/settings/accounts-table";
import { useAssessments } from "~/pages/settings/rights-fields";
import { Time } from "~/parts/time";

/** An account: whether its role works, and how collecting goes for each assessment. */
export default function AccountPanel({ account }: { readonly account: Account }) {
  return (
    <SpaceBetween size="l">
      <AccountChecks accountId={account.id} regions={account.regions} />
      <Collections account={account} />
    </SpaceBetween>
  );
}

function Collections({ account }: { readonly account: Account }) {
  const { data } = useAssessments();
  const nameOf = (id: string) => data?.find((each) => each.id === id)?.name ?? id;
  return (
    <Table<Collection>
      variant="borderless"
      wrapLines
      items={account.collection}
      trackBy="assessmentId"
      ariaLabels={{ tableLabel: `Collecting in ${account.id}` }}
      columnDefinitions={[
        {
          id: "assessment",
          header: "Assessment",
          isRowHeader: true,
          minWidth: 160,
          cell: ({ assessmentId }) => (
            <Link href={address("assessments", assessmentId)}>
              <span className="console-text">{nameOf(assessmentId)}</span>
            </Link>
          ),
        },
        { id: "state", header: "Collecting", minWidth: 210, cell: ({ state }) => <CollectionStatus of={state} /> },
        { id: "live", header: "AWS is asked", minWidth: 200, cell: ({ detail }) => <Told of={detail?.live} /> },
        {
          id: "checks",
          header: "Changes are asked for",
          minWidth: 200,
          cell: ({ detail }) => <Told of={detail?.checks} />,
        },
        { id: "logs", header: "Log files are read", minWidth: 200, cell: ({ detail }) => <Told of={detail?.logs} /> },
        { id: "refusing", header: "Refused now", minWidth: 110, cell: ({ detail }) => detail?.refusing ?? "-" },
      ]}
    />
  );
}

function Told({ of }: { readonly of: Effort | undefined }) {
  if (!of) return <>Not begun</>;
  return (
    <span className="console-text">
      {of.lastRunAt ? (
        <>
          Last <Time at={of.lastRunAt} relative />
        </>
      ) : (
        "Not done to its end yet"
      )}
      , next: <Due at={of.nextDueAt} />
      {of.failures > 0 &&
        `. Broke off ${of.failures === 1 ? "once" : `${of.failures} times in a row`}: ${of.lastError}`}
    </span>
  );
}
