import Link from "@cloudscape-design/components/link";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import type { Dashboard, Domain, Verdicts } from "~/pages/dashboard/dashboard";
import { nonCompliantShare, VERDICTS } from "~/pages/dashboard/dashboard";
import { Count } from "~/parts/count";
import { EmptyState } from "~/parts/empty-state";
import { countLink } from "~/parts/evidence-link";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { type Verdict, verdictText } from "~/parts/verdict";

function countColumn(name: keyof Verdicts, verdict: Verdict): Column<Domain> {
  const text = verdictText(verdict);
  return {
    id: name,
    header: text,
    minWidth: 115,
    value: ({ verdicts }) => verdicts[name].count,
    cell: ({ name: domain, verdicts }) => (
      <Count
        value={verdicts[name].count}
        href={countLink(verdicts[name])}
        of={`${text.toLowerCase()} evidence items of ${domain}`}
      />
    ),
  };
}

const COLUMNS: readonly Column<Domain>[] = [
  {
    id: "domain",
    header: "Control domain",
    isRowHeader: true,
    minWidth: 170,
    value: ({ name }) => name,
    cell: ({ name, verdicts }) => {
      const href = verdicts.nonCompliant.count > 0 && countLink(verdicts.nonCompliant);
      const text = <span className="console-text">{name}</span>;
      return href ? <Link href={href}>{text}</Link> : text;
    },
  },
  {
    id: "share",
    header: "Non-compliant share",
    minWidth: 150,
    value: ({ verdicts }) => nonCompliantShare(verdicts) ?? -1,
    cell: ({ name, verdicts }) => {
      const share = nonCompliantShare(verdicts);
      return share === undefined ? (
        "Nothing decided"
      ) : (
        <ProgressBar value={share} ariaLabel={`Non-compliant share of ${name}`} />
      );
    },
  },
  ...VERDICTS.map(([name, verdict]) => countColumn(name, verdict)),
];

/** Which control domains evidence speaks against, worst first. */
export function Domains({ of }: { readonly of: Dashboard }) {
  return (
    <ResourceTable
      name="Non-compliant evidence by control domain"
      remember="dashboard-domains"
      description={`Since ${of.since}, worst first. The share is of what a rule decided: compliant or non-compliant.`}
      rows={of.domains}
      columns={COLUMNS}
      rowId={({ id }) => id}
      rowName={({ name }) => name}
      empty={
        <EmptyState title="No evidence yet">Domains show as soon as evidence comes in for their controls.</EmptyState>
      }
    />
  );
}
