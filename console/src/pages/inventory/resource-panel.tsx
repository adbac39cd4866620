import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { address } from "~/app/paths";
import { controlAddress } from "~/pages/assessment/place";
import { KINDS, type Resource, type ResourceControl } from "~/pages/inventory/inventory";
import { Copyable } from "~/parts/copyable";
import { Count } from "~/parts/count";
import { countLink } from "~/parts/evidence-link";
import { Properties } from "~/parts/properties";
import { Time } from "~/parts/time";
import { VerdictStatus } from "~/parts/verdict";

const COLUMNS: readonly TableProps.ColumnDefinition<ResourceControl>[] = [
  {
    id: "control",
    header: "Control",
    isRowHeader: true,
    minWidth: 220,
    cell: (control) => {
      const name = (
        <span className="console-text">
          {control.controlCode} {control.controlName}
        </span>
      );
      // A control that its assessment has no more has evidence still, and no page.
      return control.controlSetId ? <Link href={controlAddress(control)}>{name}</Link> : name;
    },
  },
  { id: "verdict", header: "Latest verdict", minWidth: 150, cell: ({ verdict }) => <VerdictStatus of={verdict} /> },
  { id: "at", header: "Since", minWidth: 140, cell: ({ at }) => <Time at={at} relative /> },
  {
    id: "evidence",
    header: "Evidence",
    minWidth: 100,
    cell: ({ evidence, controlName }) => (
      <Count value={evidence.count} href={countLink(evidence)} of={`evidence items of ${controlName}`} />
    ),
  },
  {
    id: "assessment",
    header: "Assessment",
    minWidth: 200,
    cell: ({ assessmentId, assessmentName }) => (
      <Link href={address("assessments", assessmentId)}>
        <span className="console-text">{assessmentName}</span>
      </Link>
    ),
  },
];

/** What is known of an AI resource, and what each control that looks at it said last. */
export function ResourcePanel({ of }: { readonly of: Resource }) {
  return (
    <SpaceBetween size="l">
      <Properties
        columns={4}
        items={[
          ["Kind", KINDS[of.kind][0]],
          ["Account", of.account],
          ["Region", of.region],
          ["First seen", <Time key="first" at={of.firstSeenAt} />],
          ["Last seen", <Time key="last" at={of.lastSeenAt} />],
          ["ID", <Copyable key="id" value={of.id} name="ID" />],
          ["ARN", of.arn && <Copyable key="arn" value={of.arn} name="ARN" />],
        ]}
      />
      <Table
        variant="embedded"
        items={of.controls}
        trackBy={({ assessmentId, controlId }) => `${assessmentId} ${controlId}`}
        columnDefinitions={COLUMNS}
        wrapLines
        enableKeyboardNavigation
        ariaLabels={{ tableLabel: `Controls that look at ${of.name}` }}
        header={
          <Header
            variant="h3"
            counter={`(${of.controls.length})`}
            description="The worst of what the sources of each said last."
          >
            Controls
          </Header>
        }
      />
    </SpaceBetween>
  );
}
