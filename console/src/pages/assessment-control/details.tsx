import type { AssessmentControl, Control } from "@aws-sdk/client-auditmanager";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { address } from "~/app/paths";
import type { AssessmentSeen } from "~/pages/assessment/assessment";
import { nameOf } from "~/pages/assessment/people";
import type { Place } from "~/pages/assessment/place";
import { type ControlCoverage, gapsText, shareText } from "~/pages/assessment/summary";
import { Properties } from "~/parts/properties";
import { ControlStatus, StandingStatus } from "~/parts/review-status";
import { VerdictCounts } from "~/parts/verdict-counts";

interface Props {
  readonly place: Place;
  readonly seen: AssessmentSeen;
  readonly control: AssessmentControl;
  readonly library: Control | undefined;
  readonly found: ControlCoverage | undefined;
}

/** What a control is, where it stands, and what it asks of whom. */
export function ControlDetails({ place, seen, control, library, found }: Props) {
  const set = seen.assessment?.framework?.controlSets?.find((each) => each.id === place.controlSetId);
  const delegates = (set?.delegations ?? []).map((each) => nameOf(each.roleArn)).join(", ");
  return (
    <Container header={<Header variant="h2">Control details</Header>}>
      <SpaceBetween size="l">
        <Properties
          minColumnWidth={170}
          items={[
            ["Control status", <ControlStatus key="status" of={control.status} />],
            ["Control set", place.controlSetId],
            ["Delegated to", delegates],
            ...(found ? ([["Compliance", <StandingStatus key="standing" of={found.standing} />]] as const) : []),
            ...(found ? ([["What the evidence says", <VerdictCounts key="says" of={found.verdicts} />]] as const) : []),
            ...(found ? ([["Coverage", coverageText(found)]] as const) : []),
            ["Total evidence", (control.evidenceCount ?? 0).toLocaleString("en")],
            [
              "Assessment report selection",
              `${(control.assessmentReportEvidenceCount ?? 0).toLocaleString("en")} items`,
            ],
            ["Data sources", control.evidenceSources?.join(", ")],
            ["Control type", library?.type],
          ]}
        />
        {found && found.refusalsCount > 0 && (
          <Box>
            {found.refusalsCount.toLocaleString("en")} {found.refusalsCount === 1 ? "source" : "sources"} would not say:{" "}
            <Link href={`${address("assessments", place.assessmentId)}?tab=coverage`}>see why, and what to do</Link>.
          </Box>
        )}
        {library && <Texts of={library} />}
      </SpaceBetween>
    </Container>
  );
}

function coverageText({ coverage }: ControlCoverage): string {
  const gaps = gapsText(coverage);
  return gaps ? `${shareText(coverage.share)}: ${gaps}` : shareText(coverage.share);
}

function Texts({ of }: { readonly of: Control }) {
  const texts = [
    ["Description", of.description],
    ["Testing information", of.testingInformation],
    ["Action plan", [of.actionPlanTitle, of.actionPlanInstructions].filter(Boolean).join("\n\n")],
  ] as const;
  return (
    <SpaceBetween size="s">
      {texts
        .filter(([, text]) => text)
        .map(([label, text]) => (
          <ExpandableSection key={label} headerText={label} defaultExpanded={label === "Description"}>
            <span className="console-text">{text}</span>
          </ExpandableSection>
        ))}
    </SpaceBetween>
  );
}
