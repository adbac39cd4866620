import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import { address } from "~/app/paths";
import type { Coverage } from "~/pages/assessment/assessment";
import { bySet, gapsText, type SetSummary, shareText } from "~/pages/assessment/summary";
import { Count } from "~/parts/count";
import { ErrorAlert } from "~/parts/error-alert";
import { evidenceLink } from "~/parts/evidence-link";
import { Loading } from "~/parts/loading";
import { type Verdict, VerdictStatus, verdictText } from "~/parts/verdict";
import { added } from "~/parts/verdict-counts";

interface Props {
  readonly assessmentId: string;
  readonly coverage: Coverage | undefined;
  readonly error: Error | null;
  readonly onRetry: () => void;
  /** Numbers lead to the evidence behind them. */
  readonly mayQuery: boolean;
}

const PHONE = 688;

/** What the evidence says in all and by control set, and how much of what was expected is there. */
export function Summary({ assessmentId, coverage, error, onRetry, mayQuery }: Props) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Verdicts are of all evidence so far; coverage says how much of what was expected was answered."
        >
          Compliance and coverage
        </Header>
      }
    >
      <ErrorAlert error={error} onRetry={onRetry} />
      {coverage ? (
        <Numbers assessmentId={assessmentId} coverage={coverage} mayQuery={mayQuery} />
      ) : (
        !error && <Loading />
      )}
    </Container>
  );
}

interface NumbersProps extends Pick<Props, "assessmentId" | "mayQuery"> {
  readonly coverage: Coverage;
}

function Numbers({ assessmentId, coverage, mayQuery }: NumbersProps) {
  const linked = (verdict: Verdict, controlId: readonly string[] = []) =>
    mayQuery
      ? evidenceLink({ assessmentId: [assessmentId], verdict: [verdict], controlId: [...controlId] })
      : undefined;
  const sets = bySet(coverage);
  const verdicts = added(sets.map((set) => set.verdicts));
  const { share } = coverage.coverage;
  const gaps = share === null ? "Nothing was to be asked yet" : gapsText(coverage.coverage) || "No gaps";
  return (
    <SpaceBetween size="l">
      <ColumnLayout columns={4} variant="text-grid" minColumnWidth={150}>
        <Figure
          label={<VerdictStatus of="NON_COMPLIANT" />}
          value={
            <Large value={verdicts.nonCompliant} href={linked("NON_COMPLIANT")} of="non-compliant evidence items" />
          }
        />
        <Figure
          label={<VerdictStatus of="COMPLIANT" />}
          value={<Large value={verdicts.compliant} href={linked("COMPLIANT")} of="compliant evidence items" />}
        />
        <Figure
          label={<VerdictStatus of="INCONCLUSIVE" />}
          value={<Large value={verdicts.inconclusive} href={linked("INCONCLUSIVE")} of="inconclusive evidence items" />}
        />
        <Figure label="Coverage" value={share === null ? "-" : shareText(share)}>
          <span className="console-target">
            <Link href={`${address("assessments", assessmentId)}?tab=coverage`}>{gaps}</Link>
          </span>
        </Figure>
      </ColumnLayout>
      <ExpandableSection headerText="By control set" defaultExpanded={window.innerWidth > PHONE} variant="footer">
        <SetsTable sets={sets} linked={linked} />
      </ExpandableSection>
    </SpaceBetween>
  );
}

function Figure({ label, value, children }: { label: ReactNode; value: ReactNode; children?: ReactNode }) {
  return (
    <div>
      <Box variant="awsui-key-label">{label}</Box>
      <Box fontSize="heading-xl" fontWeight="bold">
        {value}
      </Box>
      {children}
    </div>
  );
}

/** A number of the summary that leads to what it counts. */
function Large({ value, href, of }: { value: number; href: string | undefined; of: string }) {
  const shown = value.toLocaleString("en");
  if (!href || value === 0) return shown;
  return (
    <Link href={href} fontSize="heading-xl" ariaLabel={`${shown} ${of}`}>
      {shown}
    </Link>
  );
}

interface SetsProps {
  readonly sets: readonly SetSummary[];
  readonly linked: (verdict: Verdict, controlId: readonly string[]) => string | undefined;
}

function SetsTable({ sets, linked }: SetsProps) {
  const counted = (set: SetSummary, verdict: Verdict, value: number) => (
    <Count value={value} href={linked(verdict, set.controlIds)} of={`items of ${set.id}: ${verdictText(verdict)}`} />
  );
  const number = (value: number) => value.toLocaleString("en");
  return (
    <Table<SetSummary>
      variant="embedded"
      items={sets}
      trackBy="id"
      wrapLines
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: "Compliance by control set" }}
      columnDefinitions={[
        {
          id: "set",
          header: "Control set",
          isRowHeader: true,
          minWidth: 150,
          cell: ({ id }) => <span className="console-text">{id}</span>,
        },
        {
          id: "non",
          header: "Non-compliant",
          minWidth: 132,
          cell: (set) => counted(set, "NON_COMPLIANT", set.verdicts.nonCompliant),
        },
        {
          id: "compliant",
          header: "Compliant",
          minWidth: 118,
          cell: (set) => counted(set, "COMPLIANT", set.verdicts.compliant),
        },
        {
          id: "open",
          header: "Inconclusive",
          minWidth: 132,
          cell: (set) => counted(set, "INCONCLUSIVE", set.verdicts.inconclusive),
        },
        {
          id: "not",
          header: "Not applicable",
          minWidth: 124,
          cell: (set) => counted(set, "NOT_APPLICABLE", set.verdicts.notApplicable),
        },
        {
          id: "people",
          header: "Waiting for people",
          minWidth: 108,
          cell: (set) => `${number(set.awaitingPeople)} of ${number(set.controlsCount)}`,
        },
        {
          id: "coverage",
          header: "Coverage",
          minWidth: 118,
          cell: ({ coverage }) => (coverage ? shareText(coverage.share) : "-"),
        },
      ]}
    />
  );
}
